"""What moderators can do about people: warn, suspend, silence, revert, erase what they sign with."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from archive.accounts.admin import PersonAdmin
from archive.accounts.models import User
from archive.moderation.admin.acts import named_acts
from archive.moderation.admin.things import with_decisions


@admin.register(User)
class DecidedPersonAdmin(PersonAdmin):
    """People, with what moderators and administrators can do about them."""

    acts = (*named_acts("person"), *PersonAdmin.acts)

    def beside(self, request: HttpRequest, row: User) -> dict[str, Any]:
        """Add the decisions about the person."""
        return with_decisions(super().beside(request, row), row)
