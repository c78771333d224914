"""Choices and column kinds that several subjects' tables share."""

from django.db import models


class Publication(models.TextChoices):
    """Whether a posted thing can be read, and why not; one column for one truth."""

    PUBLISHED = "published", "published"
    HELD = "held", "waiting for a moderator"
    WITHDRAWN = "withdrawn", "withdrawn by its author"
    REMOVED = "removed", "removed by a moderator"
    ERASED = "erased", "erased for law or safety"
    MERGED = "merged", "merged into another"


class Aim(models.TextChoices):
    """What an argument answers: that its parent is true, or that its parent matters to the claim above it."""

    STANDING = "standing", "whether it is true"
    BEARING = "bearing", "whether it matters"


class Stance(models.TextChoices):
    """How a claim bears on its parent."""

    SUPPORTS = "supports", "supports"
    OPPOSES = "opposes", "opposes"


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
