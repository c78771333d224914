"""Passages: mark words of a source, and find them again in each text that is stored."""

from bisect import bisect_right

from django.db import transaction
from django.utils.translation import gettext

from archive.core.errors import Refused
from archive.core.text import TextProblem, check_prose
from archive.sources import anchoring
from archive.sources.models import Block, Found, Passage, Place, Source, SourceText
from archive.sources.queries import newest_text
from archive.sources.services.records import lock_source, refuse

LAST_NUMBER = 2**31 - 1  # of the database's integers


def place_passages(text: SourceText) -> None:
    """Find every passage of the source in this new text; those not found lose their place, not their words.

    A passage is looked for as it stood in the text before this one, then in the words in which it was drawn.
    """
    passages = list(Passage.objects.select_for_update().filter(source_id=text.source_id).order_by("id"))
    find_again(passages, text, before=text_before(text))


def find_again(passages: list[Passage], text: SourceText, *, before: SourceText | None) -> None:
    """Find these locked passages in a text that has none of their places yet, as they stood in the text `before`."""
    anchors = [anchor_of(passage, before) for passage in passages]
    found = anchoring.find_all(before.text if before else None, text.text, anchors)
    starts, numbers = numbers_by_start(text)
    places = []
    for passage, anchor, place in zip(passages, anchors, found, strict=True):
        put_passage(passage, text, settle(passage, anchor, place, text))
        if passage.start is not None:
            passage.paragraph = numbers[max(0, bisect_right(starts, passage.start) - 1)]
            places.append(place_of(passage, place.score))
    Passage.objects.bulk_update(
        passages, ["source_text", "start", "end", "paragraph", "found"], batch_size=2000
    )
    Place.objects.bulk_create(places, batch_size=2000)


def text_before(text: SourceText) -> SourceText | None:
    """Return the capture that this one follows, or None for the first."""
    earlier = SourceText.objects.filter(source_id=text.source_id, version__lt=text.version)
    return earlier.order_by("-version").first()


def anchor_of(passage: Passage, text: SourceText | None) -> anchoring.Anchor:
    """Return the passage as it stands in this text, or in the words in which it was drawn if it does not."""
    if text is None or passage.source_text_id != text.pk or passage.start is None or passage.end is None:
        return anchoring.Anchor(passage.exact, passage.prefix, passage.suffix, None)
    stands = anchoring.describe(text.text, passage.start, passage.end)
    return anchoring.Anchor(stands.exact, stands.prefix, stands.suffix, stands.start)


def settle(
    passage: Passage, anchor: anchoring.Anchor, found: anchoring.Found, text: SourceText
) -> tuple[tuple[int, int] | None, str]:
    """Return the place and how it was found, as seen from the words in which the passage was drawn."""
    if anchor.exact != passage.exact:
        own = anchoring.find(text.text, passage.exact, prefix=passage.prefix, suffix=passage.suffix)
        if own is not None and (found.span is None or (own[0] < found.span[1] and own[1] > found.span[0])):
            return own, Found.EXACT  # the words of the drawing are back, where the changed ones stood
        return found.span, Found.CHANGED if found.span else Found.NOWHERE
    return found.span, Found.NOWHERE if found.span is None else Found(found.how)


def numbers_by_start(text: SourceText) -> tuple[list[int], list[int | None]]:
    """Return where the blocks of a text begin, and beside that the number of each that is a paragraph."""
    rows = list(Block.objects.filter(source_text=text).order_by("order").values_list("start", "number"))
    return [start for start, _ in rows], [number for _, number in rows]


def put_passage(passage: Passage, text: SourceText, place: tuple[tuple[int, int] | None, str]) -> None:
    """Set where a passage stands and how it was found there, or take the place away."""
    span, passage.found = place
    if span is None:
        passage.source_text = passage.start = passage.end = None
    else:
        passage.source_text, passage.start, passage.end = text, *span


