"""Records written and read again are the same records, in every format."""

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from archive.sources.bibliography import FORMATS, read_records, write_records
from archive.sources.bibliography.bibtex_writing import citation_key
from archive.sources.bibliography.dates import normal_issued
from archive.sources.bibliography.latex import decoded, encoded, encoded_verbatim, verbatim
from archive.sources.bibliography.records import DETAILS, KINDS, NAME_DETAILS, new_record

STARTER = Path(__file__).resolve().parents[2] / "archive" / "starter" / "starter.yaml"
COLUMNS = (
    "kind",
    "title",
    "authors",
    "container_title",
    "publisher",
    "issued",
    "language",
    "url",
    "doi",
    "note",
)

# What a column can hold after a service has cleaned it: one line, nothing invisible.
LETTERS = st.characters(
    codec="utf-8", categories=["L", "N", "P", "S"], exclude_characters="\u3164\u115f\u1160\uffa0"
)
SPECIAL = st.sampled_from(list("\\{}%#$&_~^\"'`-–—@=,;:.?!()[]<>|/+*§€ ÉéßøŁ中عا"))
WORDS = st.lists(LETTERS | SPECIAL, max_size=25).map(lambda chars: " ".join("".join(chars).split()))
SOME_WORDS = WORDS.filter(bool)
NOTES = st.lists(WORDS, max_size=4).map(lambda lines: "\n".join(lines).strip("\n"))
PLAIN = st.text("abcXYZ 019-.:", min_size=1, max_size=12).map(lambda text: " ".join(text.split()))
# RIS divides names by commas and has nothing to keep one by.
NAME_PART = SOME_WORDS.map(lambda text: text.replace(",", "").strip()).filter(bool)
NAMES = st.lists(
    st.fixed_dictionaries({"family": NAME_PART, "given": NAME_PART})
    | st.fixed_dictionaries({"family": NAME_PART})
    | st.builds(lambda text: {"literal": text}, NAME_PART)
    | st.just({"literal": "and others"}),
    max_size=4,
)
DATES = st.sampled_from(
    ["", "2025", "2025-01", "2025-01-15", "c. 1959", "1959?", "1959/1960", "2024-12/2025-01", "1950s", "Spring 2025",
     "15 January 2025", "400 BC", "in press", "forthcoming & more", "2025年1月15日"]
)  # fmt: skip
ADDRESSES = st.text("abc019-._~:/?#[]@!$&'()*+,;=%{}\\^|", max_size=30).map(
    lambda path: f"https://example.org/{path}"
)
DETAIL_VALUES = {
    **{key: WORDS for key in DETAILS if key not in NAME_DETAILS},
    **dict.fromkeys(NAME_DETAILS, NAMES),
    "page": st.sampled_from(["", "1", "66-110", "e12", "iv-x", "A1-A7"]),
    "ISBN": st.sampled_from(["", "978-0-8047-1452-5", "0804714525"]),
    "ISSN": st.sampled_from(["", "1476-4687", "1234-567X"]),
}


@st.composite
def records(draw):
    record = new_record(
        kind=draw(st.sampled_from(KINDS)),
        title=draw(SOME_WORDS),
        authors=draw(NAMES),
        container_title=draw(WORDS),
        publisher=draw(WORDS),
        issued=draw(DATES),
        language=draw(st.sampled_from(["", "en", "zh-Hans", "de"])),
        url=draw(st.just("") | ADDRESSES),
        doi=draw(st.sampled_from(["", "10.1000/182", "10.1002/(SICI)1097<693::AID-A>3.0.CO;2-O_%#&{}~"])),
        note=draw(NOTES),
    )
    details = draw(st.fixed_dictionaries({}, optional=DETAIL_VALUES))
    record["details"] = {key: details[key] for key in DETAILS if details.get(key)}
    return record


def given_back(record, format):
    """Return a record as it is read again after it was written, and its problems."""
    (entry,) = read_records(write_records([{**record, "id": 7}], format), format=format)
    return entry.record, entry.problems


def expected(record):
    return {**record, "issued": normal_issued(record["issued"])}


@given(records())
def test_csl_json_gives_the_record_back(record):
    assert given_back(record, "csl-json") == (expected(record), ())


