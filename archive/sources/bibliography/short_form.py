"""The site's own short citation, as plain text and as HTML."""

import html
from dataclasses import dataclass
from datetime import date

from archive.sources.bibliography.dates import MONTHS, date_shown
from archive.sources.bibliography.records import Record, sorted_name


@dataclass(frozen=True, slots=True)
class Stored:
    """The stored copy that is cited: its version and the day on which it was captured."""

    version: int
    captured: date


@dataclass(frozen=True, slots=True)
class ShortForm:
    """A citation twice: plain text, and HTML with <i> and <span class="hash"> only, everything else escaped."""

    text: str
    html: str


def short_form(record: Record, *, kind: str, address: str = "", stored: Stored | None = None) -> ShortForm:
    """Return "Authors. Title. Container. Publisher or kind, date. Stored copy 1 of 3 May 2026, address".

    `kind` is the site's words for the record's kind, `address` the whole address of the page cited. A
    title that is the archive's own stands in brackets; without a date it is "undated".
    """
    container = record.get("container_title") or ""
    publisher = record.get("publisher") or kind[:1].upper() + kind[1:]
    parts = [
        _ended("; ".join(filter(None, map(sorted_name, record.get("authors") or [])))),
        _ended(_title(record)),
        _ended(f"\0{container}\1{_where(record)}") if container else "",
        _ended(f"{publisher}, {date_shown(record.get('issued') or '')}"),
        f"Stored copy {stored.version} of {day_shown(stored.captured)}{',' if address else '.'}"
        if stored
        else "",
        f"\2{address}\3" if address else "",
    ]
    marked = " ".join(part for part in parts if part)
    escaped = html.escape(marked)
    for mark, tag in (("\0", "<i>"), ("\1", "</i>"), ("\2", '<span class="hash">'), ("\3", "</span>")):
        marked, escaped = marked.replace(mark, ""), escaped.replace(mark, tag)
    return ShortForm(marked, escaped)


def day_shown(day: date) -> str:
    """Return a day as the site writes it: "3 May 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _title(record: Record) -> str:
    """Return the title, in brackets when it is the archive's own."""
    return f"[{record['title']}]" if record.get("title_is_ours") else str(record["title"])


def _ended(part: str) -> str:
    """Return a part with a full stop, unless a sign ends it."""
    return part if not part or part.rstrip("\1")[-1:] in (".", "?", "!", "…") else f"{part}."


def _where(record: Record) -> str:
    """Return where in its container it stands: " 36(1): 66–110", as far as that is known."""
    details = record.get("details") or {}
    volume, issue, page = (str(details.get(key) or "") for key in ("volume", "issue", "page"))
    number = volume + (f"({issue})" if issue else "")
    pages = page.replace("-", "–") if page else ""
    return (f" {number}" if number else "") + (f"{':' if number else ','} {pages}" if pages else "")
