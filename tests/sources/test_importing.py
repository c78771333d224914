"""Sources coming in by the web form: what is stored, and what is refused where."""

import io
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from fpdf import FPDF
from pypdf import PdfReader, PdfWriter

from archive.claims import services
from archive.core.models import Publication
from archive.sources.models import Passage, Source, SourceText
from tests import factories

pytestmark = pytest.mark.django_db

PROSE = "One paragraph that says something.\n\nAnother that says more."


@pytest.fixture
def member(client, author):
    client.force_login(author)
    return author


def upload(name: str, data: bytes, kind: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, kind)


def add(client, address="/sources/add/", **fields):
    return client.post(address, {"kind": "document", **fields})


def refusal(response) -> tuple[int, dict[str, list[str]]]:
    """Return the status, and the codes at each field."""
    errors = response.context["form"].errors.as_data()
    return response.status_code, {name: [e.code for e in found] for name, found in errors.items()}


def pdf(pages: int = 1, words: str = "Words of page {}.") -> bytes:
    """Return a PDF with a line of text on each page, or none when `words` is empty."""
    made = FPDF()
    made.set_font("helvetica", size=12)
    for number in range(1, pages + 1):
        made.add_page()
        if words:
            made.multi_cell(0, 8, words.format(number))
    return bytes(made.output())


