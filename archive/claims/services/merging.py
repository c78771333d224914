"""Records of one document: merging two into one, and completing one from what somebody else knows of it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.models import Debate, Drawing, Evidence
from archive.claims.permissions import towards_merging
from archive.claims.queries.cards import blocks_of
from archive.claims.services.evidence import check_against
from archive.claims.services.limits import refuse_newcomer
from archive.core.errors import Refused
from archive.sources.folding import fold
from archive.sources.models import Source, SourceMerge
from archive.sources.queries import newest_text
from archive.sources.services import clean_fields
from archive.sources.services.marks import clean_reason
from archive.sources.services.merging import lock_two, merge_records, refuse_unmergeable
from archive.sources.services.records import fill_gaps


@transaction.atomic
def merge_sources(*, source: Source, into: Source | None, reason: str, person: User) -> SourceMerge:
    """Merge one record into another: its cards, passages and marks go over, its stored texts stay readable.

    Every quote that went over is checked against the other's newest text and every passage looked for there.
    Raises `NotAllowed`, or `Refused` with code source (nothing chosen), same, merged, state, text, marks,
    changed, or what is wrong with the reason.
    """
    if into is None:
        raise Refused(_("No source here goes by that name, number or address."), field="into", code="source")
    reason = clean_reason(reason)
    require(person, "merge sources", **towards_merging(source))
    refuse_newcomer(person, _("merge sources"))
    debates = lock_debates(debates_with(source))
    source, into = lock_two(source, into)
    refuse_unmergeable(source, into)
    require(person, "merge sources", **towards_merging(source))
    if debates_with(source) != debates:
        raise Refused(
            _("Somebody cited this source or drew from it a moment ago. Look again, and confirm."),
            code="changed",
            conflict=True,
        )
    cards = move_cards(source, into)
    Debate.objects.filter(pk__in=debates).update(version=F("version") + 1)
    return merge_records(source=source, into=into, cards=cards, reason=reason, person=person)


def lock_debates(ids: list[int]) -> list[int]:
    """Lock these debates one after the other in the order of their ids, and return the ids."""
    found = Debate.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return list(found.values_list("pk", flat=True))


def debates_with(source: Source) -> list[int]:
    """Return the ids, in order, of all debates with a card that cites the source or a claim drawn from it."""
    cited = Evidence.objects.filter(source=source).values("claim__debate")
    drawn = Drawing.objects.filter(passage__source=source).values("claim__debate")
    found = Debate.objects.filter(Q(pk__in=cited) | Q(pk__in=drawn))
    return list(found.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def move_cards(source: Source, into: Source) -> list[int]:
    """Let the cards cite the other record, each quote checked against its newest text; returns their ids."""
    text = newest_text(into)
    whole: dict[str, Any] = {"folded": fold(text.text), "blocks": blocks_of(text)} if text else {}
    cards = list(Evidence.objects.select_for_update().filter(source=source).order_by("id"))
    for card in cards:
        card.source = into
        for name, value in check_against(card.quote, text, **whole).items():
            setattr(card, name, value)
    columns = ["source", "check_state", "check_detail", "checked_text"]
    Evidence.objects.bulk_update(cards, columns, batch_size=500)
    return [card.pk for card in cards]


@transaction.atomic
def complete_source(*, source: Source, fields: Mapping[str, Any], person: User) -> dict[str, Any]:
    """Fill what is empty in a record from `fields`, as `add_source` takes them; returns what was filled.

    Nothing that stands there is replaced. Raises `NotAllowed` (also while one's first posts wait), or what
    `clean_fields` refuses.
    """
    require(person, "complete source")
    refuse_newcomer(person, _("complete a record"))
    given = clean_fields({**fields, "title": fields.get("title") or source.title})
    return fill_gaps(source=source, given=given)
