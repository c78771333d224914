"""Archives that are no documents, and those made to fill a memory: each is refused, and none is unpacked first."""

import io
import struct
import time
import tracemalloc
import zipfile

import pytest

from archive.sources.reading import Unreadable, read
from archive.sources.reading.zipped import ENTRIES_AT_MOST, INFLATED_AT_MOST, opened
from tests.sources.archives import chapter, docx, epub, para, zipped

BOOK = epub({"a.xhtml": chapter("<p>Words.</p>")})
PAPER = docx(para("Words."))


def refusal(data, **named):
    with pytest.raises(Unreadable) as caught:
        read(data, **named)
    return caught.value


def relabelled(data, size):
    """Return an archive whose headers say that its first part has `size` bytes unpacked."""
    out = bytearray(data)
    out[22:26] = struct.pack("<I", size)
    entry = data.index(b"PK\x01\x02")
    out[entry + 24 : entry + 28] = struct.pack("<I", size)
    return bytes(out)


def test_each_is_known_by_what_is_in_it():
    assert read(PAPER).text == read(BOOK).text == "Words."
    assert read(PAPER, media_type="application/octet-stream").media_type.endswith("document")
    assert read(BOOK, media_type="application/epub+zip").media_type == "application/epub+zip"


@pytest.mark.parametrize(
    ("data", "filename", "code", "said"),
    [
        (BOOK, "a.docx", "not_what_it_says", "EPUB"),
        (PAPER, "a.epub", "not_what_it_says", "Word"),
        (PAPER, "a.pdf", "not_what_it_says", "Word"),
        (BOOK, "a.txt", "not_what_it_says", "EPUB"),
        (zipped({"a.txt": "x"}), "a.docx", "not_what_it_says", "zip archive"),
        (zipped({"a.txt": "x"}), "", "unknown_type", "zip archive"),
        (zipped({"paper.docx": PAPER}), "a.docx", "not_what_it_says", "zip archive"),
        (zipped({"paper.docx": PAPER}), "", "unknown_type", "zip archive"),
        (zipped({"xl/workbook.xml": "x"}), "", "unknown_type", "spreadsheet"),
        (zipped({"ppt/presentation.xml": "x"}), "a.docx", "not_what_it_says", "presentation"),
        (zipped({"mimetype": "x", "content.xml": "x"}), "", "unknown_type", "OpenDocument"),
        (zipped({}), "", "unknown_type", "empty zip"),
        (PAPER[:-60], "a.docx", "broken", "damaged"),
        (BOOK[:300], "", "broken", "damaged"),
        (BOOK[:300], "a.pdf", "not_what_it_says", "damaged zip"),
        (b"%PDF-1.4 x", "a.docx", "not_what_it_says", "PDF"),
        (b"Words of a text", "a.docx", "not_what_it_says", "Word"),
    ],
)  # fmt: skip
def test_what_it_is_not_is_said(data, filename, code, said):
    problem = refusal(data, filename=filename)
    assert (problem.code, said in problem.message) == (code, True), problem.message


@pytest.mark.parametrize("kind", ["docx", "epub"])
def test_what_says_that_it_is_too_large_is_refused_before_it_is_unpacked(kind):
    whole = (
        docx(more={"word/document.xml": bytes(INFLATED_AT_MOST + 1)})
        if kind == "docx"
        else epub({"a.xhtml": bytes(INFLATED_AT_MOST + 1)})
    )
    assert len(whole) < 300_000
    tracemalloc.start()
    problem = refusal(whole, filename=f"a.{kind}")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert problem.code == "too_large"
    assert peak < 3_000_000


def test_a_header_that_says_too_little_gets_no_more_read_than_it_says():
    lying = relabelled(zipped({"a": bytes(50_000_000), "META-INF/container.xml": "<x/>"}), 10)
    tracemalloc.start()
    with pytest.raises(Unreadable) as caught:
        opened(lying).read("a")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.code == "broken"
    assert peak < 3_000_000


def test_parts_that_are_read_again_and_again_count_each_time():
    archive = opened(zipped({"a": bytes(40_000_000)}))
    archive.read("a")
    archive.read("a")
    with pytest.raises(Unreadable) as caught:
        archive.read("a")
    assert caught.value.code == "too_large"


def test_thousands_of_parts_are_refused_at_once():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("META-INF/container.xml", "<x/>")
        for at in range(ENTRIES_AT_MOST):
            file.writestr(f"{at}", "")
    began = time.process_time()
    with pytest.raises(Unreadable) as caught:
        opened(out.getvalue())
    assert caught.value.code == "too_large"
    assert refusal(out.getvalue(), filename="a.epub").code == "too_large"
    assert time.process_time() - began < 1


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_cannot_be_undone_step_by_step_is_refused(method):
    parts = {"META-INF/container.xml": bytes(30_000_000)}
    assert refusal(zipped(parts, method), filename="a.epub").code == "broken"


def test_a_part_under_a_password_says_so():
    locked = bytearray(BOOK)
    entry = bytes(locked).index(b"META-INF/container.xml", bytes(locked).index(b"PK\x01\x02"))
    locked[entry - 46 + 8] |= 1
    assert refusal(bytes(locked), filename="a.epub").code == "encrypted"


def test_entities_that_multiply_are_refused():
    laughs = '<!DOCTYPE x [<!ENTITY a "ha ha ha">' + "".join(
        f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9)
    )
    part = f"{laughs}]><container a='&i;'>&j;</container>"
    began = time.process_time()
    assert refusal(epub({}, more={"META-INF/container.xml": part}), filename="a.epub").code == "broken"
    assert refusal(docx(more={"word/document.xml": part}), filename="a.docx").code == "broken"
    assert time.process_time() - began < 2
