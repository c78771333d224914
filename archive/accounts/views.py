"""An account's own pages: what it is signed with, and the API tokens that stand for it."""

from typing import cast

from django.conf import settings as configured
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from archive.accounts import services
from archive.accounts.forms import EndTokenForm, ProfileForm, TokenForm
from archive.accounts.models import User
from archive.accounts.queries import sessions_of, tokens_of
from archive.core.forms import page, signed_in
from archive.core.middleware import keep_choice
from archive.core.paging import number_from

FARTHEST = 999_999_999


@signed_in
def settings(request: HttpRequest) -> HttpResponse:
    """Show and change what the person is signed with and says about themselves."""
    person = cast(User, request.user)
    if request.method != "POST":
        described = {name: getattr(person, name) for name in ProfileForm.base_fields}
        return page(request, "accounts/settings.html", {"person": person}, ProfileForm(initial=described))
    form = ProfileForm(request.POST)
    if form.attempt(lambda: services.describe_oneself(person=person, **form.cleaned_data)):
        messages.success(request, _("Your profile is saved."))
        answer = redirect("accounts:settings")
        keep_choice(answer, configured.LANGUAGE_COOKIE_NAME, form.cleaned_data["language"])
        return answer
    return page(request, "accounts/settings.html", {"person": person}, form)


@signed_in
@never_cache
def sessions(request: HttpRequest) -> HttpResponse:
    """List where the person is signed in; end one of these sessions, or all but the present one."""
    current = request.session.session_key
    rows = sessions_of(request.user, current=current)
    if request.method != "POST":
        return render(request, "accounts/sessions.html", {"sessions": rows})
    chosen = number_from(request.POST, "end", FARTHEST)
    keys = [
        row.key for row in rows if row.number == chosen or ("others" in request.POST and not row.is_current)
    ]
    services.end_sessions(person=request.user, keys=keys)
    if current in keys:
        logout(request)
        return redirect("account_login")
    messages.success(request, _("Signed out there."))
    return redirect("accounts:sessions")


@signed_in
@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """List the person's API tokens; make one, and show it this once."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    token = None
    if request.method == "POST":
        token = form.attempt(lambda: services.make_token(person=request.user, **form.cleaned_data))
    context = {"tokens": tokens_of(request.user), "token": token}
    return page(request, "accounts/tokens.html", context, TokenForm() if token else form)


@signed_in
@require_POST
def end_token(request: HttpRequest) -> HttpResponse:
    """End one of the person's API tokens."""
    form = EndTokenForm(request.POST)
    if form.is_valid():
        services.end_token(person=request.user, digest=form.cleaned_data["digest"])
        messages.success(request, _("The token is ended. Programs that used it are refused from now on."))
    return redirect("accounts:tokens")
