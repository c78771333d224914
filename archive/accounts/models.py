"""People. Their names are what they sign with; authorship is never deleted."""

from typing import Any, ClassVar

import pghistory
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy

NAME_LIMIT = 80
BIO_LIMIT = 500
FORMER_MEMBER = gettext_lazy("Former member")


class People(UserManager["User"]):
    """Accounts; whoever is made by command is confirmed by whoever ran it."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return the address in small letters, as allauth keeps and looks for it."""
        return super().normalize_email(email).lower()

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **more: Any
    ) -> "User":
        """Make an administrator, who needs no e-mail to confirm."""
        more.setdefault("confirmed_at", timezone.now())
        return super().create_superuser(username, email, password, **more)


@pghistory.track(
    fields=[
        "username",
        "display_name",
        "bio",
        "is_active",
        "is_staff",
        "is_superuser",
        "is_trusted",
        "suspended_until",
        "silenced_until",
        "is_auditor",
    ],
    model_name="UserEvent",
)
class User(AbstractUser):
    """An account; a member once its e-mail address is confirmed (`confirmed_at` is set)."""

    display_name = models.CharField(max_length=NAME_LIMIT, blank=True)
    bio = models.CharField(max_length=BIO_LIMIT, blank=True)
    confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text=gettext_lazy("When the e-mail address was confirmed.")
    )
    suspended_until = models.DateTimeField(null=True, blank=True)
    silenced_until = models.DateTimeField(
        null=True, blank=True, help_text=gettext_lazy("Until then they read and rate, and post nothing.")
    )
    last_post_at = models.DateTimeField(null=True, blank=True)
    is_auditor = models.BooleanField(
        default=False, help_text=gettext_lazy("Reads the admin panel, and changes nothing there.")
    )
    is_trusted = models.BooleanField(
        default=False,
        help_text=gettext_lazy("Posts appear at once and no limits over time apply (importers, editors)."),
    )
    language = models.CharField(
        max_length=10,
        blank=True,
        help_text=gettext_lazy("Of the pages and messages; empty: as the browser asks."),
    )
    shows_ratings = models.BooleanField(
        default=False, help_text=gettext_lazy("Whether their profile lists their ratings.")
    )
    bounced_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=gettext_lazy("When a message to the address came back; none is sent until it changes."),
    )
    unread_notices = models.PositiveIntegerField(
        default=0,
        help_text=gettext_lazy("Notifications not yet read, so that every page can say so without asking."),
    )
    closed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=gettext_lazy("When its person closed the account; what they wrote stays."),
    )
    is_demo = models.BooleanField(
        default=False, help_text=gettext_lazy("A demonstration account; its ratings can be removed.")
    )

    objects: ClassVar[People] = People()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="user_username_whatever_case"),
            models.UniqueConstraint(
                Lower("email"), name="user_email_whatever_case", condition=~models.Q(email="")
            ),
        ]

    @property
    def signature(self) -> str:
        """The name this person signs with."""
        return str(FORMER_MEMBER) if self.closed_at else self.display_name or self.username

    def get_absolute_url(self) -> str:
        return f"/people/{self.username}/"


class SignIn(models.Model):
    """One sign-in, for the record that moderators read; of the address no more than its network is kept."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    network = models.CharField(
        max_length=43,
        blank=True,
        help_text=gettext_lazy("The address without its last part: 192.0.2.0/24, 2001:db8::/48."),
    )
    how = models.CharField(max_length=20, help_text=gettext_lazy("By password, passkey, code or token."))

    class Meta:
        indexes = [models.Index(models.F("at"), name="sign_in_when")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.at:%Y-%m-%d}"
