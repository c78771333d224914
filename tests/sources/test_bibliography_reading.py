"""BibTeX, RIS and CSL-JSON read: what they say, what is wrong with them, and that nothing breaks the reader."""

import json
import random
import threading
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.sources.bibliography import (
    CHARACTERS_AT_MOST,
    DETAILS,
    ENTRIES_AT_MOST,
    UnreadableRecords,
    read_records,
)
from archive.sources.bibliography.records import KINDS
from archive.sources.models import Kind


def only(text, format=""):
    """Return the one entry of a text, without what is empty in its record."""
    (entry,) = read_records(text, format=format)
    return entry


def said(text, format=""):
    """Return what the one entry of a text says."""
    return {key: value for key, value in only(text, format).record.items() if value}


def messages(text):
    return [problem.message for entry in read_records(text) for problem in entry.problems]


def test_the_kinds_are_those_of_sources():
    assert list(KINDS) == Kind.values


# ------------------------------------------------------------------------------------------------------- BibTeX

ARTICLE = r"""
@string{nat = "Nature"}
@comment{jabref-meta: databaseType:bibtex;}
@Article{deepseek2025,
  author  = {{DeepSeek-AI} and Guo, Daya and Ludwig van Beethoven and King, Jr., Martin and others},
  title   = {{DeepSeek-R1} incentivizes  reasoning in {LLM}s \& more: 50\%},
  journal = nat # "", volume = 645, number = {8081}, pages = {633--638}, year = 2025, month = sep,
  doi     = {https://doi.org/10.1038/s41586-025-09422-z}, issn = {1476-4687},
  url     = {https://www.nature.com/a\_b?x=1\&y=2}
}
"""


def test_a_bibtex_article_becomes_a_record():
    assert said(ARTICLE) == {
        "kind": "article-journal",
        "title": "DeepSeek-R1 incentivizes reasoning in LLMs & more: 50%",
        "authors": [
            {"literal": "DeepSeek-AI"},
            {"family": "Guo", "given": "Daya"},
            {"family": "van Beethoven", "given": "Ludwig"},
            {"family": "King Jr.", "given": "Martin"},
            {"literal": "and others"},
        ],
        "container_title": "Nature",
        "issued": "2025-09",
        "doi": "10.1038/s41586-025-09422-z",
        "url": "https://www.nature.com/a_b?x=1&y=2",
        "details": {"volume": "645", "issue": "8081", "page": "633-638", "ISSN": "1476-4687"},
    }
    entry = only(ARTICLE)
    assert (entry.label, entry.line, entry.problems, entry.is_usable) == ("deepseek2025", 4, (), True)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"{\'E}migr{\'e}s", "Émigrés"),
        (r"\"{U}ber na\"{\i}ve \v{S}koda", "Über naïve Škoda"),
        (r"Andr\'e \c cedilla Stra\ss e {\O}re", "André çedilla Straße Øre"),
        (r"Ph\d{\`o}ng", "Phọ̀ng"),
        ("A --- B -- C ``quoted''~x", "A — B – C “quoted” x"),
        (r"$\alpha$-decay costs $5 to $10", "α-decay costs $5 to $10"),
        (r"\emph{Foo} {\bf Bar} \textit{baz}", "Foo Bar baz"),
        (r"\input{/etc/passwd}\immediate\write18{ls}", r"/etc/passwd\immediate\write18ls"),
        ("深度求索 и עברית", "深度求索 и עברית"),
    ],
)
def test_latex_becomes_unicode_and_is_never_run(latex, text):
    assert said(f"@book{{k, title = {{{latex}}}}}")["title"] == text


def test_biblatex_fields_are_read():
    text = """@online{k, title={Sub}, subtitle={Title}, date={2024-12/2025-01}, urldate={2025-02-01},
      url={https://example.org/}, langid={british}, journaltitle={Blog}, location={London},
      entrysubtype={blog}, editor={Doe, Ann}, eventtitle={Summit}}"""
    assert said(text) == {
        "kind": "post-weblog",
        "title": "Sub: Title",
        "issued": "2024-12/2025-01",
        "url": "https://example.org/",
        "language": "en-GB",
        "container_title": "Blog",
        "details": {
            "publisher-place": "London",
            "editor": [{"family": "Doe", "given": "Ann"}],
            "event-title": "Summit",
        },
    }


