"""Markdown as HTML that is safe to print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.core.markup import mentioned, names_in, render


def test_marks_become_elements():
    html = render("# Title\n\nSome *stressed*, **strong** and ~~struck~~ `code`.\n\n- one\n- two\n\n> said")
    for part in ("<h3>Title</h3>", "<em>", "<strong>", "<s>", "<code>", "<li>one</li>", "<blockquote>"):
        assert part in html


def test_headings_start_where_the_page_wants_them_and_end_at_six():
    assert "<h2>a</h2>" in render("# a", first_heading=2)
    assert "<h6>a</h6>" in render("###### a")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "<div onclick=x>\n\nhi",
        "<!-- x -->",
        "<a href='javascript:x'>y</a>",
    ],
)
def test_raw_html_shows_as_text(text):
    html = render(text)
    assert not any(tag in html for tag in ("<script", "<img", "<div", "<!--", "<a "))
    assert "&lt;" in html


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://a.b",
        "//evil.example",
        "relative",
    ],
)
def test_links_lead_to_web_and_mail_addresses_and_own_paths_only(address):
    for text in (f"[a]({address})", f"![a]({address})", f"<{address}>"):
        assert "href" not in render(text)


@pytest.mark.parametrize(
    "address", ["https://a.example/b?c=d", "http://a.example", "mailto:a@b.example", "/claims/1/", "#p3"]
)
def test_links_are_marked_as_the_visitors_own(address):
    assert f'<a href="{address}" rel="nofollow noopener ugc">here</a>' in render(f"[here]({address})")


def test_a_bare_web_address_becomes_a_link_and_a_bare_name_does_not():
    assert '<a href="https://a.example/b"' in render("see https://a.example/b now")
    assert "<a" not in render("see a.example and b@c.example now")


def test_a_picture_becomes_a_link_and_is_never_fetched():
    html = render("![A *cat*](https://a.example/cat.png) and ![](https://a.example/x.png)")
    assert "<img" not in html
    assert '<a href="https://a.example/cat.png" rel="nofollow noopener ugc">A cat</a>' in html
    assert ">picture</a>" in html


def test_a_picture_within_a_link_leaves_no_broken_html():
    assert render("[![a](https://x.example/p.png)](https://y.example)").count("<a ") == render(
        "[![a](https://x.example/p.png)](https://y.example)"
    ).count("</a>")


def test_tables_are_kept():
    assert "<td>2</td>" in render("| a | b |\n|---|---|\n| 1 | 2 |")


PARTS = [*"<>[]()!*_`#-\"'&/:\\ \n", "script", "javascript:", "http://a.b", "onload=", "img"]


@given(st.lists(st.sampled_from(PARTS)).map("".join))
def test_nothing_dangerous_comes_out(text):
    html = render(text).lower()
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


BOMBS = {
    "brackets": "[" * 5000,
    "quotations": ">" * 5000,
    "emphasis": "*a **b " * 800,
    "links": "[a](" * 1250,
    "addresses": "http://a.b " * 450,
    "wide table": "|" + "a|" * 600 + "\n|" + "-|" * 600 + "\n" + "|\n" * 1200,
    "rows that never end": "|-|-|\n|-\n" * 600,
    "names": "@a" * 2500,
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_what_is_made_to_grow_stays_small(text):
    assert len(render(text[:5000], people={"a": "/people/a/"})) < 120_000


def test_a_table_may_leave_some_cells_out_and_not_most_of_them():
    assert render("| a | b |\n|---|---|\n| 1 |").count("<td>") == 2
    assert "<table>" not in render("|" + "a|" * 100 + "\n|" + "-|" * 100 + "\n" + "|\n" * 20)


def test_known_names_become_links_in_plain_words_only():
    people = {"ann": "/people/ann/", "bo.b": "/people/bo.b/"}
    html = render("@Ann. @bo.b, @ann's `@ann` [x @ann](/y) ann@ann.org @else", people=people)
    assert html.count('href="/people/ann/"') == 2
    assert html.count('href="/people/bo.b/"') == 1
    assert mentioned("@bo.b and @Ann. and `@else` @ann", {**people, "else": "/"}) == ["bo.b", "ann"]
    assert mentioned("> @ann said\n\nand @bo.b", people) == ["bo.b"]
    assert names_in("@Ann. or a@b") == {"ann", "ann."}
