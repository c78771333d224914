"""Keeping drafts: one a person and place; a save that has not seen the newest words is refused, so none are lost."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from django.db import transaction

from archive.accounts.models import User
from archive.accounts.services import lock_person, require
from archive.claims.models import Draft
from archive.core.errors import Refused

PLACE_LIMIT = 200
DRAFTS_AT_MOST = 100
FIELDS_AT_MOST = 50
CHARACTERS_AT_MOST = 20_000
LAST_VERSION = 10**9

_PLACE = re.compile(r"/(?:[\w.~%-]+/)+")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL's JSON takes neither

Made = TypeVar("Made")


class StaleDraft(Refused):
    """Another tab has kept newer words here; `draft` has them."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("Another tab has newer words.", code="stale", conflict=True)
        self.draft = draft


def clean_place(place: str) -> str:
    """Return the place if it is an address of a page here; the page need not exist any more."""
    if len(place) > PLACE_LIMIT or not _PLACE.fullmatch(place):
        raise Refused("A draft belongs to the address of a form here.", field="place", code="place")
    return place


def clean_words(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the fields as they are stored, or refuse what is too long, too many or cannot be stored."""
    length = sum(len(name) + len(words) for name, words in fields.items())
    if length > CHARACTERS_AT_MOST:
        raise Refused(
            f"A draft has at most {CHARACTERS_AT_MOST:,} characters; this has {length:,}.",
            field="fields",
            code="too_long",
        )
    if len(fields) > FIELDS_AT_MOST:
        raise Refused(f"A draft has at most {FIELDS_AT_MOST} fields.", field="fields", code="too_many")
    if any(_UNSTORABLE.search(name + words) for name, words in fields.items()):
        raise Refused("It contains a control character. Remove it.", field="fields", code="control")
    return dict(fields)


@transaction.atomic
def keep_draft(*, owner: User, place: str, fields: Mapping[str, str], version: int = 0) -> Draft:
    """Keep what a person has typed in one place; `version` is that of the words it began from, 0 for none.

    The same words again change nothing. Raises `NotAllowed`, `StaleDraft` with the newer words, or `Refused`
    with code place, version, too_long, too_many or control.
    """
    require(owner, "draft")
    place, words = clean_place(place), clean_words(fields)
    if not 0 <= version <= LAST_VERSION:
        raise Refused("A version is a whole number.", field="version", code="version")
    owner = lock_person(owner)
    draft = Draft.objects.filter(owner=owner, place=place).first()
    if draft is None:
        refuse_over_the_limit(owner)
        return Draft.objects.create(owner=owner, place=place, fields=words, version=version + 1)
    if draft.fields == words:
        return draft
    if draft.version != version:
        raise StaleDraft(draft)
    draft.fields, draft.version = words, version + 1
    draft.save(update_fields=["fields", "version", "changed"])
    return draft


def refuse_over_the_limit(owner: User) -> None:
    """Refuse one more draft than a person may keep."""
    if Draft.objects.filter(owner=owner).count() >= DRAFTS_AT_MOST:
        raise Refused(
            f"You keep {DRAFTS_AT_MOST} drafts already. Discard one that you no longer need.",
            code="too_many",
            conflict=True,
        )


@transaction.atomic
def discard_draft(*, owner: User, place: str) -> None:
    """Forget what a person has kept in one place; doing it twice is doing it once."""
    Draft.objects.filter(owner=owner, place=place).delete()


@transaction.atomic
def without_draft(*, owner: User, place: str, act: Callable[[], Made]) -> Made:
    """Do an act and forget the draft that it was written in, both or neither; an act that made nothing keeps it."""
    made = act()
    if made:
        discard_draft(owner=owner, place=place)
    return made