@pytest.mark.parametrize(
    ("type", "kind"),
    [("report", "report"), ("thesis", "report"), ("phdthesis", "report"), ("incollection", "chapter"),
     ("inproceedings", "chapter"), ("dataset", "dataset"), ("unpublished", "manuscript"), ("online", "webpage"),
     ("misc", "document"), ("BOOK", "book")],
)  # fmt: skip
def test_entry_types_become_kinds(type, kind):
    assert said(f"@{type}{{k, title={{T}}}}")["kind"] == kind


def test_a_thesis_says_that_it_is_one():
    assert said("@phdthesis{k, title={T}, school={MIT}}") == {
        "kind": "report", "title": "T", "publisher": "MIT", "details": {"genre": "PhD thesis"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "issued"),
    [
        ("year=1959", "1959"),
        ("year=1959, month=jun, day=20", "1959-06-20"),
        ('year=1959, month=jun # "~20"', "1959-06-20"),
        ("year={1959}, month={6}", "1959-06"),
        ("year={1959}, month={Spring}", "Spring 1959"),
        ("year={1959}, month={13}", "1959"),
        ("year={c. 1959}", "c. 1959"),
        ("year={in press}", "in press"),
        ("date={2025-01-15}, year={1900}", "2025-01-15"),
    ],
)
def test_bibtex_dates(fields, issued):
    assert said(f"@book{{k, title={{T}}, {fields}}}")["issued"] == issued


def test_what_crossref_names_is_inherited():
    text = """@incollection{a, title={Chapter}, author={Doe, Ann}, crossref={B}}
    @collection{b, title={The Book}, editor={Roe, Bob}, publisher={OUP}, year=2020}"""
    chapter = read_records(text)[0].record
    assert (chapter["title"], chapter["container_title"], chapter["publisher"]) == (
        "Chapter",
        "The Book",
        "OUP",
    )
    assert chapter["details"]["editor"] == [{"family": "Roe", "given": "Bob"}]


def test_an_address_is_found_where_old_styles_have_it():
    assert said(r"@misc{k, title={T}, howpublished={\url{https://a.org/b_c}}}")["url"] == "https://a.org/b_c"
    arxiv = said("@article{k, title={T}, eprint={2412.19437}, archiveprefix={arXiv}}")
    assert (arxiv["url"], arxiv["container_title"]) == ("https://arxiv.org/abs/2412.19437", "arXiv")


BROKEN = """@book{good1, title={One}}
@book{bad1,
  title = {Foo,
  author = {X},
  year = 2020
}
@book{bad2,
  title = {Foo}
  author = {X},
}
@book{bad3, title = {Foo}}, author = {X},
}
@book{bad4,
  title {Foo},
}
@book{bad5, title = , year = 2020}
@book{bad6, title = "Foo}
@book{good2, title={Two}}
"""


def test_one_bad_entry_loses_only_itself_and_says_where_and_why():
    entries = read_records(BROKEN)
    assert [entry.label for entry in entries if entry.is_usable] == ["good1", "good2"]
    assert [entry.record for entry in entries[1:-1]] == [None] * 6
    assert messages(BROKEN) == [
        "Entry 2 (bad1), line 3: a closing brace is missing.",
        "Entry 3 (bad2), line 9: a comma is missing before “author”.",
        "Entry 4 (bad3), line 11: a brace closes the entry too early; what follows would be lost.",
        "Entry 5 (bad4), line 14: an equals sign is missing.",
        "Entry 6 (bad5), line 16: a value is missing, or is neither a number nor in braces or quotation marks.",
        "Entry 7 (bad6), line 17: a quotation mark is missing, or a brace is closed that was not opened.",
    ]


def test_lines_are_counted_with_any_line_end_and_a_byte_order_mark():
    for end in ("\r\n", "\r", "\n"):
        assert messages("\ufeff" + BROKEN.replace("\n", end)) == messages(BROKEN)


def test_what_is_odd_but_readable_is_a_notice():
    text = "@foo{, title={A}, year=nextyear, title={B}}"
    entry = only(text)
    assert entry.record["title"] == "A"
    assert entry.record["issued"] == "nextyear"
    assert entry.is_usable
    assert messages(text) == [
        "Entry 1, line 1: “nextyear” is not defined; kept as a word.",
        "Entry 1, line 1: it has no citation key.",
        "Entry 1, line 1: “title” is given twice; the first one counts.",
        "Entry 1, line 1: the type “foo” is not known; read as “document”.",
    ]


