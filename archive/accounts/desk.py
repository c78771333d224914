"""Signing in at the admin's own door, held to the same limits as the site's; what every sign-in brings along."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm as AnyAuthenticationForm
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from unfold.forms import AuthenticationForm

from archive.accounts.models import User
from archive.accounts.permissions import may
from archive.accounts.services import note_sign_in
from archive.core.middleware import Answer

SECOND = {"totp": "code", "webauthn": "key", "recovery_codes": "recovery"}


class DeskSignInForm(AuthenticationForm):
    """The admin's form: wrong tries count towards the site's limit, and a second step is never skipped."""

    def clean(self) -> dict[str, Any]:
        """Check name and password through the adapter that counts wrong tries."""
        cleaned: dict[str, Any] = self.cleaned_data
        name, password = cleaned.get("username"), cleaned.get("password")
        if name and password:
            self.user_cache = get_adapter(self.request).authenticate(
                self.request, username=name, password=password
            )
            if self.user_cache is None:
                raise self.get_invalid_login_error()
            self.confirm_login_allowed(self.user_cache)
        return cleaned

    def confirm_login_allowed(self, user: AbstractBaseUser) -> None:
        """Let in moderators and auditors; send an account with a second step to the page that asks for it."""
        if isinstance(user, User) and user.is_auditor:
            AnyAuthenticationForm.confirm_login_allowed(self, user)  # the admin's own asks for a moderator
        else:
            super().confirm_login_allowed(user)
        if is_mfa_enabled(user):
            raise ValidationError(
                _("Your account asks for a second step. Sign in on the site’s own page; it leads here."),
                code="second_step",
            )


def speak_as_set(request: Any = None, user: Any = None, **more: Any) -> None:
    """Note the language of the settings of who signs in, for the answer to keep in the browser."""
    if request is not None and user.language:
        request.language_of_settings = user.language


def list_desk_session(request: Any = None, **more: Any) -> None:
    """Let a sign-in at the admin's door stand in the person's list of sessions; the site's own does already."""
    if request is not None and request.path.startswith("/admin/"):
        UserSession.objects.create_from_request(request)


def keep_sign_in(request: Any = None, user: Any = None, **more: Any) -> None:
    """Note the sign-in for the person's record, with the network that it came from as the limits see it."""
    if request is None:
        return
    try:
        address = get_adapter(request).get_client_ip(request)
    except PermissionDenied:  # no address is known: a test, a socket
        address = ""
    note_sign_in(person=user, address=address, how=how_signed_in(request, user))


def how_signed_in(request: HttpRequest, user: User) -> str:
    """Return the key of the way in which somebody has signed in just now, a key of `sign_ins.WAYS`."""
    if request.path.startswith("/admin/"):
        return "admin"
    records = get_authentication_records(request, user)
    if any(record.get("passwordless") for record in records):
        return "passkey"
    second = [SECOND.get(str(record.get("type")), "") for record in records if record.get("method") == "mfa"]
    if second:
        return second[-1] or "code"
    return "password" if any(record.get("method") == "password" for record in records) else "link"


def ask_second_step(get_response: Answer) -> Answer:
    """Keep out of the admin who has not given a second step in this session, where the setting asks for one.

    Who has none yet is led to where it is set up, who has one to where it is asked for.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        asked = settings.ARCHIVE.get("ADMIN_SECOND_FACTOR") and request.path_info.startswith("/admin/")
        if not asked or request.path_info in (reverse("admin:login"), reverse("admin:logout")):
            return get_response(request)
        if not may(request.user, "audit") or gave_second_step(request):
            return get_response(request)
        return lead_to_second_step(request)

    return answer


def gave_second_step(request: HttpRequest) -> bool:
    """Return whether a code or a key of the account itself was given since this session began."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def lead_to_second_step(request: HttpRequest) -> HttpResponse:
    """Lead to where a second step is set up or asked for, and say why."""
    kinds = Authenticator.Type
    if is_mfa_enabled(request.user, [kinds.TOTP]):
        page = "mfa_reauthenticate"
    elif is_mfa_enabled(request.user, [kinds.WEBAUTHN]):
        page = "mfa_reauthenticate_webauthn"
    else:
        says = _("The admin asks for a second step. Set up a code or a key here, then go there again.")
        messages.warning(request, says)
        return HttpResponseRedirect(reverse("mfa_index"))
    messages.info(request, _("The admin asks for your second step once in each session."))
    back = request.get_full_path() if request.method == "GET" else reverse("admin:index")
    return HttpResponseRedirect(f"{reverse(page)}?{urlencode({'next': back})}")
