"""Pages made to take long: their time grows with their size and no faster, and no words are lost on the way."""

import time

import pytest

from archive.sources.reading import Unreadable, read

LIMIT = 60  # seconds of the processor: no measure of speed; each took minutes with squares in it

PAGES = {
    "a row of cells": "<table><tr>" + "<td>w</td>" * 100_000 + "</tr></table>",
    "line breaks": "<p>w" + "<br>w" * 99_999 + "</p>",
    "links": "<p>" + '<a href="x">w</a> ' * 100_000 + "</p>",
    "items": "<ul>" + "<li>w</li>" * 100_000 + "</ul>",
    "lists in lists": ("<ul><li>w" * 100 + "</li></ul>" * 100) * 1_000,
    "divisions in divisions": ("<div>w" * 100 + "</div>" * 100) * 1_000,
    "tables in tables": ("<table><tr><td>w" * 50 + "</td></tr></table>" * 50) * 400,
    "pictures": '<p>w</p><img src="a.png" alt="A map">' * 30_000,
    "references to one note": "<p>" + "w<sup><a href='#fn1'>1</a></sup> " * 99_999 + "</p><p id=fn1>w</p>",
    "references to themselves": "<p><b>"
    + "".join(f"w <a name=fn{n}></a><a href='#fn{n}'>[1]</a> " for n in range(40_000)),
    "notes": "".join(
        f"<p>w<sup><a href='#fn{n}'>{n % 100}</a></sup></p><p id=fn{n}>w <a href='#x'>↩</a></p>"
        for n in range(20_000)
    ),
    "crossed tags": "<p>" + "<b><i>w</b></i>" * 100_000,
}


@pytest.mark.parametrize("shape", PAGES)
def test_a_page_made_to_take_long_does_not(shape):
    page = f"<html><body>{PAGES[shape]}</body></html>"
    began = time.process_time()
    reading = read(page.encode(), filename="a.html")
    assert time.process_time() - began < LIMIT
    assert reading.text.count("w") == PAGES[shape].count("w")


def test_a_page_of_three_megabytes_of_tags_is_refused_at_once():
    began = time.process_time()
    with pytest.raises(Unreadable) as caught:
        read(b"<div>" * 600_000 + b"<p>Words.", filename="a.html")
    assert caught.value.code == "broken"
    assert time.process_time() - began < LIMIT


def test_a_large_page_leaves_out_what_stands_around_its_text():
    body = "<p>Some words of the text, <b>as</b> they are.</p>" * 30_000
    page = f"<html><body><nav><a href='/'>Home page</a></nav><main>{body}</main><footer>By us</footer></body></html>"
    reading = read(page.encode(), filename="a.html")
    assert len(reading.blocks) == 30_000
    assert {"Home page", "By us"} <= set(reading.furniture)


def test_a_file_of_megabytes_of_markdown_is_read_in_seconds():
    text = (
        "## Part\n\nSome *words* of [a text](x.md), as people write them, that go on for a line.\n\n- one\n- two\n\n"
        * 15_000
    )
    began = time.process_time()
    reading = read(text.encode(), filename="a.md")
    assert time.process_time() - began < LIMIT
    assert len(reading.blocks) == 45_000


@pytest.mark.parametrize(
    "text", [("![" * 5_000 + "\n\n") * 200, ("*a " * 33_000 + "\n\n") * 20], ids=["brackets", "stars"]
)
def test_paragraphs_of_marks_alone_are_words(text):
    began = time.process_time()
    reading = read(text.encode(), filename="a.md")
    assert time.process_time() - began < LIMIT
    assert len(reading.text) > 0.9 * len(text)