def test_an_entry_without_a_title_is_kept_and_needs_one():
    entry = only("@book{k, author={Doe, Ann}}")
    assert entry.record["authors"] == [{"family": "Doe", "given": "Ann"}]
    assert not entry.is_usable
    assert messages("@book{k, author={Doe, Ann}}") == ["Entry 1 (k), line 1: it has no title; give it one."]


def test_strings_of_strings_do_not_grow_without_bound():
    text = '@string{a="' + "x" * 1000 + '"}\n'
    for i in range(20):
        text += f"@string{{{chr(98 + i)} = " + " # ".join([chr(97 + i)] * 50) + "}\n"
    entry = only(text + "@book{k, title=" + " # ".join(["u"] * 1_000) + "}")
    assert len(entry.record["title"]) <= CHARACTERS_AT_MOST


def test_thousands_of_characters_are_kept_whole():
    words = " ".join(["word"] * 5_000)
    assert said(f"@book{{k, title={{{words}}}}}")["title"] == words


# ---------------------------------------------------------------------------------------------------------- RIS

RIS = """TY  - JOUR
ID  - smith2020
T1  - A title that
goes on
AU  - Smith, John
AU  - Doe, Ann, Jr.
AU  - World Bank
AU  - US Department of Commerce,, Bureau of Industry
JO  - Nature
PY  - 2020/05//
VL  - 5
IS  - 2
SP  - 10
EP  - 20
SN  - 1476-4687
DO  - doi:10.1234/abc
UR  - https://example.org/
XX  - nobody knows
N1  - one
N1  - two
ER  -
"""


def test_a_ris_reference_becomes_a_record():
    assert said(RIS) == {
        "kind": "article-journal",
        "title": "A title that goes on",
        "authors": [
            {"family": "Smith", "given": "John"},
            {"family": "Doe Jr.", "given": "Ann"},
            {"literal": "World Bank"},
            {"literal": "US Department of Commerce, Bureau of Industry"},
        ],
        "container_title": "Nature",
        "issued": "2020-05",
        "doi": "10.1234/abc",
        "url": "https://example.org/",
        "note": "one\ntwo",
        "details": {"volume": "5", "issue": "2", "page": "10-20", "ISSN": "1476-4687"},
    }
    assert only(RIS).label == "smith2020"
    assert only(RIS.replace("\n", "\r\n")) == only("\ufeff" + RIS) == only(RIS)


def test_an_unknown_ris_type_is_a_document_with_a_notice():
    text = "TY  - VINYL\nTI  - T\nER  - \n"
    assert said(text)["kind"] == "document"
    assert only(text).is_usable
    assert messages(text) == ["Entry 1, line 1: the type “VINYL” is not known; read as “document”."]


def test_a_missing_end_is_a_notice_with_its_line():
    text = "TY  - BOOK\nTI  - One\nTY  - BOOK\nTI  - Two\n"
    assert [entry.record["title"] for entry in read_records(text)] == ["One", "Two"]
    assert messages(text) == [
        "Entry 1, line 3: its end (ER) is missing before this line.",
        "Entry 2, line 5: its end (ER) is missing.",
    ]
    assert [entry.line for entry in read_records(text)] == [1, 3]


@pytest.mark.parametrize(
    ("lines", "issued"),
    [
        (["PY  - 2020"], "2020"),
        (["PY  - 2020///"], "2020"),
        (["Y1  - 2020/05/07/"], "2020-05-07"),
        (["PY  - 2020", "DA  - 2020/05/07"], "2020-05-07"),
        (["PY  - 1959", "DA  - ///c. 1959"], "c. 1959"),
        (["PY  - 2020/05/07/Christmas edition"], "2020-05-07"),
        (["PY  - 2020", "DA  - 05/07"], "2020"),
        (["DA  - ///in press"], "in press"),
    ],
)
def test_ris_dates(lines, issued):
    assert said("\n".join(["TY  - BOOK", "TI  - T", *lines, "ER  - "]))["issued"] == issued


def test_an_isbn_is_told_from_an_issn():
    text = "TY  - BOOK\nTI  - T\nSN  - 978-0-8047-1452-5\nSN  - 1476-4687\nER  - \n"
    assert said(text)["details"] == {"ISBN": "978-0-8047-1452-5", "ISSN": "1476-4687"}


# ----------------------------------------------------------------------------------------------------- CSL-JSON


