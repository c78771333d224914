"""Choices and column kinds that several subjects' tables share."""

from django.db import models
from django.utils.translation import gettext_lazy


class Publication(models.TextChoices):
    """Whether a posted thing can be read, and why not; one column for one truth."""

    PUBLISHED = "published", gettext_lazy("published")
    HELD = "held", gettext_lazy("waiting for a moderator")
    WITHDRAWN = "withdrawn", gettext_lazy("withdrawn by its author")
    REMOVED = "removed", gettext_lazy("removed by a moderator")
    ERASED = "erased", gettext_lazy("erased for law or safety")
    MERGED = "merged", gettext_lazy("merged into another")


class Aim(models.TextChoices):
    """What an argument answers: that its parent is true, or that its parent matters to the claim above it."""

    STANDING = "standing", gettext_lazy("whether it is true")
    BEARING = "bearing", gettext_lazy("whether it matters")


class Stance(models.TextChoices):
    """How a claim bears on its parent."""

    SUPPORTS = "supports", gettext_lazy("supports")
    OPPOSES = "opposes", gettext_lazy("opposes")


def one_of(
    field: str, choices: type[models.TextChoices], name: str, *, null: bool = False
) -> models.CheckConstraint:
    """Return the constraint that `field` holds one of `choices`, so that no door can store another word."""
    allowed = models.Q(**{f"{field}__in": choices.values})
    if null:
        allowed |= models.Q(**{f"{field}__isnull": True})
    return models.CheckConstraint(condition=allowed, name=name)


def exactly_one(fields: tuple[str, ...], name: str) -> models.CheckConstraint:
    """Return the constraint that exactly one of these nullable columns is set."""
    alternatives = models.Q()
    for chosen in fields:
        alternatives |= models.Q(**{f"{field}__isnull": field != chosen for field in fields})
    return models.CheckConstraint(condition=alternatives, name=name)
