"""Mail while developing: nothing leaves the machine, everything can be read."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.console import EmailBackend as Console
from django.core.mail.backends.filebased import EmailBackend as Files


class ConsoleAndFile(BaseEmailBackend):
    """Writes each message to the console and into a private file under EMAIL_FILE_PATH."""

    def __init__(self, fail_silently: bool = False, **options: object) -> None:
        """Make the folder private before Django makes it, since messages carry links that sign people in."""
        super().__init__(fail_silently=fail_silently)
        from django.conf import settings

        settings.EMAIL_FILE_PATH.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.backends = Console(fail_silently=fail_silently), Files(fail_silently=fail_silently)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Return how many messages were written."""
        counts = [backend.send_messages(email_messages) or 0 for backend in self.backends]
        return min(counts)
