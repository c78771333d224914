"""Keeping drafts: one a person and place; a save that has not seen the newest words is refused, so none are lost.

Of a draft that was posted or discarded its version stays for some minutes, without words: a save that was on
its way meanwhile must not bring the words back.
"""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import lock_person, require
from archive.claims.models import Draft
from archive.core.errors import NotAllowed, Refused

PLACE_LIMIT = 200
DRAFTS_AT_MOST = 100
FIELDS_AT_MOST = 50
CHARACTERS_AT_MOST = 20_000
LAST_VERSION = 10**9
LATE = timedelta(minutes=10)  # no save is on its way for longer

_PLACE = re.compile(r"/(?:[\w.~%-]+/)+")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL's JSON takes neither

Made = TypeVar("Made")


class StaleDraft(Refused):
    """Another tab has kept newer words here; `draft` has them, none if they were posted or discarded."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(_("Another tab has newer words."), code="stale", conflict=True)
        self.draft = draft


def clean_place(place: str) -> str:
    """Return the place if it is an address of a page here; the page need not exist any more."""
    if len(place) > PLACE_LIMIT or not _PLACE.fullmatch(place):
        raise Refused(_("A draft belongs to the address of a form here."), field="place", code="place")
    return place


def clean_words(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the fields as they are stored, or refuse what is too long, too many or cannot be stored."""
    length = sum(len(name) + len(words) for name, words in fields.items())
    if length > CHARACTERS_AT_MOST:
        raise Refused(
            _("A draft has at most %(characters_at_most)s characters; this has %(length)s.")
            % {"characters_at_most": f"{CHARACTERS_AT_MOST:,}", "length": f"{length:,}"},
            field="fields",
            code="too_long",
        )
    if len(fields) > FIELDS_AT_MOST:
        raise Refused(
            _("A draft has at most %(fields_at_most)s fields.") % {"fields_at_most": FIELDS_AT_MOST},
            field="fields",
            code="too_many",
        )
    if any(_UNSTORABLE.search(name + words) for name, words in fields.items()):
        raise Refused(_("It contains a control character. Remove it."), field="fields", code="control")
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
        raise Refused(_("A version is a whole number."), field="version", code="version")
    owner = lock_owner(owner)
    draft = Draft.objects.filter(owner=owner, place=place).first()
    if draft is not None and draft.fields == words:
        return draft
    if draft is not None and draft.version != version:
        raise StaleDraft(draft)
    if draft is None or not draft.fields:
        refuse_over_the_limit(owner)
    if draft is None:
        return Draft.objects.create(owner=owner, place=place, fields=words, version=version + 1)
    draft.fields, draft.version = words, version + 1
    draft.save(update_fields=["fields", "version", "changed"])
    return draft


def refuse_over_the_limit(owner: User) -> None:
    """Refuse one more draft than a person may keep."""
    if Draft.objects.filter(owner=owner).exclude(fields={}).count() >= DRAFTS_AT_MOST:
        raise Refused(
            _("You keep %(drafts_at_most)s drafts already. Discard one that you no longer need.")
            % {"drafts_at_most": DRAFTS_AT_MOST},
            code="too_many",
            conflict=True,
        )


def lock_owner(owner: User) -> User:
    """Return the account locked until the transaction ends; `NotAllowed` if it was closed meanwhile."""
    try:
        return lock_person(owner)
    except User.DoesNotExist:
        raise NotAllowed(_("This account is not here any more."), code="gone") from None


@transaction.atomic
def discard_draft(*, owner: User, place: str) -> None:
    """Forget what a person has kept in one place; doing it twice is doing it once."""
    owner = lock_owner(owner)
    if Draft.objects.filter(owner=owner, place=place).exists():
        forget(owner, place)


@transaction.atomic
def carry_draft(*, owner: User, place: str, to: str) -> None:
    """Let what a person has kept in one place be found in another one, unless words are kept there already."""
    owner = lock_owner(owner)
    drafts = Draft.objects.filter(owner=owner)
    draft = drafts.filter(place=place).exclude(fields={}).first()
    there = drafts.filter(place=to).first()
    if draft is None or (there and there.fields):
        return
    if there:
        draft.version = max(draft.version, there.version + 1)
        there.delete()
    draft.place = to
    draft.save(update_fields=["place", "version"])


def forget(owner: User, place: str, version: int = 0) -> None:
    """Put a version without words in the draft's place, later than the one that the posted form had.

    Call it with the owner locked. Older ones of theirs go.
    """
    drafts = Draft.objects.filter(owner=owner)
    drafts.filter(fields={}, changed__lt=timezone.now() - LATE).delete()
    draft = drafts.filter(place=place).first() or Draft(owner=owner, place=place, version=0)
    if draft.pk is None or draft.fields:
        draft.fields, draft.version = {}, min(max(draft.version, version) + 1, LAST_VERSION)
        draft.save()


@transaction.atomic
def without_draft(*, owner: User, place: str, act: Callable[[], Made], version: int = 0) -> Made:
    """Do an act and forget the draft that it was written in, both or neither; an act that made nothing keeps it.

    `version` is that of the words in the form, which need not have been kept yet.
    """
    owner = lock_owner(owner)
    made = act()
    if made:
        forget(owner, place, version)
    return made
