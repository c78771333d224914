"""Passages: mark words of a source, and find them again in each text that is stored."""

from django.db import transaction

from archive.core.errors import Refused
from archive.core.text import TextProblem, check_prose
from archive.sources import anchoring
from archive.sources.models import Block, Passage, Source, SourceText
from archive.sources.queries import newest_text
from archive.sources.services.records import lock_source, refuse

LAST_NUMBER = 2**31 - 1  # of the database's integers


def place_passages(text: SourceText) -> None:
    """Find every passage of the source in this text; those not found lose their place, not their words."""
    for passage in Passage.objects.select_for_update().filter(source_id=text.source_id):
        place = anchoring.find(
            text.text, passage.exact, prefix=passage.prefix, suffix=passage.suffix, start=passage.start
        )
        put_passage(passage, text, place)
        passage.save()


def put_passage(passage: Passage, text: SourceText, place: tuple[int, int] | None) -> None:
    """Set the place of a passage, its context and its paragraph's number, or take the place away."""
    if place is None:
        passage.source_text = passage.start = passage.end = None
        return
    selector = anchoring.describe(text.text, *place)
    passage.source_text, passage.start, passage.end = text, *place
    passage.exact, passage.prefix, passage.suffix = selector.exact, selector.prefix, selector.suffix
    block = Block.objects.filter(source_text=text, start__lte=place[0]).order_by("-start").first()
    passage.paragraph = block.number if block else None


def find_words(
    text: SourceText,
    exact: str,
    *,
    prefix: str,
    suffix: str,
    start: int | None,
    end: int | None,
    paragraph: int | None,
) -> tuple[int, int] | None:
    """Return where `exact` stands: at `start` if it does, else in its paragraph, else by its context."""
    if start is not None and end is not None and 0 <= start < end and text.text[start:end] == exact:
        return start, end
    block = Block.objects.filter(source_text=text, number=paragraph).first() if paragraph else None
    if block is not None:
        place = anchoring.find(text.text[block.start : block.end], exact, prefix=prefix, suffix=suffix)
        return (place[0] + block.start, place[1] + block.start) if place else None
    return anchoring.find(text.text, exact, prefix=prefix, suffix=suffix, start=start)


@transaction.atomic
def mark_passage(
    *,
    source: Source,
    exact: str,
    prefix: str = "",
    suffix: str = "",
    start: int | None = None,
    end: int | None = None,
    paragraph: int | None = None,
) -> Passage:
    """Return a new passage of the source's newest text, placed and with its context.

    Raises `Refused` at the field `exact` (code not_in_text, empty, too_long, control, bidi, marks), or
    at `prefix`, `suffix` or `paragraph`. A source without a stored text keeps the words with their
    paragraph's number, to be placed when a text arrives.
    """
    if not exact.strip():
        refuse("Choose the words that the claim is drawn from.", "exact", "empty")
    if len(exact) > 2000:
        refuse(
            "Choose at most 2,000 characters; a claim is drawn from a passage, not from a page.",
            "exact",
            "too_long",
        )
    refuse_unstorable(exact=exact, prefix=prefix, suffix=suffix)
    if paragraph is not None and not 1 <= paragraph <= LAST_NUMBER:
        refuse("Paragraphs are numbered from 1.", "paragraph", "range")
    text = newest_text(lock_source(source))
    passage = Passage(
        source=source, exact=exact.strip(), prefix=prefix[-64:], suffix=suffix[:64], paragraph=paragraph
    )
    if text is not None:
        place = find_words(
            text, exact.strip(), prefix=prefix, suffix=suffix, start=start, end=end, paragraph=paragraph
        )
        if place is None:
            where = f"paragraph {paragraph}" if paragraph else "the stored text"
            refuse(
                f"These words are not in {where}. Copy them exactly as they stand.", "exact", "not_in_text"
            )
        put_passage(passage, text, place)
    passage.save()
    return passage


def refuse_unstorable(**texts: str) -> None:
    """Refuse, at the field of its name, a text with hidden characters; its length is somebody else's rule."""
    for field, words in texts.items():
        try:
            check_prose(words, limit=max(2000, len(words)), required=False)
        except TextProblem as problem:
            raise Refused(problem.message, field=field, code=problem.code) from problem
