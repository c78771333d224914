"""What would change a claim's standing: the formula worked again with one thing different; pure, no database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.claims.standing import (
    ENOUGH_RATINGS,
    SCALE_TOP,
    Argument,
    base_of,
    effects_of,
    moved,
    standing_of,
    weight_of,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """The numbers of one answer that counts; the ratings of a link's answer are its original's."""

    id: int
    parent_id: int
    path: str
    number: str
    at_bearing: bool
    argument: Argument
    bearing_count: int
    convincing_sum: int
    convincing_count: int


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would change the standing, in words, and where the claim would stand then, if a number follows."""

    kind: str
    words: str
    standing: float | None = None
    claim: int | None = None


def changes(total: int, count: int, subtree_ratings: int, answers: Sequence[Answer]) -> list[Change]:
    """Return what would change a claim with these ratings and these answers on whether it is true."""
    base = base_of(total, count)
    found = list(more_ratings(total, count, answers))
    strongest = greatest(base, answers)
    if strongest is not None:
        found += without(base, answers, strongest)
    found += unrated(base, answers)
    if subtree_ratings < ENOUGH_RATINGS:
        missing = ENOUGH_RATINGS - subtree_ratings
        words = ngettext(
            "%(n)s more rating, of it or of anything under it, and a label is shown.",
            "%(n)s more ratings, of it or of anything under it, and a label is shown.",
            missing,
        ) % {"n": missing}
        found.append(Change("label", words))
    return found


def more_ratings(total: int, count: int, answers: Sequence[Answer]) -> Iterator[Change]:
    """Yield what one more rating at either end of the scale would do."""
    arguments = [answer.argument for answer in answers]
    for step in (SCALE_TOP, 0):
        would = standing_of(base_of(total + step, count + 1), arguments)
        yield Change(
            "rating",
            _("One more rating of %(step)s would make it %(would)s.")
            % {"step": step, "would": f"{would:.2f}"},
            would,
        )


def greatest(base: float, answers: Sequence[Answer]) -> int | None:
    """Return which answer changes the standing most when it is taken away; None if none changes it."""
    effects = [abs(effect) for effect in effects_of(base, [answer.argument for answer in answers])]
    most = max(range(len(effects)), key=effects.__getitem__, default=None)
    return most if most is not None and effects[most] > 0 else None


def without(base: float, answers: Sequence[Answer], at: int) -> Iterator[Change]:
    """Yield where the claim would stand without this answer, and if all who rated it had found it wrong."""
    arguments = [answer.argument for answer in answers]
    answer = answers[at]
    would = standing_of(base, [*arguments[:at], *arguments[at + 1 :]])
    words = _("Without %(number)s it would stand at %(would)s; no other argument changes it as much.") % told(
        answer, would
    )
    yield Change("without", words, would, answer.id)
    if answer.convincing_sum:
        arguments[at] = replace(answer.argument, standing=unconvincing(answer))
        would = standing_of(base, arguments)
        words = _(
            "If all who rated %(number)s had found it not at all convincing, it would stand at %(would)s."
        ) % told(answer, would)
        yield Change("unconvincing", words, would, answer.id)


def told(answer: Answer, would: float) -> dict[str, str]:
    """Return what a sentence says of an answer and of where the claim would stand."""
    return {"number": answer.number, "would": f"{would:.2f}"}


def unconvincing(answer: Answer) -> float:
    """Return where an answer would stand if all its convincing ratings were 0, what answers it being as it is.

    How far its own answers move it follows from where it stands and its base.
    """
    base, standing = base_of(answer.convincing_sum, answer.convincing_count), answer.argument.standing
    d = (standing - base) / (1 - base if standing >= base else base)
    return moved(base_of(0, answer.convincing_count), d)


def unrated(base: float, answers: Sequence[Answer]) -> Iterator[Change]:
    """Yield what the first argument that nobody rated would do, once one person found that it matters."""
    arguments = [answer.argument for answer in answers]
    at = next((at for at, answer in enumerate(answers) if not answer.bearing_count), None)
    if at is None:
        return
    weight = weight_of(SCALE_TOP, 1)
    arguments[at] = replace(arguments[at], weight=weight)
    would = standing_of(base, arguments)
    words = _(
        "Nobody has rated whether %(number)s matters, so it weighs nothing; "
        "one rating of %(top)s would make it %(would)s."
    ) % {**told(answers[at], would), "top": SCALE_TOP}
    yield Change("unrated", words, would, answers[at].id)
