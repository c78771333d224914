"""The refusals that services raise and doors translate, each door once."""

from django.utils.translation import gettext as _


class Refused(Exception):
    """A rule said no; `message` is fit to show, `field` names the input at fault or is empty.

    `code` is stable and machine-readable. `conflict` marks a refusal that comes from the state of
    the archive and not from the input (HTTP 409 at the API instead of 400). `existing` is the path
    of the thing that is there already, if that is why.
    """

    def __init__(
        self,
        message: str,
        *,
        field: str = "",
        code: str = "refused",
        conflict: bool = False,
        existing: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code
        self.conflict = conflict
        self.existing = existing


class TooSoon(Refused):
    """A limit over time is used up; `wait` is the number of whole seconds until the next try."""

    def __init__(self, message: str, *, wait: int, code: str = "too_soon") -> None:
        super().__init__(message, code=code)
        self.wait = max(1, wait)


class NotAllowed(Exception):
    """This person may not do this; `message` says who may."""

    def __init__(self, message: str = "", *, code: str = "not_allowed") -> None:
        self.message = message or _("You may not do this.")
        super().__init__(self.message)
        self.code = code