def test_a_csl_item_becomes_a_record_and_what_is_not_kept_is_left_out():
    item = {
        "id": "x1", "type": "chapter", "title": "<i>E. coli</i> and CO<sub>2</sub>", "DOI": "10.1234/ABC",
        "author": [{"family": "Nicola", "given": "Francesca", "non-dropping-particle": "de", "suffix": "Jr."}],
        "editor": [{"literal": "UN"}], "issued": {"date-parts": [["2020", 5]]}, "volume": 7, "abstract": "No.",
        "container-title": ["Physics"], "page": "1-2", "accessed": {"date-parts": [[2021]]}, "language": "en_US",
    }  # fmt: skip
    entry = only(json.dumps([item]))
    assert {key: value for key, value in entry.record.items() if value} == {
        "kind": "chapter", "title": "E. coli and CO2", "doi": "10.1234/ABC",
        "authors": [{"family": "de Nicola Jr.", "given": "Francesca"}], "issued": "2020-05", "language": "en-US",
        "container_title": "Physics", "details": {"volume": "7", "page": "1-2", "editor": [{"literal": "UN"}]},
    }  # fmt: skip
    assert set(entry.record["details"]) <= set(DETAILS)
    assert (entry.label, entry.problems) == ("x1", ())


@pytest.mark.parametrize(
    ("type", "kind"),
    [
        ("thesis", "report"),
        ("paper-conference", "chapter"),
        ("regulation", "legislation"),
        ("hologram", "document"),
    ],
)
def test_other_csl_types_are_read_as_the_nearest_kind_with_a_notice(type, kind):
    text = json.dumps({"type": type, "title": "T"})
    assert said(text)["kind"] == kind
    assert only(text).is_usable
    assert messages(text) == [f"Entry 1, line 1: the type “{type}” is read as “{kind}”."]


def test_one_broken_json_item_loses_only_itself():
    text = '[\n{"id": "a", "type": "book", "title": "One"},\n{"id": "b", "title": },\n"text",\n'
    text += '{"id": "c", "type": "book", "title": "Two"}\n]'
    entries = read_records(text)
    assert [entry.label for entry in entries if entry.is_usable] == ["a", "c"]
    assert [entry.line for entry in entries] == [2, 3, 4, 5]
    assert messages(text) == [
        "Entry 2, line 3: this is not JSON: Expecting value.",
        "Entry 3, line 4: this is not an object with fields.",
    ]


@pytest.mark.parametrize("value", [None, 3, True, [], {}, [[]], {"a": 1}, "x", [{"family": 3}], 1e400])
def test_any_json_value_in_any_place_is_survived(value):
    item = {
        "type": "book",
        "title": "T",
        **dict.fromkeys(["author", "issued", "volume", "language", "id"], value),
    }
    entry = only(json.dumps(item), "csl-json")
    assert entry.record["title"] == "T"
    assert all(isinstance(name, dict) for name in entry.record["authors"])


# ------------------------------------------------------------------------------------------------- any of these


def test_the_format_is_found_out():
    assert only("TY  - BOOK\nTI  - T @x{ [\nER  - ").record["kind"] == "book"
    assert only('[{"type": "book", "title": "@article{x, TY  - JOUR"}]').record["kind"] == "book"
    assert only("My list:\n@book{k, title={TY  - JOUR [}}").record["kind"] == "book"
    assert only("Some words\nTY  - BOOK\nTI  - T\nER  - ").record["kind"] == "book"


def test_a_language_that_is_not_known_is_left_out_with_a_notice():
    text = "@book{k, title={T}, language={Elvish of Rivendell}}"
    assert only(text).record["language"] == ""
    assert messages(text) == [
        "Entry 1 (k), line 1: the language “Elvish of Rivendell” is not known; left out."
    ]


def test_lines_of_dois_and_addresses_become_entries_that_need_a_title():
    entries = read_records("https://doi.org/10.1234/abc\n\n https://example.org/x \n")
    assert [entry.record["doi"] or entry.record["url"] for entry in entries] == [
        "10.1234/abc",
        "https://example.org/x",
    ]
    assert [entry.line for entry in entries] == [1, 3]
    assert not any(entry.is_usable for entry in entries)
    assert entries[1].problems[0].message == "Entry 2, line 3: it has no title; give it one."


