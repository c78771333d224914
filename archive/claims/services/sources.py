"""Capturing a source: the record, its text, and the checks of everything that quotes it.

A file is read before anything is locked, and stored in one transaction afterwards.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.services.activity import note
from archive.claims.services.evidence import check_quotes_of, echo_of_source
from archive.claims.services.limits import begin_post, refuse_newcomer, refuse_spent, spend, state_for
from archive.core.models import Publication
from archive.sources.models import Source, SourceImport, SourceText
from archive.sources.reading import Reading
from archive.sources.services import add_source, clean_fields, read_or_refuse, store_text
from archive.sources.services.incoming import lock_file, note_stored
from archive.sources.services.texts import refuse_stored_data, said_of_itself


@dataclass(frozen=True, slots=True)
class Captured:
    """A file that was read and may be stored: whose, under which source or with which record.

    `incoming` is the row in which it waited, if it did; its post was counted when it was put there.
    """

    data: bytes
    reading: Reading
    filename: str
    captured_by: User
    fields: dict[str, Any] | None
    source: Source | None
    incoming: SourceImport | None


def capture_source(
    *,
    data: bytes,
    captured_by: User,
    filename: str = "",
    media_type: str = "",
    fields: dict[str, Any] | None = None,
    source: Source | None = None,
    seconds: float | None = None,
    incoming: SourceImport | None = None,
) -> SourceText:
    """Read `data`, add its record unless `source` is given, store the text and check every quote from it.

    What the fields leave empty is taken from the document itself (title, authors, date, language), the
    title at last from the file's name. `seconds` bounds the reading (too_slow); by default it is a
    worker's time. Raises what reading, adding and storing refuse, and `NotAllowed` for a newcomer who would
    put a text under somebody's source: it would change what quotes are checked against.
    """
    return store_capture(
        read_capture(
            data=data,
            captured_by=captured_by,
            filename=filename,
            media_type=media_type,
            fields=fields,
            source=source,
            seconds=seconds,
            incoming=incoming,
        )
    )


def read_capture(
    *,
    data: bytes,
    captured_by: User,
    filename: str = "",
    media_type: str = "",
    fields: dict[str, Any] | None = None,
    source: Source | None = None,
    seconds: float | None = None,
    incoming: SourceImport | None = None,
) -> Captured:
    """Return the file read, with everything refused that can be before it is stored; nothing is written.

    What needs no reading is refused first.
    """
    refuse_unread(data=data, captured_by=captured_by, fields=fields, source=source)
    if incoming is None:
        refuse_spent(captured_by, "sources")
    reading = read_or_refuse(data, filename=filename, media_type=media_type, seconds=seconds)
    return Captured(data, reading, filename, captured_by, fields, source, incoming)


def refuse_unread(
    *, data: bytes, captured_by: User, fields: dict[str, Any] | None, source: Source | None
) -> None:
    """Refuse what needs no reading to be refused: who may not, a record that cannot be, bytes that are here."""
    require(captured_by, "import source")
    if source is not None and source.added_by_id != captured_by.pk:
        refuse_newcomer(captured_by, _("store a text here"))
    if source is None:
        clean_fields({**(fields or {}), "title": (fields or {}).get("title") or "Untitled"})
    refuse_stored_data(data, captured_by)


@transaction.atomic
def store_capture(captured: Captured) -> SourceText:
    """Store what was read as the next text of its source, or of a new one, and check its quotes anew."""
    if captured.incoming is not None:
        lock_file(captured.incoming)
    person = begin_post(captured.captured_by)
    source = captured.source or add_source(
        fields=record_of(captured), added_by=person, state=state_of_source(person)
    )
    if captured.incoming is None:
        spend(person, "sources")
    text = store_text(
        source=source,
        data=captured.data,
        reading=captured.reading,
        filename=captured.filename,
        captured_by=person,
    )
    check_quotes_of(text.source)  # another one, if it was merged meanwhile
    if captured.incoming is not None:
        note_stored(captured.incoming, text)
    if captured.source is not None and text.source.state == Publication.PUBLISHED:
        note("capture", actor=person, source=text.source, detail={"text": text.pk})
    return text


def record_of(captured: Captured) -> dict[str, Any]:
    """Return the fields of a new source: as given, else as the document says, the title at last by its name."""
    given = {name: value for name, value in (captured.fields or {}).items() if value}
    known = {**said_of_itself(captured.reading), **given}
    if not known.get("title"):
        name = captured.filename.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        known["title"] = name.replace("-", " ").replace("_", " ").strip()[:500]
        known["title_is_ours"] = True
    return known


@transaction.atomic
def record_source(*, fields: dict[str, Any], added_by: User) -> Source:
    """Add a record without a text, held with a newcomer's first posts; raises what `add_source` raises.

    The same record by the same person within a minute returns the first one.
    """
    require(added_by, "import source")
    added_by = begin_post(added_by)
    if echo := echo_of_source(fields, added_by):
        return echo
    spend(added_by, "sources")
    return add_source(fields=fields, added_by=added_by, state=state_of_source(added_by))


def state_of_source(author: User) -> str:
    """Return the state in which a source of this person begins: held with a newcomer's first posts."""
    return Publication(state_for(author))
