"""Dates of publication: kept, sorted, shown, and as CSL has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.sources.bibliography.dates import (
    SORTS_LAST,
    date_shown,
    from_csl_date,
    is_undated,
    normal_issued,
    parse_issued,
    sort_key,
    to_csl_date,
)


@pytest.mark.parametrize(
    ("text", "start", "end", "shown"),
    [
        ("2025", 20250000, 20251231, "2025"),
        ("2025-01", 20250100, 20250131, "January 2025"),
        ("2025-01-15", 20250115, 20250115, "15 January 2025"),
        ("2024-02-29", 20240229, 20240229, "29 February 2024"),
        ("2025/01/15", 20250115, 20250115, "15 January 2025"),
        ("2025-01-15T10:00:00Z", 20250115, 20250115, "15 January 2025"),
        ("January 2025", 20250100, 20250131, "January 2025"),
        ("Sept. 2025", 20250900, 20250930, "September 2025"),
        ("15 January 2025", 20250115, 20250115, "15 January 2025"),
        ("Jan 15, 2025", 20250115, 20250115, "15 January 2025"),
        ("June 20th, 1959", 19590620, 19590620, "20 June 1959"),
        ("Spring 2025", 20250300, 20250531, "Spring 2025"),
        ("Fall 2024", 20240900, 20241130, "Autumn 2024"),
        ("2025-21", 20250300, 20250531, "Spring 2025"),
        ("1950s", 19500000, 19591231, "1950s"),
        ("195X", 19500000, 19591231, "1950s"),
        ("19XX", 19000000, 19991231, "1900s"),
        ("987", 9870000, 9871231, "987"),
        ("AD 79", 790000, 791231, "AD 79"),
        ("1 May 0079", 790501, 790501, "1 May 0079"),
        ("2025年1月15日", 20250115, 20250115, "15 January 2025"),
        ("2025年1月", 20250100, 20250131, "January 2025"),
        ("2025年", 20250000, 20251231, "2025"),
        ("１９５９", 19590000, 19591231, "1959"),
    ],
)
def test_a_date_is_sorted_and_shown(text, start, end, shown):
    issued = parse_issued(text)
    assert (issued.start, issued.end, issued.shown, issued.approximate) == (start, end, shown, False)
    assert issued.text == text


@pytest.mark.parametrize(
    ("text", "start", "end", "shown"),
    [
        ("1959/1960", 19590000, 19601231, "1959–1960"),
        ("1959-1960", 19590000, 19601231, "1959–1960"),
        ("1959–60", 19590000, 19601231, "1959–1960"),
        ("1921-24", 19210000, 19241231, "1921–1924"),
        ("2024-12/2025-01", 20241200, 20250131, "December 2024 – January 2025"),
        ("January–March 2025", 20250100, 20250331, "January–March 2025"),
        ("15–20 January 2025", 20250115, 20250120, "15–20 January 2025"),
        ("January 15–20, 2025", 20250115, 20250120, "15–20 January 2025"),
        ("28 January – 3 February 2025", 20250128, 20250203, "28 January – 3 February 2025"),
        ("1950s–1960s", 19500000, 19691231, "1950s–1960s"),
    ],
)
def test_a_range_has_two_ends(text, start, end, shown):
    issued = parse_issued(text)
    assert (issued.start, issued.end, issued.shown) == (start, end, shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("c. 1959", "c. 1959"),
        ("ca. 1959", "c. 1959"),
        ("circa 1959", "c. 1959"),
        ("1959~", "c. 1959"),
        ("约1959年", "c. 1959"),
        ("1959?", "1959?"),
        ("[1959?]", "1959?"),
        ("1959%", "c. 1959?"),
        ("c. 1959–1960", "c. 1959–1960"),
    ],
)
def test_doubt_is_shown_and_does_not_change_the_order(text, shown):
    issued = parse_issued(text)
    assert issued.approximate
    assert issued.shown == shown
    assert issued.start == 19590000


def test_years_before_christ_sort_before_all_others():
    texts = ["c. 400 BC", "390 BC", "1 BC", "AD 79", "987", "1959"]
    assert sorted(texts, key=sort_key) == texts
    assert parse_issued("c. 400 BC").shown == "c. 400 BC"
    assert parse_issued("400–390 BC").shown == "400–390 BC"
    assert parse_issued("-0399").shown == parse_issued("公元前400年").shown == "400 BC"
    assert to_csl_date("c. 400 BC") == {"date-parts": [[-400]], "circa": True}


def test_a_year_sorts_before_its_months_and_a_month_before_its_days():
    texts = ["2024-12-31", "2025", "2025-01", "2025-01-01", "2025-01-15", "2025-02", "in press"]
    assert sorted(set(texts), key=sort_key) == texts


@pytest.mark.parametrize(
    "text",
    ["2025-13", "2025-02-31", "2023-02-29", "31 April 2020", "0000", "1960/1959", "2005/06", "15/01/2025",
     "in press", "the", "²⁰25-", "1" * 5_000, "-" * 99, "公元前年", "20255", "00XX", "2025-01-15-16"],
)  # fmt: skip
def test_what_is_impossible_or_not_understood_is_kept_verbatim_and_sorts_last(text):
    assert parse_issued(text) is None
    assert sort_key(text) == SORTS_LAST
    assert date_shown(text) == text
    assert to_csl_date(text) == {"literal": text}
    assert from_csl_date(to_csl_date(text)) == text


@pytest.mark.parametrize("text", ["", "n.d.", "N.D.", "undated", "[n.d.]", " "])
def test_no_date_is_undated(text):
    assert is_undated(text)
    assert date_shown(text) == "undated"
    assert to_csl_date(text) == {}
    assert from_csl_date({}) == ""
    assert sort_key(text) == SORTS_LAST


@pytest.mark.parametrize(
    ("text", "csl"),
    [
        ("2025-01-15", {"date-parts": [[2025, 1, 15]]}),
        ("1959/1960", {"date-parts": [[1959], [1960]]}),
        ("c. 1959", {"date-parts": [[1959]], "circa": True}),
        ("Spring 2025", {"date-parts": [[2025]], "season": 1}),
        ("1950s", {"literal": "1950s"}),
        ("in press", {"literal": "in press"}),
        ("400 BC", {"date-parts": [[-400]]}),
    ],
)
def test_csl_dates_there_and_back(text, csl):
    assert to_csl_date(text) == csl
    assert from_csl_date(csl) == text


@pytest.mark.parametrize(
    ("csl", "text"),
    [
        ({"date-parts": [["2025", "1", "5"]]}, "2025-01-05"),
        ({"date-parts": [[2025, 22]]}, "Summer 2025"),
        ({"date-parts": [[2025, 13]], "circa": "true"}, "c. Spring 2025"),
        ({"date-parts": [[2025, 17]]}, "2025-17"),
        ({"date-parts": [[]], "literal": "n.d."}, "n.d."),
        ({"raw": "15 January 2025"}, "15 January 2025"),
        ("2025", "2025"),
        (None, ""),
        ({"date-parts": "2025"}, ""),
        ({"date-parts": [[True, None]]}, ""),
        ({"literal": 3}, ""),
        ([2025], ""),
    ],
)
def test_csl_dates_of_other_programs_are_read(csl, text):
    assert from_csl_date(csl) == text


def test_iso_is_as_exact_as_the_date():
    assert [parse_issued(text).iso for text in ("2025", "January 2025", "15 January 2025", "79 AD", "400 BC")] == [
        "2025", "2025-01", "2025-01-15", "0079", "-0399",
    ]  # fmt: skip


LIKE_DATES = st.text("0123456789-–/.,?~ []cXsBCADT年月日JanSpring", max_size=24)


@given(st.text(max_size=60) | LIKE_DATES)
def test_any_text_gets_an_answer_that_stays(text):
    issued = parse_issued(text)
    if issued:
        assert issued.start <= issued.end
        again = parse_issued(issued.shown)
        assert (again.start, again.end, again.shown) == (issued.start, issued.end, issued.shown)
    once = normal_issued(text)
    assert normal_issued(once) == once
    assert date_shown(text)
    if issued and not issued.first.season and issued.first.span == issued.last.span == 1:
        assert parse_issued(once).start == issued.start


@given(st.dates())
def test_every_day_is_understood_in_every_form(day):
    forms = [day.isoformat(), f"{day.day} {day:%B} {day.year:04}", f"{day:%b} {day.day}, {day.year:04}",
             f"{day.year}年{day.month}月{day.day}日"]  # fmt: skip
    assert {parse_issued(form).start for form in forms} == {day.year * 10_000 + day.month * 100 + day.day}
