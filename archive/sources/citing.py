"""A source as a citation: in one line for lists, and as the record that `bibliography` writes and formats."""

import json
from dataclasses import dataclass

from archive.accounts.permissions import Viewer, may_moderate
from archive.core.models import Publication
from archive.sources.bibliography import Record
from archive.sources.bibliography.metadata import dublin_core, highwire, schema_org
from archive.sources.bibliography.records import COLUMNS
from archive.sources.bibliography.short_form import ShortForm, Stored, short_form
from archive.sources.bibliography.styles import STYLES, formatted_record
from archive.sources.models import Kind, Source, SourceText

IN_A_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
"""What could end the element that JSON stands in; the same letters to whoever reads the JSON."""


def may_read(source: Source, *, viewer: Viewer) -> bool:
    """Return whether `viewer` may see the source: `visible_to` asked of one that is loaded already."""
    if source.state == Publication.PUBLISHED or may_moderate(viewer):
        return True
    own = viewer is not None and viewer.pk == source.added_by_id
    return own and source.state == Publication.HELD


def citation(source: Source, *, viewer: Viewer) -> str | None:
    """Return "Authors, “Title”, container or publisher, date", or None where `viewer` may not read the source."""
    if not may_read(source, viewer=viewer):
        return None
    where = source.container_title or source.publisher
    return ", ".join(
        part for part in (source.author_names, f"“{source.title}”", where, source.issued) if part
    )


def record_of(source: Source) -> Record:
    """Return the source as a bibliographic record, with its `id` here and whether its title is the archive's own."""
    columns = {name: getattr(source, name) for name in (*COLUMNS, "kind", "authors", "details")}
    return {**columns, "id": f"source-{source.pk}", "title_is_ours": source.title_is_ours}


def short_citation(record: Record, *, address: str = "", text: SourceText | None = None) -> ShortForm:
    """Return the site's own citation of a record, at the whole `address` of its page and of a stored text."""
    stored = Stored(text.version, text.captured_at.date()) if text else None
    return short_form(record, kind=str(Kind(record["kind"]).label), address=address, stored=stored)


@dataclass(frozen=True, slots=True)
class Cited:
    """What a source's page says for citation managers, and its citation in the site's own form."""

    tags: list[tuple[str, str]]
    json_ld: str
    short: ShortForm


def cited(source: Source, *, address: str, text: SourceText | None = None) -> Cited:
    """Return what the page at the whole `address`, which shows this stored text, says of its source."""
    record = record_of(source) | {"rights": source.rights}
    plain, _, _ = address.partition("?")
    return Cited(
        tags=[*highwire(record, address=plain), *dublin_core(record, address=plain)],
        json_ld=json.dumps(schema_org(record, address=plain), ensure_ascii=False).translate(IN_A_SCRIPT),
        short=short_citation(record, address=address, text=text),
    )


def in_every_style(source: Source) -> list[tuple[str, str]]:
    """Return the names of the styles with the source's citation in each as HTML; about 30 ms a style."""
    record = record_of(source)
    return [(words, formatted_record(record, style)) for style, (words, _) in STYLES.items()]