def place_of(passage: Passage, score: float | None = None) -> Place:
    """Return the row that keeps a passage's present place, for when its text has become an old one."""
    return Place(
        passage=passage,
        source_text=passage.source_text,
        start=passage.start or 0,
        end=passage.end or 0,
        paragraph=passage.paragraph,
        found=passage.found,
        score=score if passage.found == Found.CHANGED else None,
    )


@transaction.atomic
def place_by_hand(
    *, passage: Passage, exact: str, start: int | None = None, paragraph: int | None = None
) -> Passage:
    """Put a passage where `exact` stands in the newest text; called by `claims`, which asks who may.

    Raises `Refused` at `exact` (not_in_text, no_text, empty, too_long). The words in which it was drawn stay.
    """
    text = newest_text(lock_source(passage.source))
    if text is None:
        raise Refused(
            gettext("No text of this source is stored."), field="exact", code="no_text", conflict=True
        )
    exact = clean_words(exact, paragraph)
    end = None if start is None else start + len(exact)
    span = find_words(text, exact, prefix="", suffix="", start=start, end=end, paragraph=paragraph)
    if span is None:
        refuse_absent(paragraph)
    passage = Passage.objects.select_for_update().get(pk=passage.pk)
    put_passage(passage, text, (span, Found.BY_HAND))
    passage.paragraph = paragraph_at(text, passage.start or 0)
    passage.save(update_fields=["source_text", "start", "end", "paragraph", "found"])
    Place.objects.filter(passage=passage, source_text=text).delete()
    place_of(passage).save()
    return passage


def paragraph_at(text: SourceText, start: int) -> int | None:
    """Return the number of the paragraph that stands at this offset, if it has one."""
    block = Block.objects.filter(source_text=text, start__lte=start).order_by("-start").first()
    return block.number if block else None


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
    exact = clean_words(exact, paragraph)
    refuse_unstorable(prefix=prefix, suffix=suffix)
    source = lock_source(source)
    text = newest_text(source)
    passage = Passage(
        source=source, exact=exact, prefix=prefix[-64:], suffix=suffix[:64], paragraph=paragraph
    )
    if text is None:
        passage.save()
        return passage
    span = find_words(text, exact, prefix=prefix, suffix=suffix, start=start, end=end, paragraph=paragraph)
    if span is None:
        refuse_absent(paragraph)
    else:
        stands = anchoring.describe(text.text, *span)
        passage.exact, passage.prefix, passage.suffix = stands.exact, stands.prefix, stands.suffix
        put_passage(passage, text, (span, Found.DRAWN))
        passage.paragraph = paragraph_at(text, span[0])
    passage.save()
    place_of(passage).save()
    return passage


def clean_words(exact: str, paragraph: int | None) -> str:
    """Return the words of a passage without space around them, or refuse them or the paragraph."""
    if not exact.strip():
        refuse(gettext("Choose the words that the claim is drawn from."), "exact", "empty")
    if len(exact) > 2000:
        refuse(
            gettext("Choose at most 2,000 characters; a claim is drawn from a passage, not from a page."),
            "exact",
            "too_long",
        )
    refuse_unstorable(exact=exact)
    if paragraph is not None and not 1 <= paragraph <= LAST_NUMBER:
        refuse(gettext("Paragraphs are numbered from 1."), "paragraph", "range")
    return exact.strip()


def refuse_absent(paragraph: int | None) -> None:
    """Refuse words that are not where they should be."""
    where = (
        gettext("paragraph %(number)s") % {"number": paragraph} if paragraph else gettext("the stored text")
    )
    refuse(
        gettext("These words are not in %(where)s. Copy them exactly as they stand.") % {"where": where},
        "exact",
        "not_in_text",
    )


def refuse_unstorable(**texts: str) -> None:
    """Refuse, at the field of its name, a text with hidden characters; its length is somebody else's rule."""
    for field, words in texts.items():
        try:
            check_prose(words, limit=max(2000, len(words)), required=False)
        except TextProblem as problem:
            raise Refused(problem.message, field=field, code=problem.code) from problem
