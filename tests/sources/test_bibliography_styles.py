"""Citations in APA, Chicago and MLA, and the site's own short form."""
# ruff: noqa: E501  a citation is one line

import html
import re
import threading
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.sources.bibliography import styles
from archive.sources.bibliography.csl import to_csl
from archive.sources.bibliography.records import DETAILS, KINDS, new_record
from archive.sources.bibliography.short_form import Stored, short_form
from archive.sources.bibliography.styles import STYLES, cited_anew, formatted, formatted_record, plain

STARTER = Path(__file__).resolve().parents[2] / "archive" / "starter" / "starter.yaml"
COLUMNS = (
    "kind",
    "title",
    "title_is_ours",
    "authors",
    "container_title",
    "publisher",
    "issued",
    "language",
    "url",
    "doi",
)
CHOI = {"family": "Choi", "given": "Jieon"}
EDITORS = [{"family": "Trischler", "given": "Helmuth"}, {"family": "Walker", "given": "Mark"}]


def starter():
    data = yaml.safe_load(STARTER.read_text())
    return [
        new_record(id=number, **{key: work[key] for key in COLUMNS if key in work})
        for number, work in enumerate([data["essay"], *data["works"]])
    ]


WORKS = starter()


def cited(style, **columns):
    """Return the citation of a record with these columns."""
    return formatted_record(new_record(**{"id": 1, "language": "en", "authors": [CHOI], **columns}), style)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("work", WORKS, ids=lambda work: work["title"][:30])
def test_every_work_of_the_starter_is_cited_in_every_style(monkeypatch, work, style):
    def never(item):
        raise AssertionError("the library could not format it")

    monkeypatch.setattr(styles, "_plainest", never)
    styles._formatted.cache_clear()
    text = formatted_record(work, style)
    said = plain(text)
    assert work["title"].casefold() in said.casefold()
    assert not re.search(
        r"\.\.(?!\.)|\(\s*\)|  | [.,;]|<(?!/?i>)|None|”[.,]|\?[.]", text.replace("on...-a", "")
    )
    if work.get("doi"):
        assert f"https://doi.org/{work['doi']}" in said
    elif work["url"]:
        assert work["url"] in said
    if work["issued"]:
        assert work["issued"][:4] in said
    else:
        assert ("n.d." in said) == (style != "mla")
    first = work["authors"][0]
    if work["kind"] != "legislation":
        assert said.startswith(first.get("literal") or first["family"])
    assert text.count("<i>") == text.count("</i>")


