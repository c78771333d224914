"""What allauth does here besides: it notes when an address was confirmed."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from archive.accounts.services import confirm_person


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up as allauth does it; a confirmed address makes the account a member."""

    def confirm_email(self, request: HttpRequest, email_address: Any) -> Any:
        """Confirm the address, and the account with it."""
        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            confirm_person(email_address.user)
        return confirmed