@given(records())
def test_bibtex_gives_the_record_back(record):
    """Whatever signs are in it: LaTeX's own, quotation marks, dashes that would join, braces that do not close."""
    assert given_back(record, "bibtex") == (expected(record), ())


@given(records())
def test_ris_gives_the_record_back(record):
    """RIS has no word for an archive without a place in it, and one number for ISBN, ISSN and reports."""
    if record["details"].get("archive") and not record["details"].get("archive_location"):
        record["details"].pop("archive")
    assert given_back(record, "ris") == (expected(record), ())


@given(WORDS)
def test_latex_gives_any_text_back(text):
    assert decoded(encoded(text)) == decoded(encoded(text, keep_case=True)) == text
    assert verbatim(encoded_verbatim(text)) == "".join(text.split())


@pytest.mark.parametrize("format", FORMATS)
def test_the_works_of_the_starter_come_back_whole(format):
    data = yaml.safe_load(STARTER.read_text())
    works = [
        new_record(id=number, **{key: work[key] for key in COLUMNS if key in work})
        for number, work in enumerate([data["essay"], *data["works"]])
    ]
    entries = read_records(write_records(works, format))
    assert len(entries) == len(works) == 47
    for work, entry in zip(works, entries, strict=True):
        assert entry.record == {key: value for key, value in work.items() if key != "id"}
        assert entry.problems == ()


def test_what_is_written_is_what_other_programs_expect():
    record = new_record(
        id=12, kind="article-journal", title="DeepSeek & the bomb: 50% of US chips", issued="2025-01-15",
        authors=[{"family": "Choi", "given": "Jieon"}, {"literal": "Reuters and Co"}, {"literal": "and others"}],
        container_title="Nature", details={"volume": "5", "issue": "2", "page": "10-20"},
    )  # fmt: skip
    assert write_records([record], "bibtex") == (
        "@article{choi2025deepseek,\n"
        "    author = {Choi, Jieon and {Reuters and Co} and others},\n"
        "    title = {{DeepSeek} \\& the bomb: 50\\% of {US} chips},\n"
        "    journal = {Nature},\n"
        "    year = {2025},\n"
        "    month = {1},\n"
        "    day = {15},\n"
        "    volume = {5},\n"
        "    pages = {10--20},\n"
        "    number = {2}\n"
        "}\n"
    )
    assert write_records([record], "ris").split("\r\n") == [
        "TY  - JOUR", "ID  - 12", "TI  - DeepSeek & the bomb: 50% of US chips", "AU  - Choi, Jieon",
        "AU  - Reuters and Co", "AU  - and others", "T2  - Nature", "PY  - 2025", "DA  - 2025/01/15/", "VL  - 5",
        "IS  - 2", "SP  - 10", "EP  - 20", "ER  - ", "", "",
    ]  # fmt: skip
    (item,) = json.loads(write_records([record], "csl-json"))
    assert item == {
        "id": "12", "type": "article-journal", "title": record["title"], "author": record["authors"],
        "container-title": "Nature", "issued": {"date-parts": [[2025, 1, 15]]}, "volume": "5", "issue": "2",
        "page": "10-20",
    }  # fmt: skip


def test_nothing_written_is_an_empty_list():
    assert [write_records([], format) for format in FORMATS] == ["", "", "[\n\n]\n"]


@pytest.mark.parametrize(
    ("authors", "title", "issued", "key"),
    [
        ([{"family": "Choi", "given": "J"}], "The DeepSeek essay", "2025", "choi2025deepseek"),
        ([{"family": "de Nicola"}], "On R&D", "c. 1959", "nicola1959r"),
        ([{"family": "Özgür Ünal"}], "Über alles", "", "ozguruber"),
        ([{"literal": "王小明"}], "人工智能", "2020", "source7"),
        ([], "2020 vision", "2020", "source20202020"),
    ],
)
def test_citation_keys_are_ascii(authors, title, issued, key):
    assert citation_key(new_record(authors=authors, title=title, issued=issued), "7", set()) == key


def test_citation_keys_are_unique_in_any_case():
    same = [new_record(id=number, title="Same", authors=[{"family": "Doe"}]) for number in range(3)]
    assert [entry.label for entry in read_records(write_records(same, "bibtex"))] == [
        "doesame", "doesame-2", "doesame-3",
    ]  # fmt: skip