HANDBOOKS = {
    "article": (
        {"kind": "article-journal", "title": "Between aid and restriction", "container_title": "Asian Perspective",
         "issued": "2012", "doi": "10.1/x", "details": {"volume": "36", "issue": "1", "page": "66-110"}},
        """
        Choi, J. (2012). Between aid and restriction. <i>Asian Perspective</i>, <i>36</i>(1), 66–110. https://doi.org/10.1/x
        Choi, Jieon. 2012. “Between Aid and Restriction.” <i>Asian Perspective</i> 36 (1): 66–110. https://doi.org/10.1/x.
        Choi, Jieon. “Between Aid and Restriction.” <i>Asian Perspective</i>, vol. 36, no. 1, 2012, pp. 66–110, https://doi.org/10.1/x.
        """,
    ),
    "chapter": (
        {"kind": "chapter", "title": "Physics in China", "container_title": "Physics and Politics",
         "publisher": "Steiner", "issued": "2010", "details": {"editor": EDITORS, "page": "251-276"}},
        """
        Choi, J. (2010). Physics in China. In H. Trischler &amp; M. Walker (Eds.), <i>Physics and Politics</i> (pp. 251–276). Steiner.
        Choi, Jieon. 2010. “Physics in China.” In <i>Physics and Politics</i>, edited by Helmuth Trischler and Mark Walker. Steiner.
        Choi, Jieon. “Physics in China.” <i>Physics and Politics</i>, edited by Helmuth Trischler and Mark Walker, Steiner, 2010, pp. 251–76.
        """,
    ),
    "edited": (
        {"kind": "book", "title": "Edited volume", "authors": [], "publisher": "OUP", "issued": "1950s",
         "details": {"editor": EDITORS, "edition": "2"}},
        """
        Trischler, H., &amp; Walker, M. (Eds.). (1950s). <i>Edited volume</i> (2nd ed.). OUP.
        Trischler, Helmuth, and Mark Walker, eds. 1950s. <i>Edited Volume</i>. 2nd ed. OUP.
        Trischler, Helmuth, and Mark Walker, editors. <i>Edited Volume</i>. 2nd ed., OUP, 1950s.
        """,
    ),
    "legislation": (
        {"kind": "legislation", "title": "Export Rule", "container_title": "Federal Register",
         "issued": "2022-10-13", "details": {"volume": "87", "page": "62186", "number": "2022-21658"}},
        """
        Export Rule, 87 Federal Register 62186 (2022).
        Export Rule, 87 Federal Register 62186 (2022).
        Choi, Jieon. Export Rule. <i>Federal Register</i>, vol. 87, 13 Oct. 2022, p. 62186.
        """,
    ),
    "law": (
        {"kind": "legislation", "title": "CHIPS Act", "issued": "2022", "details": {"number": "117-167"}},
        """
        CHIPS Act, Pub. L. No. 117-167 (2022).
        CHIPS Act, Pub. L. No. 117-167 (2022).
        Choi, Jieon. CHIPS Act. 117-167, 2022.
        """,
    ),
    "speech": (
        {"kind": "speech", "title": "Remarks", "issued": "2023-05-02", "details": {"event-title": "AI Summit"}},
        """
        Choi, J. (2023, May 2). <i>Remarks</i>. AI Summit.
        Choi, Jieon. 2023. “Remarks.” AI Summit, May 2.
        Choi, Jieon. “Remarks.” AI Summit, 2 May 2023.
        """,
    ),
    "webpage": (
        {"kind": "webpage", "title": "About us", "authors": [], "container_title": "example.org",
         "url": "https://example.org/"},
        """
        <i>About us</i>. (n.d.). example.org. https://example.org/
        example.org. n.d. “About Us.” https://example.org/.
        “About Us.” <i>example.org</i>, https://example.org/.
        """,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HANDBOOKS)
def test_citations_are_as_the_handbooks_have_them(name):
    columns, expected = HANDBOOKS[name]
    assert [cited(style, **columns) for style in STYLES] == [
        line.strip() for line in expected.strip().splitlines()
    ]


@pytest.mark.parametrize(
    ("issued", "apa", "chicago", "mla"),
    [
        ("c. 1959", "(ca. 1959)", "[1959?]", "Circa 1959"),
        ("1959/1960", "(1959–1960)", "1959–1960", "1959–1960"),
        ("2020-01-05/2020-01-09", "(2020, January 5–9)", "January 5–9", "5–9 Jan. 2020"),
        ("2020-01/2020-03", "(2020, January–March)", "January–March", "Jan.–Mar. 2020"),
        ("in press", "(in press)", "in press", "in press"),
        ("", "(n.d.)", "n.d.", "T"),
        ("c. 380 BC", "(ca. 380 B.C.E.)", "[380 BC?]", "Circa 380 BC"),
    ],
)
def test_every_sort_of_date_is_cited_once(issued, apa, chicago, mla):
    for style, expected in zip(STYLES, (apa, chicago, mla), strict=True):
        text = cited(style, kind="article-newspaper", title="T", container_title="C", issued=issued)
        assert text.count(expected) == 1, text


@pytest.mark.parametrize(
    ("authors", "apa", "chicago"),
    [
        ([CHOI, {"literal": "and others"}], "Choi, J., et al. (2020)", "Choi, Jieon, et al. 2020"),
        ([{"literal": "Xue Litai"}], "Xue Litai. (2020)", "Xue Litai. 2020"),
        (
            [{"family": "李", "given": "雷"}, {"literal": "王小明"}],
            "李雷, &amp; 王小明. (2020)",
            "李雷, and 王小明. 2020",
        ),
        ([{"family": "حسن", "given": "علي"}], "حسن, علي. (2020)", "حسن, علي. 2020"),
        ([{"family": "Plato"}], "Plato. (2020)", "Plato. 2020"),
        ([{"given": "Tacitus"}], "Tacitus. (2020)", "Tacitus. 2020"),
        (
            [{"family": "de Nicola", "given": "Lucie-Anne"}],
            "de Nicola, L.-A. (2020)",
            "de Nicola, Lucie-Anne. 2020",
        ),
        ([{"literal": "Acme Inc."}], "Acme Inc. (2020)", "Acme Inc. 2020"),
    ],
)
def test_names_of_all_sorts(authors, apa, chicago):
    found = [
        cited(style, kind="book", title="T", authors=authors, issued="2020") for style in ("apa", "chicago")
    ]
    assert [text.split(". <i>T")[0] for text in found] == [apa, chicago]


def test_names_by_their_look_keep_their_case_and_quotations_are_nested():
    title = "Is “deep learning” over? gpt-oss, darioamodei.com and the printf() of R&D (with data)"
    text = plain(cited("chicago", kind="post-weblog", title=title, container_title="darioamodei.com"))
    assert (
        "“Is ‘Deep Learning’ Over? gpt-oss, darioamodei.com and the printf() of R&D (with Data).” darioamodei"
        in text
    )


def test_a_title_of_the_archive_stands_in_brackets():
    assert (
        cited("apa", kind="book", title="A memo", title_is_ours=True) == "Choi, J. (n.d.). <i>[A memo]</i>."
    )


def test_what_a_record_says_is_not_mended():
    text = plain(cited("mla", kind="book", title="Wait.. () and others ,, what", issued="2020"))
    assert "Wait.. () and Others ,, What" in text


def test_html_in_a_record_is_text():
    record = new_record(
        title="x < y & <script>alert(1)</script>\ue000\ue003", authors=[{"literal": "<b>&amp;"}], issued="<i>1</i>",
        container_title='"><img src=x>', url="https://a/?<b>&c",
    )  # fmt: skip
    item = to_csl(record, "1")
    for style in STYLES:
        text = formatted(item, style)
        assert not re.search(r"<(?!/?i>)", text)
        assert not re.search(r"&(?!lt;|gt;|amp;)", text)
        assert "<script>alert(1)</script>" in plain(text).lower()
        assert "&amp;" in plain(text)


def test_an_unknown_style_is_an_error_of_the_caller():
    with pytest.raises(KeyError):
        formatted({"type": "book", "title": "T"}, "vancouver")


TEXTS = st.text(max_size=30) | st.sampled_from(
    ["1-2", "2nd", "12", "12-34", "1&2", "a.b", "?", ".", "…", "117-167"]
)


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(KINDS),
    columns=st.fixed_dictionaries(
        {}, optional=dict.fromkeys(["title", "container_title", "publisher", "issued"], TEXTS)
    ),
    details=st.fixed_dictionaries({}, optional=dict.fromkeys(set(DETAILS) - {"editor", "translator"}, TEXTS)),
    names=st.lists(
        st.fixed_dictionaries({"family": TEXTS, "given": TEXTS})
        | st.builds(lambda text: {"literal": text}, TEXTS),
        max_size=8,
    ),
    role=st.sampled_from(["author", "editor", "translator"]),
)
def test_any_record_is_cited_with_its_title(kind, columns, details, names, role):
    record = new_record(id=1, kind=kind, **columns, details=details)
    if role == "author":
        record["authors"] = names
    else:
        details[role] = names
    for style in STYLES:
        text = formatted_record(record, style)
        assert text
        assert not re.search(r"<(?!/?(?:i|b|sup)>)", text)
        assert not re.search(r"[\ue000-\ue003]", text)


