"""What can be done to sources: add the record, store a text, mark passages, place them anew."""

import hashlib
import re
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils import timezone

from archive.accounts.models import User
from archive.accounts.services import require
from archive.core.errors import Refused
from archive.core.models import Publication
from archive.core.text import TextProblem, check_prose, check_short
from archive.sources import anchoring
from archive.sources.citing import may_read
from archive.sources.models import Block, Kind, Passage, Source, SourceText, slug_for
from archive.sources.queries import newest_text
from archive.sources.reading import Reading, Unreadable, read

LAST_NUMBER = 2**31 - 1  # of the database's integers
SHORT_FIELDS = {
    "title": 500,
    "container_title": 500,
    "publisher": 500,
    "issued": 40,
    "language": 35,
    "doi": 255,
}
PROSE_FIELDS = {"note": 2000, "rights": 1000, "ai_assistance": 1000}
DOI_PREFIX = re.compile(r"^\s*(https?://(dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
DOI_SHAPE = re.compile(r"^10\.\d{4,9}/\S+$")
LANGUAGE_TAG = re.compile(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")


def refuse(message: str, field: str, code: str) -> None:
    """Raise a refusal at one field."""
    raise Refused(message, field=field, code=code)


def clean_address(url: str) -> str:
    """Return an http(s) address without a user name in it, or refuse it at the field `url`."""
    url = url.strip()
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        parts, host = None, None
    if parts is None or parts.scheme not in ("http", "https") or not host or not is_plain(url):
        refuse("Give a whole address that begins with http:// or https://.", "url", "address")
    elif "@" in parts.netloc:
        refuse("An address with a user name or password in it is not stored.", "url", "credentials")
    if len(url) > 2000:
        refuse("This address is longer than 2,000 characters.", "url", "too_long")
    return url


def is_plain(url: str) -> bool:
    """Return whether an address has neither white space nor characters that cannot be seen."""
    try:
        check_prose(url, limit=len(url))
    except TextProblem:
        return False
    return not re.search(r"\s", url)


def clean_doi(doi: str) -> str:
    """Return a DOI without its resolver's address, or refuse it at the field `doi`."""
    doi = DOI_PREFIX.sub("", doi).strip()
    if doi and not DOI_SHAPE.match(doi):
        refuse('A DOI looks like "10.1234/abc".', "doi", "doi")
    return doi


def clean_authors(authors: Any) -> list[dict[str, str]]:
    """Return CSL names from CSL names, or from one line a name ("Family, Given" or a literal)."""
    if isinstance(authors, str):
        authors = [line for line in re.split(r"[\n;]", authors) if line.strip()]
    names = []
    for author in authors or []:
        if isinstance(author, str):
            family, comma, given = author.partition(",")
            author = {"family": family, "given": given} if comma else {"literal": author}
        if not isinstance(author, dict) or not all(isinstance(v, str) for v in author.values()):
            refuse("Give each author as a name.", "authors", "authors")
        try:
            name = {
                k: check_short(v, limit=200, required=False)
                for k, v in author.items()
                if k in ("family", "given", "literal")
            }
        except TextProblem as problem:
            raise Refused(problem.message, field="authors", code=problem.code) from problem
        names.append({k: v for k, v in name.items() if v})
    return [name for name in names if name][:100]


def clean_fields(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a source's own columns as they will be stored, or refuse the first that cannot be."""
    cleaned: dict[str, Any] = {}
    for names, check in ((SHORT_FIELDS, check_short), (PROSE_FIELDS, check_prose)):
        for name, limit in names.items():
            try:
                cleaned[name] = check(fields.get(name) or "", limit=limit, required=name == "title")
            except TextProblem as problem:
                raise Refused(problem.message, field=name, code=problem.code) from problem
    cleaned["url"] = clean_address(fields.get("url") or "")
    cleaned["doi"] = clean_doi(cleaned["doi"])
    cleaned["authors"] = clean_authors(fields.get("authors"))
    cleaned["kind"] = fields.get("kind") or Kind.DOCUMENT
    if cleaned["kind"] not in Kind.values:
        refuse("Choose a kind from the list.", "kind", "kind")
    if cleaned["language"] and not LANGUAGE_TAG.match(cleaned["language"]):
        refuse('Give the language as a tag such as "en" or "zh-Hans".', "language", "language")
    return cleaned


@transaction.atomic
def add_source(
    *, fields: dict[str, Any], added_by: User, state: str = Publication.PUBLISHED, key: str | None = None
) -> Source:
    """Add a bibliographic record; `fields` are the model's CSL columns, missing ones empty.

    Raises `NotAllowed`, or `Refused` at the field at fault. A text comes later, by `store_text`.
    """
    require(added_by, "import source")
    cleaned = clean_fields(fields)
    return Source.objects.create(
        **cleaned,
        title_is_ours=bool(fields.get("title_is_ours")),
        digest=fields.get("digest") or [],
        slug=slug_for(cleaned["title"]),
        key=key,
        state=state,
        added_by=added_by,
    )


def read_or_refuse(data: bytes, *, filename: str = "", media_type: str = "", kind: str = "") -> Reading:
    """Return what the bytes say, or refuse them at the field `file` with the reader's own reason."""
    try:
        return read(data, filename=filename, media_type=media_type, kind=kind)
    except Unreadable as problem:
        raise Refused(problem.message, field="file", code=problem.code) from problem


def refuse_stored_bytes(digest: str, person: User) -> None:
    """Refuse bytes that are stored already, pointing to the source that has them if `person` may see it."""
    stored = SourceText.objects.filter(sha256=digest).select_related("source").defer("text").first()
    if stored is not None and not may_read(stored.source, viewer=person):
        raise Refused(
            "This very file is stored already, with a source that is not published.",
            field="file",
            code="already_stored",
            conflict=True,
        )
    if stored is not None:
        raise Refused(
            f"This very file is stored already, as version {stored.version} of “{stored.source.title}”.",
            field="file",
            code="already_stored",
            conflict=True,
            existing=stored.source.get_absolute_url(),
        )


@transaction.atomic
def store_text(
    *, source: Source, data: bytes, reading: Reading, filename: str, captured_by: User
) -> SourceText:
    """Store what was read from `data` as the source's next version, and place its passages in it.

    Raises `NotAllowed`, or `Refused` with code already_stored when these very bytes are stored.
    """
    require(captured_by, "import source")
    digest = hashlib.sha256(data).hexdigest()
    refuse_stored_bytes(digest, captured_by)
    source = lock_source(source)
    last = (
        SourceText.objects.filter(source=source)
        .order_by("-version")
        .values_list("version", flat=True)
        .first()
    )
    try:
        with transaction.atomic():
            text = SourceText.objects.create(
                source=source,
                version=(last or 0) + 1,
                sha256=digest,
                captured_at=timezone.now(),
                captured_by=captured_by,
                filename=filename[:255],
                media_type=reading.media_type,
                encoding=reading.encoding,
                byte_count=len(data),
                pages=reading.pages,
                text=reading.text,
                furniture=list(reading.furniture),
            )
    except IntegrityError:  # somebody stored the same bytes a moment ago
        refuse_stored_bytes(digest, captured_by)
        raise
    store_blocks(text, reading)
    place_passages(text)
    return text


def lock_source(source: Source) -> Source:
    """Return the source, locked until the transaction ends; nobody stores a newer text of it meanwhile.

    The order of locks is person, debate, source, and then what cites or marks it.
    """
    return Source.objects.select_for_update(no_key=True).get(pk=source.pk)


def store_blocks(text: SourceText, reading: Reading) -> None:
    """Store the blocks of a reading, in order."""
    Block.objects.bulk_create(
        [
            Block(
                source_text=text,
                order=order,
                kind=b.kind,
                level=b.level,
                number=b.number,
                start=b.start,
                end=b.end,
                page=b.page,
                figure=b.figure,
            )
            for order, b in enumerate(reading.blocks)
        ],
        batch_size=2000,
    )


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


@transaction.atomic
def set_source_state(*, source: Source, state: str, moderator: User) -> None:
    """Remove, restore or release a source; called by `moderation`, which writes the decision."""
    require(moderator, "moderate")
    source = lock_source(source)
    if source.state == state:
        raise Refused(
            "The source is in that state already; nothing was changed.", code="state", conflict=True
        )
    source.state = state
    source.save(update_fields=["state"])
