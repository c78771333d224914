"""Forms of an account's own pages, and allauth's forms in this site's words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account import forms as allauth
from allauth.mfa.base import forms as second
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as keys
from django import forms
from django.conf import settings
from django.core.validators import EmailValidator
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.accounts.models import BIO_LIMIT
from archive.accounts.names import PLAIN_SAYS
from archive.core.forms import PlainForm
from archive.core.text import TextProblem, check_short

TOKEN_DAYS = 365


def languages() -> list[tuple[str, Any]]:
    """Return the languages to choose from, and first to have them as the browser asks."""
    return [("", gettext_lazy("As my browser asks")), *settings.LANGUAGES]


class ProfileForm(PlainForm):
    """What a person is signed with; the service says what may stand there."""

    display_name = forms.CharField(
        label=gettext_lazy("The name you sign with"),
        required=False,
        strip=False,
        help_text=gettext_lazy("Shown beside what you write. Left empty, your user name stands there."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    bio = forms.CharField(
        label=gettext_lazy("About you"),
        required=False,
        strip=False,
        help_text=format_lazy(
            gettext_lazy(
                "Shown on your page; at most {limit} characters. What should readers of your arguments "
                "know: your field, your interests, who pays you?"
            ),
            limit=BIO_LIMIT,
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the pages and messages"), required=False, choices=languages
    )
    shows_ratings = forms.BooleanField(
        label=gettext_lazy("Show my ratings on my page"),
        required=False,
        help_text=gettext_lazy("Else only their number stands there."),
    )


class TokenForm(PlainForm):
    """How long a new API token lasts."""

    days = forms.IntegerField(
        label=gettext_lazy("Days until it ends"),
        initial=TOKEN_DAYS,
        help_text=format_lazy(gettext_lazy("From 1 to {days}."), days=TOKEN_DAYS),
        widget=forms.NumberInput(attrs={"min": 1, "max": TOKEN_DAYS, "inputmode": "numeric"}),
    )


class EndTokenForm(PlainForm):
    """Which API token ends."""

    digest = forms.CharField(max_length=128, widget=forms.HiddenInput)


class InPlainWords:
    """Gives a form of allauth this site's labels and hints, and no placeholders: a label is always there."""

    labels: dict[str, str | Promise] = {}
    hints: dict[str, str | Promise] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, field.help_text)
            if isinstance(field, forms.EmailField):
                others = [v for v in field.validators if not isinstance(v, EmailValidator)]
                field.validators = [NO_ADDRESS, *others]


PASSWORD_SAYS = gettext_lazy(
    "At least 8 characters, not all digits, not a common one, and unlike your names."
)
NO_ADDRESS = EmailValidator(gettext_lazy("This is no e-mail address. Write one like name@example.org."))
AGAIN = {"password1": gettext_lazy("Your new password"), "password2": gettext_lazy("The new password again")}


class LoginForm(InPlainWords, allauth.LoginForm):
    """Sign in with a user name or an e-mail address."""

    labels = {
        "login": gettext_lazy("User name or e-mail"),
        "password": gettext_lazy("Password"),
        "remember": gettext_lazy("Keep me signed in on this device"),
    }
    hints = {"password": ""}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
            "maxlength": "254",
        }


class SignupForm(InPlainWords, allauth.SignupForm):
    """Ask for an account; two who ask for the same name at once get one account and one clear answer."""

    labels = {
        "username": gettext_lazy("User name"),
        "email": gettext_lazy("E-mail address"),
        "password1": gettext_lazy("Password"),
        "password2": gettext_lazy("Password again"),
    }
    hints = {
        "username": format_lazy(
            "{} {}", gettext_lazy("Stands in the address of your page and cannot be changed."), PLAIN_SAYS
        ),
        "email": gettext_lazy("We send one message to it to see that it is yours. Nobody else sees it."),
        "password1": PASSWORD_SAYS,
    }

    def try_save(self, request: HttpRequest) -> Any:
        """Return the account and no answer, or no account and the page that says that the name is taken."""
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.add_error(
                "username", _("Somebody took this name or address a moment ago. Choose another name.")
            )
            return None, TemplateResponse(request, "account/signup.html", {"form": self}, status=422)


