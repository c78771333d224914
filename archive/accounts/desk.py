"""Signing in at the admin's own door, held to the same limits as the site's; what every sign-in brings along."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from unfold.forms import AuthenticationForm


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
        """Send an account with a second step to the site's own page, which asks for it."""
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