@pytest.mark.parametrize(
    ("text", "format", "code"),
    [
        ("", "", "empty"),
        ("\ufeff \n", "", "empty"),
        ("x" * (CHARACTERS_AT_MOST + 1), "", "too_long"),
        ("only words", "", "unknown_format"),
        ("javascript:alert(1)", "", "unknown_format"),
        ("@book{k, title={T}}", "marc", "unknown_format"),
        ("only words", "bibtex", "no_records"),
        ("only words", "ris", "no_records"),
        ("@comment{x}", "bibtex", "no_records"),
        ("[]", "", "no_records"),
        ("@a{k}\n" * (ENTRIES_AT_MOST + 1), "", "too_many"),
        ("TY  - BOOK\n" * (ENTRIES_AT_MOST + 1), "", "too_many"),
        ("[" + "1," * (ENTRIES_AT_MOST + 1), "", "too_many"),
        ("10.1234/x\n" * (ENTRIES_AT_MOST + 1), "", "too_many"),
    ],
)
def test_what_cannot_be_read_at_all_says_why(text, format, code):
    with pytest.raises(UnreadableRecords) as refusal:
        read_records(text, format=format)
    assert refusal.value.code == code
    assert refusal.value.message


PIECES = st.sampled_from(
    ["@article{", "@book(", "@string{", "@comment{", "}", "{", ",", "=", '"', "\\", "#", "title", " = ", "\n",
     "author", " and ", "TY  - JOUR\n", "TI  - x\n", "ER  - \n", "AU  - ", "[", "]", '{"', '"title":', '"author":',
     '"type":"book"', "date", "2025", "https://doi.org/10.1234/x", "$", "\\'", "\\url{", "~", "é", "中", "\x00",
     "\ud800", "10.1/", "k,", "month=jan", "crossref={k}", "--", "n.d."]
)  # fmt: skip


@pytest.mark.parametrize("format", ["", "bibtex", "ris", "csl-json"])
@given(text=st.text(max_size=200) | st.lists(PIECES, max_size=60).map("".join))
def test_no_text_breaks_the_reader(format, text):
    try:
        entries = read_records(text, format=format)
    except UnreadableRecords:
        return
    for entry in entries:
        assert entry.label
        assert 1 <= entry.line <= text.count("\n") + text.count("\r") + 1
        assert entry.record is not None or any(problem.fatal for problem in entry.problems)
        assert all(problem.message.startswith("Entry ") and problem.line >= 1 for problem in entry.problems)
        if entry.record:
            assert entry.record["kind"] in KINDS
            assert set(entry.record["details"]) <= set(DETAILS)


@pytest.mark.parametrize(
    "text",
    [
        '@a{x, title="' + "{}" * 90_000 + '"}',
        '@a{x, title="' + ("{" + "x" * 98 + "}") * 1_999 + '"}',
        "@a{x, title=" + "{" * 90_000 + "}" * 90_000 + "}",
        "@a{" * 60_000,
        "@a" + " " * 200_000,
        "@a{k, title={x}}\n" + " " * 200_000,
        "@a{x, title={t}, author={" + "A and " * 30_000 + "}}",
        "@a{x, title={t}, author={" + "a, " * 60_000 + "}}",
        "@a{x, title={t}, pages={" + "1" * 200_000 + "}}",
        "@a{x, title={" + "$a" * 40_000 + "}}",
        "@a{x, title={" + "\\'" * 40_000 + "e}}",
        "TY  - JOUR\nTI  - x\n" + "x\n" * 100_000,
        "TY  - JOUR\nSN  - " + "1 " * 100_000,
        "[" * 200_000,
        '[{"a":x' + '"\\' * 100_000,
        '["\\"' + '\\"' * 100_000,
    ],
    ids=range(16),
)
def test_no_text_keeps_the_reader_busy(text):
    """Each takes less than half a second here; what is quadratic would take minutes."""
    began = time.process_time()
    with suppress(UnreadableRecords):
        read_records(text)
    assert time.process_time() - began < 60


def test_threads_read_at_once_without_taking_each_others_errors():
    """pybtex has a global list of captured errors and a strict mode; neither is used."""
    good = "\n".join(f"@book{{k{i}, title={{Title {i}}}}}" for i in range(40))
    bad = "\n".join(f"@book{{k{i}, title={{Title}} x}}" for i in range(40))
    wrong = []

    def read(text, usable):
        for _ in range(5):
            found = [entry.is_usable for entry in read_records(text)]
            if found != [usable] * 40:
                wrong.append(found)

    threads = [threading.Thread(target=read, args=pair) for pair in [(good, True), (bad, False)] * 4]
    random.Random(1).shuffle(threads)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
