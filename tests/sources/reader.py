"""What the tests of the reader share: a text, drawing from it, and looking at the page."""

import hashlib
import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml.html import document_fromstring

from archive.claims import services
from archive.claims.services.sources import capture_source
from archive.sources.models import Block, Source, SourceText
from tests import factories

FRAMES = {"ul", "table", "thead", "tbody", "tr"}  # between whose parts white space is only mark-up

ESSAY = """# On containment

Controls meant to slow a rival may hasten it. The rival learns to do without.

The bomb of 1964 is the example that is always given.

![Three physicists at a reception. Source: Selected papers (Hangzhou, 1994)](https://pictures.example/three.png)

> Nobody asked the physicists.

- first the chips
- then the models
"""


def stored(words=ESSAY, name="essay.md", **fields) -> Source:
    """Store a text and return its source."""
    fields = {"title": "On containment", "authors": "Choi, Jieon", **fields}
    added_by = fields.pop("added_by", None) or factories.person()
    text = capture_source(data=words.encode(), filename=name, fields=fields, captured_by=added_by)
    return Source.objects.get(pk=text.source_id)


def draw(source, exact, statement="", **more):
    """Draw a claim and return the thesis."""
    debate = services.draw_claim(
        source=source,
        exact=exact,
        statement=statement or f"A claim drawn from “{exact[:40]}”.",
        author=more.pop("author", None) or factories.person(),
        **more,
    )
    return debate.claims.get()


def shown(client, source, query="", status=200) -> str:
    """Return the page of a source as text."""
    response = client.get(source.get_absolute_url() + query)
    assert response.status_code == status
    return response.content.decode()


def part(html: str, anchor: str) -> str:
    """Return the mark-up of one block of the reader, up to the next."""
    found = re.search(
        rf'id="{anchor}".*?(?=<section class="paragraph"|<div class="source-after)', html, re.DOTALL
    )
    assert found, anchor
    return found[0]


def words_of(html: str) -> str:
    """Return mark-up without tags and with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def stored_blocks(*pieces, **fields) -> Source:
    """Store a text of these pieces, each a kind, its words and more columns of its block, and return its source."""
    source = factories.source(**fields)
    words = "\n\n".join(words for _, words, _ in pieces)
    digest = hashlib.sha256(words.encode()).hexdigest()
    text = SourceText.objects.create(
        source=source,
        version=1,
        sha256=digest,
        text=words,
        byte_count=len(words.encode()),
        media_type="text/html",
        captured_at=timezone.now(),
        captured_by=source.added_by,
    )
    at = 0
    for order, (kind, piece, more) in enumerate(pieces):
        Block.objects.create(source_text=text, order=order, kind=kind, start=at, end=at + len(piece), **more)
        at += len(piece) + 2
    return source


def printed(html: str) -> dict[int, str]:
    """Return what the page prints of each block of the text, by the offset at which it says that it stands."""
    found = {}
    for block in document_fromstring(html).xpath("//*[@data-start]"):
        pieces = [
            node
            for node in block.xpath(".//text()")
            if not (
                node.getparent().tag in FRAMES if node.is_text else node.getparent().getparent().tag in FRAMES
            )
        ]
        found[int(block.get("data-start"))] = "".join(pieces)
    return found


def long_text(paragraphs: int, words: str = "word and another word ") -> str:
    """Return a plain text of so many paragraphs of about 500 characters."""
    return "\n\n".join(f"Paragraph {n}. {words * (480 // len(words))}" for n in range(1, paragraphs + 1))


def queries_of(client, source, query="") -> int:
    """Return how many queries the page takes."""
    with CaptureQueriesContext(connection) as caught:
        shown(client, source, query)
    return len(caught)
