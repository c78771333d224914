"""The page on which a person closes their account."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from archive.claims import services
from archive.claims.queries.closing import closing_of
from archive.core.forms import PlainForm, WordsField, page, posted, signed_in


class CloseForm(PlainForm):
    """The user name, typed once more."""

    confirmation = WordsField(
        label=gettext_lazy("Your user name, to confirm"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


@signed_in
@never_cache
@reauthentication_required
def close(request: HttpRequest) -> HttpResponse:
    """Say what closing does, and do it; who has not proved again within five minutes who they are does so first."""
    form = CloseForm(posted(request))
    if request.method == "POST" and form.attempt(lambda: closed(request, form)):
        logout(request)
        messages.success(request, _("Your account is closed. Thank you for what you gave."))
        return redirect("home")
    return page(request, "accounts/close.html", {"closing": closing_of(request.user)}, form)


def closed(request: HttpRequest, form: CloseForm) -> bool:
    """Call the service."""
    services.close_account(person=request.user, confirmation=form.cleaned_data["confirmation"])
    return True
