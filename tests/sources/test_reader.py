"""The text in the reader: its blocks, what they are printed as, and the record."""

import re

import pytest

from archive.sources.models import Block
from tests.sources.reader import draw, part, printed, shown, stored, stored_blocks, words_of

pytestmark = pytest.mark.django_db


def test_the_text_stands_in_blocks_with_numbered_paragraphs(client):
    html = shown(client, stored())
    assert "Controls meant to slow a rival" in part(html, "p1")
    assert 'href="#p2" aria-label="Paragraph 2"' in part(html, "p2")
    assert "<blockquote" in part(html, "p3")
    assert "Draw a claim from paragraph 4" in part(html, "p4")


def test_a_list_has_its_items_and_marks_across_them(client):
    source = stored()
    draw(source, "the chips\nthen the", paragraph=4)
    items = re.findall(r"<li>(.*?)</li>", part(shown(client, source), "p4"), re.DOTALL)
    assert [words_of(item) for item in items] == ["first the chips", "then the models"]
    assert all("<mark" in item for item in items)
    assert 'aria-label="Claim 1"' not in items[0]
    assert 'aria-label="Claim 1"' in items[1]


def test_words_in_another_language_say_so(client):
    html = shown(client, stored("原子弹与芯片的历史教训。", "a.txt", language="zh-Hans"))
    assert '<p class="reading" data-start="0" dir="auto" lang="zh-Hans">' in html
    assert "Chinese" in html


def test_every_block_prints_its_stored_words_to_the_letter_and_says_where_they_stand(client):
    table = "Year\tTests\n1945\t3 & more\n1964\t1"
    source = stored_blocks(
        ("heading", "A heading", {"level": 1}),
        ("paragraph", "One line.\nAnother <b>line</b>, with  two spaces.", {"number": 1}),
        ("table", table, {"level": 1}),
        ("list", "- first\n- second 🦊 item\n- third", {"number": 2}),
        ("code", "if a:\n    b()", {}),
        ("quote", "Nobody asked.", {"number": 3}),
        ("figure", "A caption.", {"figure": {"address": "", "alt": "", "credit": ""}}),
        ("figure", "", {"figure": {"address": "", "alt": "", "credit": ""}}),
        ("paragraph", "Words with a note.", {"number": 4, "refs": [[10, "1", 9]]}),
        ("footnote", "The note.", {"refs": [[0, "1", 8]]}),
    )
    for words in ("Another <b>line", "1945\t3", "first\n- second", "b()", "asked", "with a"):
        draw(source, words)
    text = source.texts.get()
    blocks = list(text.blocks.values_list("start", "end"))
    assert printed(shown(client, source)) == {start: text.text[start:end] for start, end in blocks}


def test_numbers_of_paragraphs_claims_and_notes_are_no_text_and_have_names(client):
    source = stored_blocks(("paragraph", "Words with a note.", {"number": 1, "refs": [[10, "7", 1]]}),
                           ("footnote", "The note.", {"refs": [[0, "7", 0]]}))  # fmt: skip
    draw(source, "Words")
    first = part(shown(client, source), "p1").split("<aside")[0]
    assert words_of(first.partition(">")[2]).startswith("Words with a note. Draw")
    for name in ("Paragraph 1", "Claim 1", "Note 7"):
        assert re.search(rf'<a [^>]*aria-label="{name}"[^>]*></a>', first)


# ------------------------------------------------------------------------------------ tables and footnotes


def test_a_table_has_rows_and_cells_and_a_header_if_it_has_one(client):
    table = "Year\tTests\n1945\t3"
    html = shown(client, stored_blocks(("table", table, {"level": 1}), ("table", table, {})))
    with_header, without = part(html, "b0"), part(html, "b1")
    cells = re.compile(r"<(t[hd])(?: [^>]*)?>(.*?)\s*</t[hd]>", re.DOTALL)
    assert cells.findall(with_header) == [("th", "Year"), ("th", "Tests"), ("td", "1945"), ("td", "3")]
    assert with_header.count('scope="col"') == 2
    assert [tag for tag, _ in cells.findall(without)] == ["td"] * 4


def test_a_wide_table_scrolls_in_a_box_that_the_keyboard_reaches(client):
    html = part(shown(client, stored_blocks(("table", "a\tb\nc\td", {}))), "b0")
    assert '<div class="source-table" tabindex="0" role="group" aria-label="Table">' in html


