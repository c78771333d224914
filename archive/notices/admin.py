"""How follows look in the admin."""

from django.contrib import admin

from archive.core.admin import ReadOnlyAdmin
from archive.notices.models import THINGS, Follow


@admin.register(Follow)
class FollowAdmin(ReadOnlyAdmin):
    """Who wants to hear of what."""

    list_display = ("id", "follower", *THINGS, "created")
    list_select_related = ("follower", *THINGS)
    search_fields = ("follower__username",)
    search_help_text = "Who follows"
