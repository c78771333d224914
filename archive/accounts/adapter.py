"""What allauth does here besides: who counts as confirmed, which names are free, and what is said."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from archive.accounts.names import looks_like_one_of, looks_official
from archive.accounts.queries import staff_names
from archive.accounts.services import adopt_address, confirm_person
from archive.core.text import TextProblem, check_short

EMAIL_LIMIT = 254


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up as allauth does it; a confirmed address makes the account a member."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("This account is shut."),
        "duplicate_email": gettext_lazy("This is your address already."),
        "email_password_mismatch": gettext_lazy("No account has this address and this password."),
        "email_taken": gettext_lazy("Another account has this address."),
        "enter_current_password": gettext_lazy("This is not your password now."),
        "incorrect_code": gettext_lazy("This code is wrong, or its time is over."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "invalid_or_expired_key": gettext_lazy("This link has been used, or its time is over."),
        "invalid_password_reset": gettext_lazy("This link has been used, or its time is over."),
        "rate_limited": gettext_lazy("Too many tries in a short time. Wait a minute and try again."),
        "same_as_current": gettext_lazy("This is what it is already."),
        "too_many_login_attempts": gettext_lazy("Too many wrong tries. Wait five minutes and try again."),
        "unknown_email": gettext_lazy("No account has this address."),
        "username_password_mismatch": gettext_lazy("No account has this name and this password."),
        "username_taken": gettext_lazy("Somebody has this name already. Choose another."),
    }

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """Return a free name in plain letters that nobody takes for the archive's own."""
        username = super().clean_username(username, shallow=shallow)
        if looks_official(username) or (not shallow and looks_like_one_of(username, staff_names())):
            raise ValidationError(
                _("This name would be taken for somebody who speaks for the archive. Choose another."),
                code="reserved",
            )
        return username

    def clean_email(self, email: str) -> str:
        """Return an address without characters that cannot be seen."""
        try:
            return check_short(super().clean_email(email), limit=EMAIL_LIMIT)
        except TextProblem as problem:
            raise ValidationError(problem.message, code=problem.code) from None

    def is_safe_url(self, url: str) -> bool:
        """Return whether one may be led there after signing in; what cannot be read as an address is not safe."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Confirm the address, and the account with it; False if another account came first."""
        try:
            with transaction.atomic():
                confirmed = super().confirm_email(request, email_address)
                if confirmed:
                    confirm_person(email_address.user)
        except IntegrityError:
            return False
        return bool(confirmed)

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Let letters to who signs up in another language than the site's own be written in it."""
        if (language := get_language()) != settings.LANGUAGE_CODE:
            user.language = language
        return super().save_user(request, user, form, commit=commit)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a letter in the language of whose account it is about."""
        with override(spoken_by(context.get("user"))):
            super().send_mail(template_prefix, email, context)

    def send_notification_mail(self, template_prefix: str, user: Any, *more: Any, **named: Any) -> None:
        """Write what tells of a change to an account in the language of its person."""
        with override(spoken_by(user)):
            super().send_notification_mail(template_prefix, user, *more, **named)

    def pre_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse | None:
        """Let in who was confirmed by whoever made the account, without a message to confirm once more."""
        adopt_address(person=user)
        answer: HttpResponse | None = super().pre_login(request, user, **more)
        return answer


def spoken_by(person: Any) -> str | None:
    """Return the language that a person chose, else the one in which this request is answered."""
    return getattr(person, "language", "") or get_language()
