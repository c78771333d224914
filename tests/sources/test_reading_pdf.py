"""PDF files read in: paragraphs with pages, running lines set apart, and files that cannot be opened."""

import io
import time

import pytest
from fpdf import FPDF
from pypdf import PdfReader, PdfWriter

from archive.sources.reading import Unreadable, read


class Journal(FPDF):
    """A journal with a running head and a page number at the foot."""

    def header(self):
        self.set_font("Helvetica", size=9)
        self.cell(0, 8, "Journal of Made-up Things, vol. 3", new_x="LMARGIN", new_y="NEXT")

    def footer(self):
        self.set_y(-15)
        self.set_font("Helvetica", size=9)
        self.cell(0, 8, f"- {self.page_no()} -", align="C")


def sentence(page, paragraph):
    more = (
        f"it takes {page + paragraph} more lines than {page} people would have thought to say at this place. "
    )
    return f"Paragraph {paragraph} of page {page} says thing {page * 7 + paragraph}, and " + more * 3


def journal(pages, last_line=""):
    made = Journal()
    made.set_title("A made-up study")
    made.set_author("Ann Writer")
    for page in range(1, pages + 1):
        made.add_page()
        made.set_font("Helvetica", "B", 16)
        made.cell(0, 12, f"Part {page}: on things", new_x="LMARGIN", new_y="NEXT")
        made.set_font("Helvetica", size=11)
        for paragraph in (1, 2):
            made.multi_cell(0, 6, sentence(page, paragraph), new_x="LMARGIN", new_y="NEXT")
            made.ln(4)
        if last_line:
            made.multi_cell(0, 6, last_line, new_x="LMARGIN", new_y="NEXT")
    return bytes(made.output())


def changed(data, **encryption):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    if encryption:
        writer.encrypt(**encryption)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def refusal(data):
    with pytest.raises(Unreadable) as caught:
        read(data, filename="a.pdf")
    return caught.value


@pytest.fixture(scope="module")
def reading():
    return read(journal(4), filename="a.pdf")


def words(reading):
    return [(block.kind, reading.text[block.start : block.end]) for block in reading.blocks]


def test_lines_are_joined_to_paragraphs_and_larger_letters_are_headings(reading):
    expected = []
    for page in range(1, 5):
        expected.append(("heading", f"Part {page}: on things"))
        expected += [("paragraph", sentence(page, paragraph).strip()) for paragraph in (1, 2)]
    assert words(reading) == expected


def test_every_block_tells_its_page(reading):
    assert [block.page for block in reading.blocks] == [page for page in range(1, 5) for _ in range(3)]
    assert reading.pages == 4


def test_running_heads_and_page_numbers_are_set_apart_and_reported(reading):
    assert "Journal of Made-up Things, vol. 3" in reading.furniture
    assert "- 1 -" in reading.furniture
    assert "Journal" not in reading.text


def test_the_file_says_what_it_is_called_and_who_wrote_it(reading):
    assert (reading.metadata["title"], reading.metadata["author"]) == ("A made-up study", "Ann Writer")
    assert (reading.media_type, reading.encoding) == ("application/pdf", "")


def test_words_broken_at_line_ends_are_whole():
    text = read(
        journal(1, "It was an inno-\nvation of the anti-\nSoviet kind, and of self-\nreliance."),
        filename="a.pdf",
    ).text
    assert "an innovation of the anti-Soviet kind" in text


def test_a_hyphen_stays_where_the_document_has_the_word_with_it():
    text = read(journal(1, "Some self-reliance is good, as is more self-\nreliance."), filename="a.pdf").text
    assert "as is more self-reliance." in text


def test_a_paragraph_that_crosses_a_page_is_one():
    made = FPDF()
    made.set_font("Helvetica", size=11)
    made.add_page()
    made.cell(0, 6, "This sentence begins at the foot of one page and", new_x="LMARGIN", new_y="NEXT")
    made.add_page()
    made.cell(0, 6, "ends at the head of the next.", new_x="LMARGIN", new_y="NEXT")
    reading = read(bytes(made.output()), filename="a.pdf")
    assert words(reading) == [
        ("paragraph", "This sentence begins at the foot of one page and ends at the head of the next.")
    ]
    assert reading.blocks[0].page == 1


def test_one_that_is_encrypted_with_an_empty_password_opens():
    data = changed(journal(1), user_password="", owner_password="owner", algorithm="AES-256")
    assert "Part 1: on things" in read(data, filename="a.pdf").text


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_one_that_needs_a_password_says_so(algorithm):
    problem = refusal(
        changed(journal(1), user_password="secret", owner_password="owner", algorithm=algorithm)
    )
    assert problem.code == "encrypted"
    assert "password" in problem.message


def test_pages_without_text_are_probably_a_scan():
    made = FPDF()
    made.add_page()
    made.rect(20, 20, 100, 100, style="F")
    problem = refusal(bytes(made.output()))
    assert problem.code == "no_text"
    assert "scan" in problem.message


def test_a_page_without_text_among_others_is_reported():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(journal(2))))
    writer.add_blank_page()
    out = io.BytesIO()
    writer.write(out)
    assert "1 of 3 pages without text: 3" in read(out.getvalue(), filename="a.pdf").furniture


def test_a_pdf_without_pages_is_empty():
    out = io.BytesIO()
    PdfWriter().write(out)
    assert refusal(out.getvalue()).code == "empty"


@pytest.mark.parametrize(
    "data", [b"%PDF-1.4\nnothing more", journal(2)[:1_500], b"%PDF-1.7\n" + bytes(range(256)) * 20]
)
def test_a_damaged_file_says_so(data):
    assert refusal(data).code == "broken"


def test_too_much_text_is_refused_while_reading():
    with pytest.raises(Unreadable) as caught:
        read(journal(3), filename="a.pdf", characters=500)
    assert caught.value.code == "too_large"


def test_three_hundred_pages_are_read_in_reasonable_time():
    data = journal(300)
    began = time.perf_counter()
    reading = read(data, filename="a.pdf")
    assert time.perf_counter() - began < 20
    assert reading.pages == 300
    assert len([block for block in reading.blocks if block.kind == "paragraph"]) == 600
