"""PDF to pieces: the text page by page, lines joined to paragraphs, running heads and feet set apart."""

import io
import logging
from collections.abc import Sequence
from dataclasses import replace
from math import hypot

from pypdf import DocumentInformation, PageObject, PdfReader

from archive.sources.reading.blocks import Piece, Unreadable, tidy
from archive.sources.reading.layout import Line, paragraphs_of, without_running_lines

PAGES_AT_MOST = 5_000

logging.getLogger("pypdf").setLevel(
    logging.CRITICAL
)  # it logs each flaw of a file that it can read all the same


def pieces_of(data: bytes, *, characters: int) -> tuple[list[Piece], tuple[str, ...], dict[str, str], int]:
    """Return the pieces, the running lines left out, what the file says of itself, and how many pages it has.

    A file that is encrypted with an empty password is opened. Unreadable: encrypted, no_text (pages
    that are pictures), too_large (over PAGES_AT_MOST pages or `characters` characters), broken.
    """
    try:
        reader = _opened(data)
        pages = _lines_by_page(reader, characters)
        metadata = _metadata(reader)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # a flawed file can fail in any way; pypdf's own errors are a few of them
        raise Unreadable("This PDF is damaged: it cannot be read.", "broken") from error
    if not any(pages):
        raise Unreadable(
            "This PDF holds no text: it is probably a scan. Recognise its text (OCR) first, and add that.",
            "no_text",
        )
    bare = [at for at, lines in enumerate(pages, start=1) if not lines]
    kept, furniture = without_running_lines(pages)
    notes = (f"{len(bare)} of {len(pages)} pages without text: {_listed(bare)}",) if bare else ()
    return paragraphs_of(kept), (*furniture, *notes), metadata, len(pages)


def _opened(data: bytes) -> PdfReader:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable("This PDF is encrypted: it opens with a password only.", "encrypted")
    if not reader.pages:
        raise Unreadable("This PDF has no pages.", "empty")
    if len(reader.pages) > PAGES_AT_MOST:
        raise Unreadable(
            "This PDF has %(pages)s pages; at most %(pages_at_most)s are read.",
            "too_large",
            pages=f"{len(reader.pages):,}",
            pages_at_most=f"{PAGES_AT_MOST:,}",
        )
    return reader


def _lines_by_page(reader: PdfReader, characters: int) -> list[list[Line]]:
    """Return the lines of each page, stopping with "too_large" as soon as there are too many characters."""
    pages = []
    total = 0
    for number, page in enumerate(reader.pages, start=1):
        pages.append(_lines(page, number))
        total += sum(len(line.text) for line in pages[-1])
        if total > characters:
            raise Unreadable(
                "Its text is longer than %(characters)s characters.",
                "too_large",
                characters=f"{characters:,}",
            )
    return pages


def _lines(page: PageObject, number: int) -> list[Line]:
    """Return the lines of one page in the file's order, with place and size of their first letters."""
    parts: list[list[Line]] = [[]]

    def visit(text: str, cm: Sequence[float], tm: Sequence[float], font: object, size: float) -> None:
        for at, part in enumerate(text.split("\n")):
            if at:
                parts.append([])
            parts[-1].append(_placed(part, cm, tm, font, size))

    page.extract_text(visitor_text=visit)
    lines = (("".join(part.text for part in line), line) for line in parts)
    return [
        replace(next(part for part in line if part.text.strip()), text=text, page=number)
        for text, line in lines
        if text.strip()
    ]


def _placed(text: str, cm: Sequence[float], tm: Sequence[float], font: object, size: float) -> Line:
    """Return a part of a line where the page's and the text's transformations together put it."""
    x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    name = str(font.get("/BaseFont", "")) if isinstance(font, dict) else ""
    bold = any(word in name for word in ("Bold", "Black", "Heavy"))
    return Line(text, x, y, size * hypot(tm[1], tm[3]) * hypot(cm[1], cm[3]), bold)


def _metadata(reader: PdfReader) -> dict[str, str]:
    """Return the title, the author and the day of making that the file gives."""
    found = reader.metadata
    if found is None:
        return {}
    facts = {"title": found.title, "author": found.author, "date": _day(found)}
    return {name: tidy(str(value)) for name, value in facts.items() if value}


def _day(found: DocumentInformation) -> str:
    try:
        return found.creation_date.date().isoformat() if found.creation_date else ""
    except ValueError:  # many programs write dates of their own making
        return ""


def _listed(numbers: Sequence[int]) -> str:
    """Write page numbers as a list, the first twenty of them."""
    return ", ".join(map(str, numbers[:20])) + (" and more" if len(numbers) > 20 else "")