def anew(work):
    """Return a work's citations in every style, none from the ones that are kept."""
    return [cited_anew(to_csl(work, "1"), style) for style in STYLES]


def test_one_citation_does_not_change_the_next():
    """The library writes into the elements of a style while it formats."""
    fresh = {}
    for work in WORKS[:12]:
        styles._read.cache_clear()
        fresh[work["id"]] = anew(work)
    for work in [*WORKS[:12][::-1], *WORKS[:12]]:
        assert anew(work) == fresh[work["id"]]


def test_a_citation_is_worked_out_once(monkeypatch):
    item = to_csl(WORKS[1], "once")
    first = formatted(item, "apa")
    monkeypatch.setattr(styles, "cited_anew", lambda item, style: "worked out again")
    assert formatted(item, "apa") == first
    assert formatted({**item, "title": "Another"}, "apa") == "worked out again"
    styles._formatted.cache_clear()


def test_threads_cite_at_once():
    expected = {work["id"]: anew(work) for work in WORKS[:8]}
    wrong = []

    def cite():
        wrong.extend(work["title"] for work in WORKS[:8] if anew(work) != expected[work["id"]])

    threads = [threading.Thread(target=cite) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


# ----------------------------------------------------------------------------------------------- the short form


def test_the_short_form_says_what_is_cited_and_which_copy():
    record = new_record(
        title="Between Aid & Restriction", authors=[CHOI, {"literal": "Reuters"}], container_title="Asian Perspective",
        publisher="Rienner", issued="2025-01-15", details={"volume": "36", "issue": "1", "page": "66-110"},
    )  # fmt: skip
    form = short_form(
        record,
        kind="research paper",
        address="https://example.org/s/1?a=1&b=2",
        stored=Stored(2, date(2026, 5, 3)),
    )
    assert form.text == (
        "Choi, Jieon; Reuters. Between Aid & Restriction. Asian Perspective 36(1): 66–110. Rienner, 15 January 2025. "
        "Stored copy 2 of 3 May 2026, https://example.org/s/1?a=1&b=2"
    )
    assert form.html == (
        "Choi, Jieon; Reuters. Between Aid &amp; Restriction. <i>Asian Perspective</i> 36(1): 66–110. Rienner, "
        "15 January 2025. Stored copy 2 of 3 May 2026, "
        '<span class="hash">https://example.org/s/1?a=1&amp;b=2</span>'
    )
    assert html.unescape(re.sub(r"<[^>]+>", "", form.html)) == form.text


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        ({"title": "T"}, "T. Web page, undated."),
        ({"title": "T?", "title_is_ours": True}, "[T?]. Web page, undated."),
        ({"title": "What?", "container_title": "J.", "issued": "c. 1959"}, "What? J. Web page, c. 1959."),
        ({"title": "T", "publisher": "P", "issued": "1959?"}, "T. P, 1959?"),
        (
            {"title": "T", "issued": "in press", "authors": [{"literal": "A Inc."}]},
            "A Inc. T. Web page, in press.",
        ),
        ({"title": "T", "container_title": "C", "details": {"page": "3"}}, "T. C, 3. Web page, undated."),
    ],
)
def test_the_short_form_does_without_what_is_missing(columns, text):
    assert short_form(new_record(**columns), kind="web page").text == text


def test_the_short_form_escapes_everything():
    form = short_form(
        new_record(title="<script>", container_title="<b>"), kind="x", address='https://a/"><b>'
    )
    assert re.findall(r"<[^>]*>", form.html) == ["<i>", "</i>", '<span class="hash">', "</span>"]