def encrypted(data: bytes) -> bytes:
    """Return the PDF so that it opens with a password only."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt("secret", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


# ----------------------------------------------------------------------------------- what is stored


def test_an_uploaded_file_becomes_a_source_with_its_text(client, member):
    response = add(
        client,
        file=upload("essay.md", PROSE.encode()),
        title="On saying",
        authors="Choi, Jieon\nXia, Yafeng",
        issued="c. 1959",
        language="en",
        kind="report",
        doi="https://doi.org/10.1234/abc",
        url="https://example.org/essay",
        rights="Free",
        ai_assistance="None",
    )
    source = Source.objects.get()
    assert response["Location"] == source.get_absolute_url()
    assert source.author_names == "Jieon Choi; Yafeng Xia"
    assert (source.issued, source.kind, source.doi, source.rights) == (
        "c. 1959",
        "report",
        "10.1234/abc",
        "Free",
    )
    text = source.texts.get()
    assert text.text == PROSE
    assert text.blocks.filter(kind="paragraph").count() == 2
    assert text.captured_by == member


def test_pasted_text_is_stored_with_its_own_newlines(client, member):
    add(client, text=PROSE.replace("\n", "\r\n"), title="Pasted", format="text/plain")
    text = SourceText.objects.get()
    assert text.text == PROSE
    assert text.byte_count == len(PROSE.encode())
    assert text.media_type == "text/plain"


def test_a_pasted_text_is_what_the_form_says_it_is(client, member):
    add(client, text="# A heading\n\nWords under it.", title="Pasted", format="text/markdown")
    assert SourceText.objects.get().blocks.filter(kind="heading").count() == 1


def test_the_title_comes_from_the_file_when_none_is_given(client, member):
    add(client, file=upload("on-the-bomb.txt", PROSE.encode()))
    source = Source.objects.get()
    assert (source.title, source.title_is_ours) == ("on the bomb", True)


def test_the_same_record_within_a_minute_is_the_first_one(client, member):
    first, again = (add(client, title="On saying", authors="Choi, Jieon") for _ in range(2))
    assert first["Location"] == again["Location"]
    assert Source.objects.count() == 1


def test_a_record_is_added_without_a_text(client, member):
    response = add(client, title="A book on a shelf", authors="Lewis, John")
    assert response["Location"] == Source.objects.get().get_absolute_url()
    assert not SourceText.objects.exists()


def test_html_is_read_without_its_scripts(client, member):
    html = (
        "<!doctype html><html><head><title>On saying</title><script>steal()</script><style>p{}</style></head>"
        "<body><article><h1>On saying</h1>"
        "<p onclick='steal()'>One paragraph that says something at some length, "
        "so that it is plainly the article.</p><script>more()</script>"
        "<p>Another paragraph that says more, and at "
        "some length as well.</p></article></body></html>"
    )
    response = client.post(
        "/sources/add/", {"file": upload("page.html", html.encode(), "text/html")}, follow=True
    )
    shown = response.content.decode()
    assert "One paragraph that says something" in shown
    for hidden in ("steal()", "more()", "p{}", "onclick"):
        assert hidden not in SourceText.objects.get().text
        assert hidden not in shown


def test_what_a_page_says_of_itself_fills_the_record_and_nothing_typed_is_replaced(client, member):
    head = (
        '<title>On saying</title><meta name="author" content="Ann Writer">'
        '<meta property="article:published_time" content="2025-01-15">'
        '<link rel="canonical" href="https://example.org/saying">'
    )
    body = "<article><h1>On saying</h1>" + "<p>One paragraph that says something at some length.</p>" * 9
    page = (
        f'<!doctype html><html lang="English, mostly"><head>{head}</head><body>{body}</article></body></html>'
    )
    add(client, file=upload("page.html", page.encode(), "text/html"), title="Typed")
    source = Source.objects.get()
    assert (source.title, source.author_names, source.issued) == ("Typed", "Ann Writer", "2025-01-15")
    assert source.url == "https://example.org/saying"


@pytest.mark.parametrize(
    ("encoding", "named"), [("latin-1", ("cp1252", "latin-1", "windows-1252")), ("utf-16", ("utf-16",))]
)
def test_other_encodings_are_read_and_named(client, member, encoding, named):
    words = "Qian’s naïve café façade".replace("’", "'") + " stood where it was, déjà vu, for many years."
    add(client, file=upload("old.txt", words.encode(encoding)), title="Old")
    text = SourceText.objects.get()
    assert text.text == words
    assert text.encoding in named


def test_a_pdf_of_300_pages_is_read_by_page(client, member):
    response = client.post(
        "/sources/add/", {"file": upload("long.pdf", pdf(300)), "title": "Long"}, follow=True
    )
    text = SourceText.objects.get()
    assert text.pages == 300
    assert text.blocks.order_by("-order").first().page == 300
    assert len(response.content) < 150_000
    assert 'id="page-2"' in response.content.decode()


def test_a_newcomers_source_waits_for_a_moderator(client, member, rules):
    rules(HOLD_FIRST=3)
    for fields in ({"title": "A record"}, {"title": "A text", "text": PROSE}):
        response = client.post("/sources/add/", {"kind": "document", **fields}, follow=True)
        assert any("waits for a moderator" in str(m) for m in response.context["messages"])
    assert set(Source.objects.values_list("state", flat=True)) == {Publication.HELD}


# --------------------------------------------------------------------------------- what is refused


def test_a_request_over_the_sites_limit_is_refused_before_its_file_is_kept(client, member, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000
    response = add(client, file=upload("long.txt", b"word " * 2_000), title="Too much")
    assert response.status_code == 413
    assert "too large" in response.content.decode()


def test_a_file_over_the_readers_limit_is_refused_at_its_field_and_the_rest_kept(client, member):
    response = add(client, file=upload("long.txt", b"word " * 4_100_000), title="Kept as typed")
    assert refusal(response) == (422, {"file": ["too_large"]})
    assert "Kept as typed" in response.content.decode()


def test_the_form_names_the_kinds_of_files_that_it_takes(client, member):
    page = client.get("/sources/add/").content.decode()
    assert 'accept=".md,' in page
    assert "at most 20 MB" in page


def test_ten_megabytes_pasted_are_refused_and_kept(client, member):
    words = "word " * 2_000_000
    response = add(client, text=words, title="Too much")
    assert refusal(response) == (422, {"text": ["too_large"]})
    assert response.content.count(b"word ") >= 2_000_000 - 1
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("essay.pdf", b"This is no PDF at all.", "not_what_it_says"),
        ("essay.txt", b"%PDF-1.7 and so on", "not_what_it_says"),
        ("essay.md", b"\x89PNG\r\n\x1a\n" + bytes(50), "not_what_it_says"),
        ("essay.docx", b"PK\x03\x04" + bytes(50), "broken"),
        ("essay.txt", b"", "empty"),
        ("essay.txt", b" \n\t ", "empty"),
        ("essay.pdf", b"%PDF-1.7\nbroken", "broken"),
        ("essay.txt", b"words\x00with a NUL in them", "encoding"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(client, member, name, data, code):
    response = add(client, file=upload(name, data), title="Kept as typed")
    assert refusal(response) == (422, {"file": [code]})
    assert "Kept as typed" in response.content.decode()
    assert not Source.objects.exists()


def test_an_encrypted_pdf_is_refused(client, member):
    response = add(client, file=upload("secret.pdf", encrypted(pdf())))
    assert refusal(response) == (422, {"file": ["encrypted"]})


def test_a_pdf_without_text_is_refused(client, member):
    response = add(client, file=upload("scan.pdf", pdf(2, words="")))
    status, errors = refusal(response)
    assert (status, list(errors)) == (422, ["file"])
    assert errors["file"][0] in ("empty", "no_text")


def test_pasted_nul_is_refused_at_the_text(client, member):
    status, errors = refusal(add(client, text="words\x00with a NUL", title="Hidden"))
    assert (status, list(errors)) == (422, ["text"])
    assert not Source.objects.exists()


def test_neither_file_nor_text_nor_title_is_refused(client, member):
    response = add(client)
    assert refusal(response) == (422, {"file": ["empty"]})
    assert "or give at least a title" in response.content.decode()


def test_a_file_and_a_pasted_text_are_one_too_many(client, member):
    response = add(client, file=upload("a.txt", b"One."), text="Two.")
    assert refusal(response) == (422, {"text": ["both"]})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "x" * 501),
        ("title", "turned \u202e round"),
        ("url", "javascript:alert(1)"),
        ("url", "https://user:secret@example.org/"),
        ("url", "https://example.org/" + "x" * 5_000),
        ("doi", "not a DOI"),
        ("kind", "poem"),
        ("language", "English, mostly"),
        ("issued", "x" * 41),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_stored(client, member, field, value):
    response = add(client, **{"text": PROSE, "title": "Fine", field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert PROSE.splitlines()[0] in response.content.decode()
    assert not Source.objects.exists()


def test_bytes_that_are_stored_already_lead_to_where_they_are(client, member):
    add(client, file=upload("a.txt", PROSE.encode()), title="The first")
    first = Source.objects.get()
    response = add(client, file=upload("b.txt", PROSE.encode()), title="The second")
    assert refusal(response) == (422, {"file": ["already_stored"]})
    assert f'href="{first.get_absolute_url()}"' in response.content.decode()
    assert Source.objects.count() == 1


def test_who_may_not_import_is_told_why(client, stranger):
    client.force_login(stranger)
    response = add(client, text=PROSE, title="Fine")
    assert response.status_code == 403
    assert "Confirm your e-mail address first" in response.content.decode()
    assert client.post("/sources/add/", {"title": "A record"}).status_code == 403


@pytest.mark.parametrize("address", ["/sources/add/", "/sources/{}/store/"])
def test_who_is_not_signed_in_is_asked_to(client, address):
    source = factories.source()
    response = client.get(address.format(source.pk))
    assert response.status_code == 302
    assert "/accounts/login/?next=/sources/" in response["Location"]


@pytest.mark.django_db(transaction=True)
def test_the_same_file_sent_twice_at_once_is_stored_once(author):
    statuses = []

    def send():
        browser = Client()
        browser.force_login(author)
        statuses.append(add(browser, text=PROSE, title="At once").status_code)
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(statuses) == [302, 422]
    assert Source.objects.count() == SourceText.objects.count() == 1


# ---------------------------------------------------------------------------------- a newer version


@pytest.fixture
def source(client, member) -> Source:
    add(client, text=PROSE, title="On saying")
    return Source.objects.get()


def test_a_newer_copy_is_the_next_version_and_finds_passages_and_quotes_again(client, source, opponent):
    kept = services.draw_claim(source=source, exact="says something", statement="It says.", author=opponent)
    services.draw_claim(source=source, exact="says more", statement="It says more.", author=opponent)
    card = factories.evidence(source=source, quote="Another that says more.")
    assert card.check_state == "exact"
    newer = "A new beginning.\n\nOne paragraph that says something.\n\nNobody left a word of it."
    response = client.post(f"/sources/{source.pk}/store/", {"text": newer}, follow=True)
    assert [t.version for t in source.texts.order_by("version")] == [1, 2]
    words = [str(m) for m in response.context["messages"]]
    assert any("Version 2 is stored" in w for w in words)
    assert any(w.startswith("1 passage is not in this version") for w in words)
    passage = Passage.objects.get(exact="says something")
    assert passage.source_text.version == 2
    assert passage.paragraph == 2
    assert kept.claims.get().drawings.get().passage == passage
    card.refresh_from_db()
    assert card.check_state in ("altered", "missing")


def test_a_text_stored_for_a_digest_places_its_passages(client, member):
    source = factories.source("A digest", digest=[{"paragraph": 2, "text": "Says more."}])
    services.draw_claim(
        source=source, exact="says more", statement="It says more.", author=member, paragraph=2
    )
    client.post(f"/sources/{source.pk}/store/", {"text": PROSE})
    passage = Passage.objects.get()
    assert PROSE[passage.start : passage.end] == "says more"


def test_storing_nothing_or_the_same_is_refused(client, source):
    address = f"/sources/{source.pk}/store/"
    assert refusal(client.post(address, {})) == (422, {"file": ["empty"]})
    assert refusal(client.post(address, {"text": PROSE})) == (422, {"text": ["already_stored"]})
    assert source.texts.count() == 1


def test_storing_asks_for_a_member_and_a_source_that_is_there(client, source, stranger):
    assert client.post("/sources/999999/store/", {"text": "Words."}).status_code == 404
    client.force_login(stranger)
    assert client.post(f"/sources/{source.pk}/store/", {"text": "Words."}).status_code == 403
