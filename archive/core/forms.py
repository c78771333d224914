"""What the HTML doors share: one translation of refusals into a form's errors and a status."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRedirect

from archive.core.errors import NotAllowed, Refused, TooSoon
from archive.core.middleware import typed_words

Made = TypeVar("Made")
View = Callable[..., HttpResponse]


class WordsField(forms.CharField):
    """Words exactly as typed: not stripped, not counted, any character; the service says what is wrong with them."""

    default_validators = []

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, required=False, **kwargs)
        self.validators = []


class PlainForm(forms.Form):
    """A form that checks presence and kind only; services say the rest, and keep what was typed.

    Text is neither stripped nor cut here, so that both doors hand services the same words.
    """

    required_css_class = "is-required"

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.status = 200
        self.retry_after = 0
        self.existing = ""

    def attempt(self, act: Callable[[], Made]) -> Made | None:
        """Return what the service call returns; on a refusal put it at its field and return None.

        `status` is then 422, 409 never (a page shows it at the form), 403 or 429.
        """
        if not self.is_valid():
            self.status = 422
            return None
        try:
            return act()
        except (Refused, NotAllowed) as refusal:
            self.tell(refusal)
            return None

    def tell(self, refusal: Refused | NotAllowed) -> None:
        """Put a refusal at its field, or above the form when it names none that is here."""
        field = getattr(refusal, "field", "")
        self.add_error(
            field if field in self.fields else None, forms.ValidationError(refusal.message, code=refusal.code)
        )
        self.existing = getattr(refusal, "existing", "")
        self.status = 403 if isinstance(refusal, NotAllowed) else 422
        if isinstance(refusal, TooSoon):
            self.status, self.retry_after = 429, refusal.wait


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, an empty form included, or None when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def signed_in(view: View) -> View:
    """Let a view answer members only: others are led to sign in, or get back what they had posted.

    A session can end while somebody writes, and the way through the sign-in page would lose their words.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        typed = typed_words(request)
        if not typed:
            lead = redirect_to_login(request.get_full_path())
            return HttpResponseClientRedirect(lead.url) if "HX-Request" in request.headers else lead
        response = render(request, "401.html", {"typed": typed}, status=HTTPStatus.UNAUTHORIZED)
        response["WWW-Authenticate"] = (
            "Form"  # the status asks for one; browsers prompt for none of this name
        )
        return response

    return answer


def page(
    request: HttpRequest, template: str, context: dict[str, object], form: PlainForm | None = None
) -> HttpResponse:
    """Return the page, with the status and Retry-After that the form's refusal asks for."""
    response = render(request, template, {**context, "form": form}, status=form.status if form else 200)
    if form and form.retry_after:
        response["Retry-After"] = str(form.retry_after)
    return response
