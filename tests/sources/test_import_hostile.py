"""Files that are made to hurt, through every door: each says why nothing was stored, and the site lives on."""

import zlib
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from fpdf import FPDF

from archive.claims.services import incoming
from archive.sources.models import Source, SourceImport, SourceText
from archive.sources.services.texts import AT_ONCE, SLOTS
from tests.contract import client_of
from tests.sources import archives

pytestmark = pytest.mark.django_db(transaction=True)

BLOCKS_OF_ZEROS = 150  # megabytes when unpacked


def bomb():
    """Return a Word file of a few hundred kilobytes that unpacks to more than is read."""
    return archives.docx(more={"word/document.xml": b"0" * 1_000_000 * BLOCKS_OF_ZEROS})


def endless():
    """Return a PDF of a few kilobytes whose one page draws two million lines, which takes minutes to look at."""
    stream = zlib.compress(b"BT /F1 9 Tf (words) Tj ET\n" + b"0 0 m 1 1 l\n" * 2_000_000)
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        b"/Resources << /Font << /F1 " + font + b" >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(stream) + stream + b"\nendstream",
    )
    out, places = b"%PDF-1.7\n", []
    for number, words in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, words)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 5\n0000000000 65535 f \n" + rows
    return out + table + b"trailer << /Root 1 0 R /Size 5 >>\nstartxref\n%d\n%%%%EOF\n" % len(out)


def scan():
    """Return a PDF with pages and no text."""
    made = FPDF()
    made.add_page()
    return bytes(made.output())


FILES = {
    "bomb.docx": (bomb, "too_large"),
    "scan.pdf": (scan, "no_text"),
    "broken.epub": (lambda: b"PK\x03\x04 and no more", "broken"),
    "sheet.docx": (lambda: archives.zipped({"xl/workbook.xml": "<x/>"}), "not_what_it_says"),
}


@pytest.fixture(params=sorted(FILES))
def hostile(request):
    make, code = FILES[request.param]
    return request.param, make(), code


def upload(name, data):
    return SimpleUploadedFile(name, data)


def signed_in(person):
    browser = Client()
    browser.force_login(person)
    return browser


def test_the_form_says_at_the_file_what_is_wrong_with_it(author, hostile):
    name, data, code = hostile
    browser = signed_in(author)
    answer = browser.post("/sources/add/", {"kind": "report", "title": "Kept", "file": upload(name, data)})
    errors = answer.context["form"].errors.as_data()
    assert (answer.status_code, [e.code for e in errors["file"]]) == (422, [code])
    assert "Kept" in answer.content.decode()
    assert browser.get("/sources/").status_code == 200
    assert not Source.objects.exists()


def test_the_api_says_the_same(author, hostile):
    name, data, code = hostile
    answer = client_of(author).post("/api/v1/sources/", {"file": upload(name, data)}, format="multipart")
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["attr"], error["code"]) == (400, "file", code)


def test_the_command_says_the_same_of_one_file_and_goes_on_in_a_batch(author, hostile, tmp_path):
    name, data, _ = hostile
    (tmp_path / name).write_bytes(data)
    with pytest.raises(CommandError) as ended:
        call_command("import_source", str(tmp_path / name), stdout=StringIO())
    words = str(ended.value)
    (tmp_path / "fine.txt").write_text("Fine words.")
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 2"):
        call_command("import_source", str(tmp_path), stdout=out, stderr=StringIO())
    assert f"{name}: {words}" in out.getvalue()
    assert SourceText.objects.get().text == "Fine words."


def test_a_pdf_that_never_ends_is_queued_and_then_given_up_through_both_doors(author, rules):
    rules(READ_SECONDS_IN_REQUEST=0.5, READ_SECONDS=2)
    browser, data = signed_in(author), endless()
    waits = browser.post("/sources/add/", {"kind": "report", "file": upload("endless.pdf", data)})
    told = client_of(author).post("/api/v1/sources/", {"file": upload("e.pdf", data)}, format="multipart")
    row = SourceImport.objects.get()
    assert (waits["Location"], told.status_code) == (row.get_absolute_url(), 202)
    assert incoming.read_file(row.pk) == "failed"
    assert "takes longer than 2 seconds" in browser.get(row.get_absolute_url()).content.decode()
    assert browser.get("/sources/").status_code == 200


def test_a_pdf_that_never_ends_ends_the_command_in_time(author, rules, tmp_path):
    rules(READ_SECONDS=2)
    (tmp_path / "endless.pdf").write_bytes(endless())
    with pytest.raises(CommandError, match="takes longer than 2 seconds"):
        call_command("import_source", str(tmp_path / "endless.pdf"), stdout=StringIO())


def test_a_file_that_wants_more_memory_than_there_is_says_so(author, rules):
    rules(READ_MEGABYTES=90)
    answer = signed_in(author).post("/sources/add/", {"kind": "report", "file": upload("a.pdf", endless())})
    (error,) = answer.context["form"].errors.as_data()["file"]
    assert (answer.status_code, error.code) == (422, "too_much_memory")


def test_a_process_of_the_site_reads_two_files_at_a_time_and_queues_the_others(author):
    held = [SLOTS.acquire(blocking=False) for _ in range(AT_ONCE)]
    try:
        browser = signed_in(author)
        pdf = browser.post("/sources/add/", {"kind": "report", "file": upload("a.pdf", scan())})
        text = browser.post("/sources/add/", {"kind": "report", "title": "Small", "text": "Few words."})
    finally:
        for _ in held:
            SLOTS.release()
    assert pdf["Location"] == SourceImport.objects.get().get_absolute_url()
    assert text["Location"] == Source.objects.get().get_absolute_url()
    assert incoming.read_file(SourceImport.objects.get().pk) == "failed"
    assert SourceImport.objects.get().code == "no_text"


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("report.docx", lambda: archives.docx(archives.para("Spending rose by a sixth."))),
        (
            "book.epub",
            lambda: archives.epub({"one.xhtml": archives.chapter("<p>Spending rose by a sixth.</p>")}),
        ),
    ],
)
def test_word_files_and_books_come_in_through_every_door(author, tmp_path, name, make):
    signed_in(author).post("/sources/add/", {"kind": "report", "file": upload(name, make())})
    assert "Spending rose by a sixth." in SourceText.objects.get().text
    SourceText.objects.all().delete()
    Source.objects.all().delete()
    answer = client_of(author).post("/api/v1/sources/", {"file": upload(name, make())}, format="multipart")
    assert answer.status_code == 201
    SourceText.objects.all().delete()
    Source.objects.all().delete()
    (tmp_path / name).write_bytes(make())
    call_command("import_source", str(tmp_path / name), stdout=StringIO())
    assert "Spending rose by a sixth." in SourceText.objects.get().text


def test_footnotes_keep_the_way_to_their_places(author):
    words = b"Spending rose.[^1]\n\nIt fell again.\n\n[^1]: By a sixth.\n"
    signed_in(author).post("/sources/add/", {"kind": "report", "file": upload("notes.md", words)})
    blocks = {block.kind: block for block in SourceText.objects.get().blocks.order_by("-order")}
    note = blocks["footnote"]
    assert blocks["paragraph"].refs == [[14, "1", note.order]]
    assert note.refs == [[0, "1", blocks["paragraph"].order]]
