"""The rules of the site, spelled out."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from archive.moderation.models import Rule

MEANINGS: dict[str, Promise] = {
    Rule.CIVIL: (
        gettext_lazy(
            "Answer the words that stand there. Insults, guesses about motives and remarks about who "
            "somebody is say nothing about whether a claim is right, and are removed."
        )
    ),
    Rule.ON_TOPIC: (
        gettext_lazy(
            "An argument bears on the claim directly above it: it makes that claim more or less "
            "likely, or matter more or less. What belongs elsewhere is removed here and may be "
            "posted there."
        )
    ),
    Rule.HONEST: (
        gettext_lazy(
            "Quote the words as they stand, with an ellipsis where some are left out, and cite the "
            "document that has them. A slip is shown beside the card and is no offence; a quotation "
            "made up or bent on purpose is removed."
        )
    ),
    Rule.ORIGINAL: (
        gettext_lazy(
            "Write your statements yourself. A quotation belongs in an evidence card, and is short; "
            "whole texts of others are removed."
        )
    ),
    Rule.NO_SPAM: (
        gettext_lazy(
            "No selling, no linking for its own sake, no posting of the same thing in many places, "
            "no second accounts to make one voice look like several."
        )
    ),
    Rule.SAFE: (
        gettext_lazy(
            "Nothing that the law forbids, no threats, and nothing about a person's address, family, "
            "health or documents that they have not published themselves."
        )
    ),
}
"""What each rule of `Rule` asks, for the page of rules."""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule ready to print: its number, its short form and what it asks."""

    value: str
    number: str
    title: str
    meaning: str


def rules() -> list[RuleRow]:
    """Return the rules of the site in order."""
    rows = []
    for rule in Rule:
        number, title = rule.parts
        rows.append(RuleRow(rule.value, number, title[:1].upper() + title[1:], str(MEANINGS[rule])))
    return rows


def first_posts_that_wait() -> int:
    """Return how many first contributions of an account wait for a moderator; 0 when none do."""
    return int(settings.ARCHIVE["HOLD_FIRST"])
