"""Web pages read in: the main text, its figures, and nothing that a browser would run."""

import time

import pytest

from archive.sources.reading import Unreadable, read

PAGE = """<!doctype html><html lang="en"><head>
<title>My page | A site</title><meta name="author" content="Ann Writer">
<style>p { color: red }</style><script>var hidden = "secret words";</script></head><body>
<nav><ul><li><a href="/">Home page</a></li><li><a href="/x">About the site</a></li></ul></nav>
<article><h1>On made-up things</h1>
<p>The first paragraph has <b>bold</b> words and <a href="https://a.example">a link</a>, and it is
wrapped in the file, since it goes on for a while as first paragraphs do.</p>
<script>alert("secret words")</script>
<h2>A part</h2>
<p>The second paragraph is here,<br>with a line break in it, and it too goes on for long enough.</p>
<figure><img src="/cat.png" alt="A cat"><figcaption>The cat sat. Source: Cat Archive</figcaption></figure>
<blockquote><p>Words that somebody else said, quoted in full.</p></blockquote>
<ul><li>One thing</li><li>Another <em>thing</em><ul><li>within it</li></ul></li></ul>
<ol><li>First</li><li>Second</li></ol>
<table><tr><th>Year</th><th>Number</th></tr><tr><td>1999</td><td>12</td></tr></table>
<p>The last paragraph ends the text, and says so at some length to be found.</p></article>
<aside><p>Related: another story</p></aside>
<footer><p>All rights reserved by the site.</p></footer></body></html>"""


@pytest.fixture(scope="module")
def page():
    return read(PAGE.encode(), filename="page.html")


def words(reading):
    return [(block.kind, reading.text[block.start : block.end]) for block in reading.blocks]


def test_the_main_text_keeps_its_headings_quotes_lists_tables_and_figures(page):
    assert words(page) == [
        ("heading", "On made-up things"),
        (
            "paragraph",
            (
                "The first paragraph has bold words and a link, and it is wrapped in the file, "
                "since it goes on for a while as first paragraphs do."
            ),
        ),
        ("heading", "A part"),
        (
            "paragraph",
            "The second paragraph is here,\nwith a line break in it, and it too goes on for long enough.",
        ),
        ("figure", "The cat sat. Source: Cat Archive"),
        ("quote", "Words that somebody else said, quoted in full."),
        ("list", "One thing\nAnother thing\nwithin it"),
        ("list", "1. First\n2. Second"),
        ("table", "Year\tNumber\n1999\t12"),
        ("paragraph", "The last paragraph ends the text, and says so at some length to be found."),
    ]
    assert [block.level for block in page.blocks if block.kind == "heading"] == [1, 2]
    assert [block.number for block in page.blocks] == [None, 1, None, 2, None, 3, 4, 5, None, 6]


def test_scripts_and_styles_are_gone(page):
    assert "secret" not in page.text
    assert "color" not in page.text
    assert not any("secret" in note for note in page.furniture)


def test_a_figure_keeps_caption_address_alternative_text_and_credit(page):
    figure = next(block.figure for block in page.blocks if block.figure)
    assert figure == {
        "caption": "The cat sat.",
        "address": "/cat.png",
        "alt": "A cat",
        "credit": "Cat Archive",
    }


def test_what_was_left_out_is_reported(page):
    for left_out in ("Home page", "Related: another story", "All rights reserved by the site."):
        assert left_out in page.furniture
        assert left_out not in page.text


def test_the_page_says_who_wrote_it(page):
    assert page.metadata["author"] == "Ann Writer"
    assert page.metadata["language"] == "en"
    assert page.metadata["title"]


def test_a_page_without_an_article_keeps_its_headings_too():
    body = (
        "<h1>Title</h1><h2>Part</h2><p>Some words of it, and more of them.</p><h2>End</h2><p>Last words.</p>"
    )
    reading = read(f"<!doctype html><html><body>{body}</body></html>".encode(), filename="a.html")
    assert [text for kind, text in words(reading) if kind == "heading"] == ["Title", "Part", "End"]