def test_a_note_is_reached_from_its_sign_and_leads_back_to_the_first(client):
    source = stored_blocks(
        ("paragraph", "Said once. Said twice.", {"number": 1, "refs": [[10, "a", 1], [22, "a", 1]]}),
        ("footnote", "As was said.", {"refs": [[0, "a", 0]]}),
    )
    html = shown(client, source)
    signs = re.findall(r'<a class="passage-number is-sign" role="doc-noteref"([^>]*)>', part(html, "p1"))
    assert ['href="#b1"' in sign for sign in signs] == [True, True]
    assert ['id="sign1"' in sign for sign in signs] == [True, False]
    assert 'href="#sign1" aria-label="Note a, back to the text"' in part(html, "b1")


def test_a_note_on_another_page_is_reached_and_leads_back(client):
    pieces = [("paragraph", "Said here.", {"number": 1, "refs": [[10, "1", 121]]})]
    pieces += [("paragraph", f"Filler {n}.", {"number": n}) for n in range(2, 122)]
    pieces += [("footnote", "As was said.", {"refs": [[0, "1", 0]]})]
    source = stored_blocks(*pieces)
    assert 'href="?from=121#b121"' in part(shown(client, source), "p1")
    assert 'href="?from=0#sign121"' in part(shown(client, source, "?from=121"), "b121")


def test_a_note_whose_sign_is_not_known_leads_nowhere(client):
    html = part(shown(client, stored_blocks(("footnote", "As was said.", {"refs": [[0, "1", -1]]}))), "b0")
    assert "As was said." in html
    assert "back to the text" not in html


def test_a_picture_is_never_fetched_and_keeps_caption_credit_and_address(client):
    html = shown(client, stored())
    assert "<img" not in html
    assert "Three physicists at a reception" in html
    assert "Selected papers (Hangzhou, 1994)" in html
    assert re.search(r'<a href="https://pictures.example/three.png" rel="[^"]*noreferrer', html)


def test_markup_in_a_text_is_only_text(client):
    html = shown(
        client, stored("Before <script>alert(1)</script> and <img src=x onerror=alert(1)> after.", "a.txt")
    )
    assert "&lt;script&gt;" in html
    assert "<script>alert" not in html
    assert "<img" not in html


def test_an_address_of_a_picture_that_is_no_web_address_is_no_link(client):
    source = stored("Words before.\n\n![alt words](javascript:alert(1))\n\nWords after.\n")
    text = source.texts.get()
    block = Block.objects.filter(source_text=text, kind="figure").first()
    assert "javascript:" not in (block.figure or {}).get("address", "") if block else True
    assert 'href="javascript' not in shown(client, source)


def test_headings_are_below_the_pages_own_and_make_the_contents(client):
    source = stored("# One\n\nFirst words.\n\n## Two\n\nMore words.\n\n# Three\n\nLast words.\n")
    html = shown(client, source)
    assert len(re.findall(r"<h1", html)) == 1
    outline = html.split('aria-label="Contents"')[1].split("</nav>")[0]
    assert [words_of(row) for row in re.findall(r"<li>.*?</li>", outline)][:3] == ["One", "Two", "Three"]


def test_a_heading_that_repeats_the_title_is_printed_once_and_keeps_its_anchor(client):
    html = shown(client, stored("# On  Containment\n\nFirst words.\n", title="On containment"))
    assert "On  Containment" not in html
    assert "source-heading" not in html
    assert '<div id="b0"></div>' in html
    assert "source-heading" in shown(client, stored("# Of containment\n\nFirst words.\n", title="On it"))


def test_without_headings_the_paragraphs_are_the_contents(client):
    outline = shown(client, stored("First words here.\n\nSecond words here.\n", "a.txt")).split(
        'aria-label="Contents"'
    )[1]
    assert 'href="#p1"' in outline
    assert "Second words here." in outline.split("</nav>")[0]


def test_disclosures_and_the_record_are_shown(client):
    source = stored(
        ai_assistance="Two models helped.", rights="All rights reserved.", issued="c. 1959", language="en"
    )
    html = shown(client, source)
    text = source.texts.get()
    for words in (
        "Two models helped.",
        "All rights reserved.",
        "c. 1959",
        text.sha256,
        f"{text.byte_count} bytes",
    ):
        assert words in html
    assert text.captured_by.signature in html


def test_page_furniture_is_reported(client):
    source = stored("A paragraph of some length that is the document.\n\nComments\n", "page.md")
    assert source.texts.get().furniture == ["Comments"]
    html = shown(client, source)
    assert "Left out as page furniture" in html
    assert "<q>Comments</q>" in html
