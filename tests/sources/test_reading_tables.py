"""Tables read in: a line a row, one tab between two cells, in every format; and none that blows up."""

import time

import pytest

from archive.sources.reading import read

MORE = "<p>It goes on for a good while, so that it is long enough to be taken for the text of a page.</p>"
END = "<p>Another paragraph goes on for as long, since pages of few words are looked at in another way.</p>"


def html(*body):
    return read(
        f"<!doctype html><html><body><article>{MORE}{''.join(body)}{END}</article></body></html>".encode(),
        filename="a.html",
    )


def markdown(text):
    return read(text.encode(), filename="a.md")


def tables(reading):
    return [(reading.text[b.start : b.end], b.level) for b in reading.blocks if b.kind == "table"]


def words(reading):
    return [(b.kind, reading.text[b.start : b.end]) for b in reading.blocks[1:-1]]


@pytest.mark.parametrize(
    ("rows", "level"),
    [
        ("<tr><th>Year</th><th>Sum</th></tr><tr><td>1999</td><td>12</td></tr>", 1),
        (
            "<thead><tr><td>Year</td><td>Sum</td></tr></thead><tbody><tr><td>1999</td><td>12</td></tr></tbody>",
            1,
        ),
        ("<tr><td>Year</td><td>Sum</td></tr><tr><td>1999</td><td>12</td></tr>", 0),
        ("<tr><th>Year</th><td>Sum</td></tr><tr><th>1999</th><td>12</td></tr>", 0),
    ],
    ids=["th", "thead", "no header", "header column"],
)
def test_a_table_of_a_page_tells_whether_its_first_row_is_a_header(rows, level):
    assert tables(html(f"<table>{rows}</table>")) == [("Year\tSum\n1999\t12", level)]


def test_empty_cells_keep_their_places():
    reading = html(
        "<table><tr><td></td><th>A</th><th>B</th></tr><tr><td>x</td><td></td><td>1</td></tr>"
        "<tr><td>y</td><td>2</td><td></td></tr></table>"
    )
    assert tables(reading) == [("\tA\tB\nx\t\t1\ny\t2\t", 1)]


def test_a_cell_over_several_places_is_followed_by_empty_ones():
    reading = html(
        '<table><tr><th colspan="2">Both</th><th>C</th></tr><tr><td rowspan="2">x</td><td>1</td><td>2</td></tr>'
        "<tr><td>3</td><td>4</td></tr></table>"
    )
    assert tables(reading) == [("Both\t\tC\nx\t1\t2\n\t3\t4", 1)]


def test_words_in_a_cell_are_one_line():
    reading = html(
        "<table><tr><th>A\n</th><th>B</th></tr><tr><td><p>one</p><p>two</p></td><td>x<br>y\tz</td></tr></table>"
    )
    assert tables(reading) == [("A\tB\none two\tx y z", 1)]


def test_a_caption_is_a_paragraph_before_its_table_or_after():
    inside = html(
        "<table><caption>Sums by year</caption><tr><td>1</td><td>2</td></tr></table>",
    )
    assert words(inside) == [("paragraph", "Sums by year"), ("table", "1\t2")]
    beside = html(
        "<figure><table><tr><td>1</td><td>2</td></tr></table><figcaption>Sums by year</figcaption></figure>"
    )
    assert words(beside) == [("table", "1\t2"), ("paragraph", "Sums by year")]


def test_a_small_table_within_a_cell_is_words_of_it():
    reading = html(
        "<table><tr><td>a</td><td>x <table><tr><td>in</td><td>ner</td></tr></table> y</td></tr>"
        "<tr><td>b</td><td>c</td></tr></table>"
    )
    assert tables(reading) == [("a\tx in ner y\nb\tc", 0)]


def test_a_table_that_lays_out_a_page_is_read_as_its_blocks():
    reading = html(
        f"<table><tr><td>Loose words in a cell.{MORE * 4}<table><tr><td>1</td><td>2 {MORE * 4}</td></tr></table></td>"
        "<td>The other column</td></tr></table>"
    )
    kinds = words(reading)
    assert kinds[0] == ("paragraph", "Loose words in a cell.")
    assert ("paragraph", "The other column") in kinds
    assert [kind for kind, _ in kinds].count("table") == 1


@pytest.mark.parametrize("depth", [100, 5_000])
def test_nested_tables_neither_multiply_nor_lose_their_words(depth):
    began = time.process_time()
    rows = "".join(f"<table><tr><td>n{at}n" for at in range(depth))
    text = html(rows + "</td></tr></table>" * depth).text
    assert time.process_time() - began < 10
    assert all(text.count(f"n{at}n") == 1 for at in range(depth))


def test_cells_that_claim_thousands_of_places_fill_no_memory():
    reading = html(
        "<table>" + '<tr><td colspan="60000" rowspan="60000">a</td><td>b</td></tr>' * 500 + "</table>"
    )
    assert len(reading.text) < 200_000


def test_a_markdown_table_has_a_header_and_keeps_its_places():
    reading = markdown("| Year | Sum |\n|---|---|\n| 1999 | **12** |\n|  | 3<br>4 |\n")
    assert tables(reading) == [("Year\tSum\n1999\t12\n\t3 4", 1)]


def test_a_markdown_table_whose_header_is_empty_has_none():
    assert tables(markdown("|  |  |\n|---|---|\n| 1 | 2 |\n")) == [("1\t2", 0)]


def test_a_table_in_html_within_markdown_is_a_table():
    reading = markdown(
        "Before.\n\n<table>\n<tr><th>A</th><th>B</th></tr>\n<tr><td>1</td><td></td></tr>\n</table>\n\nAfter."
    )
    assert tables(reading) == [("A\tB\n1\t", 1)]