def test_code_within_a_sentence_stays_in_it_and_listings_keep_their_lines():
    long = "It goes on for a good while, so that it is long enough to be taken for the text of a page."
    listing = "<pre>a  b\n  c</pre>"
    made = (
        f"<article><h1>A</h1><p>Use <code>foo</code> here. {long}</p>{listing}<p>{long} Twice.</p></article>"
    )
    reading = read(made.encode(), kind="html")
    assert words(reading)[1:3] == [("paragraph", f"Use foo here. {long}"), ("code", "a  b\n  c")]


def test_words_that_stand_loose_are_kept_or_reported():
    loose = "Words that stand loose, in no paragraph."
    made = PAGE.replace("<h2>A part</h2>", f"<div>{loose}</div><h2>A part</h2>")
    reading = read(made.encode(), filename="page.html")
    assert loose in reading.text or loose in reading.furniture


def test_a_scrap_of_html_is_read_too():
    reading = read(b"<p>Hi <script>alert(1)</script>you</p><p onclick='x()'>Two &amp; more</p>", kind="html")
    assert words(reading) == [("paragraph", "Hi you"), ("paragraph", "Two & more")]


def test_a_gallery_has_its_caption_once_and_a_late_picture_its_real_address():
    reading = read(
        b"<p>Some words.</p><figure><img src='data:x' data-src='a.png' alt='a'><img src='b.png' alt='b'>"
        b"<figcaption>Two cats</figcaption></figure><p>More words.</p>",
        kind="html",
    )
    figures = [block.figure for block in reading.blocks if block.figure]
    assert [(one["caption"], one["address"]) for one in figures] == [("Two cats", "a.png"), ("b", "b.png")]


def test_the_encoding_that_a_page_declares_is_used():
    page = '<html><head><meta charset="windows-1251"></head><body><p>Привет, мир</p></body></html>'
    reading = read(page.encode("cp1251"), filename="a.html")
    assert (reading.text, reading.encoding) == ("Привет, мир", "cp1251")


DEEP = 10_000


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * DEEP + "<p>Deep words are here.</p>" + "</div>" * DEEP + "<p>After it.</p>",
        "<p>" + "<span>" * DEEP + "Deep words are here." + "</span>" * DEEP + "</p><p>After it.</p>",
        "<blockquote>" * DEEP + "Deep words are here." + "</blockquote>" * DEEP + "<p>After it.</p>",
        "<ul><li>" * DEEP + "Deep words are here." + "</li></ul>" * DEEP + "<p>After it.</p>",
        "<div>" * DEEP + "<p>Deep words are here.<script>evil()</script><p>After it.",
        "<div>" * DEEP + "<p>Deep words are here.</i></b></p><p>After it." + "</b></i>" * DEEP,
    ],
    ids=["div", "span", "quote", "list", "script", "crossed"],
)
def test_tags_ten_thousand_deep_lose_no_words(page):
    reading = read(f"<html><body>{page}</body></html>".encode(), filename="a.html")
    assert "Deep words are here." in reading.text
    assert "After it." in reading.text
    assert "evil" not in reading.text


def test_a_page_without_words_is_empty():
    with pytest.raises(ValueError, match="no words"):
        read(b"<html><body><script>x</script></body></html>", filename="a.html")


def test_offsets_are_in_order(page):
    at = 0
    for block in page.blocks:
        assert at <= block.start <= block.end
        at = block.end
    assert at == len(page.text)


@pytest.mark.parametrize("between", [" ", "/", "\t"])
def test_a_tag_with_thousands_of_attributes_is_refused_at_once(between):
    """The parser compares each attribute with all before it: 40,000 took eight seconds, a megabyte minutes."""
    attributes = between.join(f'a{n}=">"' for n in range(40_000))
    begun = time.monotonic()
    with pytest.raises(Unreadable):
        read(f"<p {attributes}>Some words.</p>".encode(), media_type="text/html")
    assert time.monotonic() - begun < 2


def test_scripts_and_embedded_pictures_are_not_taken_for_attributes():
    page = (
        "<script>if (a <b && c) {" + " x = 1; " * 5_000 + "}</script><p>Some words of a page.</p>"
        '<img alt="A map." src="data:image/png;base64,' + "A/b=" * 5_000 + '">'
    )
    assert "Some words of a page." in read(page.encode(), media_type="text/html").text
