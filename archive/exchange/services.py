"""Taking over the entries of a bibliography that somebody chose: each added, filled into another, or left out."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext, pgettext_lazy

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.services.evidence import echo_of_source
from archive.claims.services.limits import begin_post, spend
from archive.claims.services.merging import complete_source
from archive.claims.services.sources import state_of_source
from archive.core.errors import NotAllowed, Refused
from archive.exchange.queries import Offer, offers_in
from archive.sources.bibliography import UnreadableRecords
from archive.sources.models import Source
from archive.sources.queries import source_named
from archive.sources.services import add_source

ADDED, FILLED, SKIPPED, REFUSED = "added", "filled", "left out", "refused"
OUTCOMES = {
    ADDED: pgettext_lazy("an entry of a bibliography", "Added"),
    FILLED: pgettext_lazy("an entry of a bibliography", "Filled"),
    SKIPPED: pgettext_lazy("an entry of a bibliography", "Left out"),
    REFUSED: pgettext_lazy("an entry of a bibliography", "Refused"),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one entry: one of the four words, the source that it is now, and why it was refused."""

    offer: Offer
    outcome: str
    source: Source | None = None
    reason: str = ""
    filled: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """What became of it, in the reader's language."""
        return str(OUTCOMES[self.outcome])


@transaction.atomic
def take_records(
    *,
    text: str,
    person: User,
    format: str = "",  # noqa: A002
    choices: Mapping[int, str] | None = None,
) -> list[Taken]:
    """Add the records of a bibliography, as one post; an entry that is refused keeps none of the others out.

    `choices` says by the entry's number, from 1: "add", "skip", or "fill:<id>" for filling what is empty in
    that source. What is not chosen is added unless it is here already or lacks a title. Raises `NotAllowed`,
    `TooSoon`, or `Refused` at `text` (what `read_records` cannot read) or at `choices`.
    """
    require(person, "import source")
    try:
        offers = offers_in(text, format=format, viewer=person)
    except UnreadableRecords as problem:
        raise Refused(problem.message, field="text", code=problem.code) from problem
    chosen = {offer.number: offer.default for offer in offers} | dict(choices or {})
    refuse_unknown(chosen, offers)
    if all(choice == "skip" for choice in chosen.values()):
        return [Taken(offer, SKIPPED) for offer in offers]
    person = begin_post(person)
    spend(person, "sources")
    return [take(offer, chosen[offer.number], person) for offer in offers]


def refuse_unknown(chosen: Mapping[int, str], offers: list[Offer]) -> None:
    """Refuse a choice for an entry that is not there, or one that is no choice."""
    for number, choice in chosen.items():
        if not 1 <= number <= len(offers):
            raise Refused(
                gettext("There is no entry %(number)s.") % {"number": number}, field="choices", code="choices"
            )
        kind, _, target = choice.partition(":")
        if choice not in ("add", "skip") and not (kind == "fill" and target.isascii() and target.isdigit()):
            raise Refused(
                gettext(
                    "Say for entry %(number)s whether to add it, to leave it out, or which source to fill."
                )
                % {"number": number},
                field="choices",
                code="choices",
            )


def take(offer: Offer, choice: str, person: User) -> Taken:
    """Do with one entry what was chosen; a refusal is its own outcome and undoes only what it began."""
    if choice == "skip":
        return Taken(offer, SKIPPED)
    try:
        with transaction.atomic():
            if choice == "add":
                return Taken(offer, ADDED, added(offer, person))
            return filled(offer, choice.partition(":")[2], person)
    except (Refused, NotAllowed) as refusal:
        return Taken(offer, REFUSED, reason=refusal.message)


def added(offer: Offer, person: User) -> Source:
    """Add the entry's record, or refuse it with the first of its problems that forbids it."""
    if not offer.can_be_added:
        fatal = [problem.message for problem in offer.entry.problems if problem.fatal]
        raise Refused(fatal[0] if fatal else gettext("It could not be read."), code="entry")
    echo = echo_of_source(offer.record, person)  # a double click or a retry adds no second one
    return echo or add_source(fields=offer.record, added_by=person, state=state_of_source(person))


def filled(offer: Offer, target: str, person: User) -> Taken:
    """Fill what is empty in the source of this number from the entry."""
    source = source_named(target, person) if len(target) < 19 else None
    if source is None:
        raise Refused(gettext("There is no source %(target)s.") % {"target": target[:20]}, code="source")
    columns = complete_source(source=source, fields=offer.record, person=person)
    return Taken(offer, FILLED, source, filled=tuple(columns))