class AddEmailForm(InPlainWords, allauth.AddEmailForm):
    """Change the e-mail address."""

    labels = {"email": gettext_lazy("New e-mail address")}


class ChangePasswordForm(InPlainWords, allauth.ChangePasswordForm):
    """Change the password, knowing the old one."""

    labels = {"oldpassword": gettext_lazy("Your password now"), **AGAIN}
    hints = {"oldpassword": "", "password1": PASSWORD_SAYS}


class SetPasswordForm(InPlainWords, allauth.SetPasswordForm):
    """Set a password where there was none."""

    labels = AGAIN
    hints = {"password1": PASSWORD_SAYS}


class ResetPasswordForm(InPlainWords, allauth.ResetPasswordForm):
    """Ask for a message with a link to a new password."""

    labels = {"email": gettext_lazy("Your e-mail address")}


class ResetPasswordKeyForm(InPlainWords, allauth.ResetPasswordKeyForm):
    """Choose a new password, from the link."""

    labels = AGAIN
    hints = {"password1": PASSWORD_SAYS}


class ReauthenticateForm(InPlainWords, allauth.ReauthenticateForm):
    """Give the password once more before something that matters."""

    labels = {"password": gettext_lazy("Your password")}
    hints = {"password": ""}


class SecondStepForm(InPlainWords, second.AuthenticateForm):
    """The second step of signing in."""

    labels = {"code": gettext_lazy("Code")}
    hints = {
        "code": gettext_lazy("The six digits in your authenticator app now, or one of your recovery codes.")
    }


class SecondStepAgainForm(InPlainWords, second.ReauthenticateForm):
    """The second step once more, before something that matters."""

    labels = SecondStepForm.labels
    hints = SecondStepForm.hints


class ActivateTotpForm(InPlainWords, totp.ActivateTOTPForm):
    """Show that the authenticator app works."""

    labels = {"code": gettext_lazy("Code from the app")}
    hints = {"code": gettext_lazy("Six digits. They change every half minute.")}


class KeyName:
    """A security key's name is one plain line."""

    def clean_name(self) -> str:
        """Return the name, tidied; without hidden characters, and short enough to list."""
        parent = getattr(super(), "clean_name", None)
        name = parent() if parent else self.cleaned_data["name"]  # type: ignore[attr-defined]
        try:
            return check_short(name, limit=80)
        except TextProblem as problem:
            raise forms.ValidationError(problem.message, code=problem.code) from None


class Credential:
    """Has an unusable credential refused; the library below raises whatever its missing parts raise."""

    def clean(self) -> Any:
        """Return what the form holds, or raise ValidationError."""
        with unusable_is_refused():
            return super().clean()

    def clean_credential(self) -> Any:
        """Return the credential, or raise ValidationError."""
        parent = getattr(super(), "clean_credential", None)
        with unusable_is_refused():
            return parent() if parent else self.cleaned_data["credential"]  # type: ignore[attr-defined]


@contextmanager
def unusable_is_refused() -> Iterator[None]:
    """Turn the errors of a malformed credential into one that the form shows."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError, OverflowError) as wrong:
        raise forms.ValidationError(
            _("This key did not answer as it should. Try again."), code="key"
        ) from wrong


class LoginKeyForm(Credential, keys.LoginWebAuthnForm):
    """Sign in with a passkey alone."""


class SecondStepKeyForm(Credential, keys.AuthenticateWebAuthnForm):
    """The second step of signing in, with a key."""


class SecondStepKeyAgainForm(Credential, keys.ReauthenticateWebAuthnForm):
    """The key once more, before something that matters."""


class AddKeyForm(InPlainWords, KeyName, Credential, keys.AddWebAuthnForm):
    """Add a security key."""

    labels = {
        "name": gettext_lazy("A name for it"),
        "passwordless": gettext_lazy("Sign in with this key alone"),
    }
    hints = {
        "name": gettext_lazy("For telling your keys apart."),
        "passwordless": gettext_lazy("It then asks for your finger, face or PIN."),
    }


class EditKeyForm(InPlainWords, KeyName, keys.EditWebAuthnForm):
    """Rename a security key."""

    labels = {"name": gettext_lazy("A name for it")}
