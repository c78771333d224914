"""Statistics of a debate and of the site: what counts, the pages, the files, the API, and what is kept for an hour."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive.claims import charts
from archive.claims.models import Claim, Debate, Evidence
from archive.claims.queries.charted import Chart, Figure, rows_of
from archive.claims.queries.statistics import BANDS, count_debate, count_site, standing_words
from archive.claims.services import statistics as kept
from archive.claims.standing import label_of
from archive.claims.views.statistics import file_of
from tests import factories
from tests.contract import ContractClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def debate(thesis, author, opponent):
    """A thesis, an argument that six people rated, a card, and a removed argument with a card of its own."""
    argument = factories.argument(thesis, author=author)
    factories.rate(argument, convincing=4, bearing=3, times=6)
    report = factories.source("A report", kind="report")
    factories.evidence(argument, author=opponent, source=report)
    removed = factories.argument(thesis, author=opponent)
    factories.evidence(removed, author=author)
    Claim.objects.filter(pk=removed.pk).update(state="removed")
    return thesis.debate


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.delete_many([kept.KEPT, kept.ASKED])


@pytest.fixture
def asked(monkeypatch):
    """The counts that a worker was asked for."""
    calls = []
    monkeypatch.setattr(type(kept.recount_site_soon), "enqueue", lambda *_, **__: calls.append(1))
    return calls


def address(debate, end="statistics/"):
    return f"{debate.get_absolute_url()}{end}"


def figures(client, path):
    """Return the figures of a file: chart -> label -> value."""
    found = {}
    for row in csv.DictReader(io.StringIO(client.get(path).content.decode())):
        found.setdefault(row["chart"], {})[row["label"]] = int(row["value"])
    return found


def test_only_what_everybody_may_read_counts(debate):
    counts = count_debate(debate)
    assert counts.totals == {"claims": 2, "evidence": 1, "ratings": 6, "people": 9}
    assert counts.people == {"claims": 2, "evidence": 1, "ratings": 6, "any": 9}
    assert counts.kinds == [("report", 1)]
    assert dict(counts.checks)["no_quote"] == 1
    assert sum(number for _, number in counts.standings) == 2


def test_a_removed_card_and_a_link_do_not_count(debate, author):
    Evidence.objects.update(state="removed")
    thesis = debate.claims.get(parent=None)
    shown = debate.claims.filter(parent=thesis, state="published").get()
    when = timezone.now()
    Claim.objects.create(
        debate=debate, parent=thesis, stance="opposes", same_as=shown, author=author, path="00010009", depth=1,
        published_at=when, own_activity=when, last_activity=when,
    )  # fmt: skip
    assert count_debate(debate).totals == {"claims": 2, "evidence": 0, "ratings": 6, "people": 8}


def test_people_are_counted_by_how_much_they_posted(debate, author, curator):
    when = timezone.now()
    row = {"debate": debate, "depth": 0, "published_at": when, "own_activity": when, "last_activity": when}
    for person, number in ((author, 6), (curator, 2)):
        Claim.objects.bulk_create(
            Claim(author=person, statement=f"{person} {at}", path=f"{person.pk % 900:03}{at}", **row)
            for at in range(number)
        )
    assert count_debate(debate).posted == [("1", 0), ("2-5", 1), ("6-20", 1), ("more", 0)]
    assert [code for code, _, _ in BANDS] == ["1", "2-5", "6-20", "more"]


def test_words_for_standings_are_those_of_the_formula(debate):
    claim = debate.claims.get(parent=None)
    for ratings in (0, 4, 5, 90):
        for standing in (0, 0.1, 0.2, 0.2001, 0.4, 0.4001, 0.5, 0.5999, 0.6, 0.7999, 0.8, 1):
            Claim.objects.filter(pk=claim.pk).update(standing=standing, subtree_ratings=ratings)
            words = Claim.objects.annotate(words=standing_words()).get(pk=claim.pk).words
            assert words == label_of(standing, ratings)


def test_activity_is_by_week_while_a_debate_is_young_and_by_month_later(debate):
    counts = count_debate(debate)
    assert counts.per == "week"
    assert [number for _, number in counts.activity["claims"]] == [2]
    long_ago = timezone.now() - timedelta(days=1200)
    Claim.objects.filter(debate=debate, parent=None).update(published_at=long_ago)
    counts = count_debate(debate)
    assert counts.per == "month"
    assert counts.activity["claims"][0] == ("earlier", 1)
    assert len(counts.activity["claims"]) == 1 + charts.PERIODS
    assert [sum(number for _, number in counts.activity[kind]) for kind in counts.activity] == [2, 1, 6]


@pytest.mark.parametrize(
    ("first", "today", "per", "number", "begins"),
    [
        pytest.param(date(2026, 3, 4), date(2026, 3, 4), "week", 1, date(2026, 3, 2), id="today"),
        pytest.param(date(2026, 3, 1), date(2026, 3, 2), "week", 2, date(2026, 2, 23), id="Sunday, Monday"),
        pytest.param(date(2026, 1, 5), date(2026, 6, 21), "week", 24, date(2026, 1, 5), id="24 weeks"),
        pytest.param(date(2026, 1, 5), date(2026, 6, 22), "month", 6, date(2026, 1, 1), id="one more"),
        pytest.param(date(2024, 12, 31), date(2026, 11, 1), "month", 24, date(2024, 12, 1), id="24 months"),
        pytest.param(date(1990, 1, 1), date(2026, 1, 1), "month", 24, date(2024, 2, 1), id="36 years"),
        pytest.param(date(2026, 3, 9), date(2026, 3, 2), "week", 1, date(2026, 3, 2), id="a clock ahead"),
    ],
)
def test_periods_begin_with_the_first_thing_and_are_at_most_24(first, today, per, number, begins):
    assert charts.periods(first, today)[0] == per
    starts = charts.periods(first, today)[1]
    assert (len(starts), starts[0]) == (number, begins)
    assert starts[-1] <= today
    assert starts == sorted(set(starts))


@pytest.mark.parametrize("values", [[], [0], [0, 0], [1], [1, 1_000_000], [3, 0, 2], list(range(24))])
def test_no_bar_leaves_its_drawing_and_the_least_is_seen(values):
    for drawing, size in ((charts.bars(values), "width"), (charts.columns(values), "height")):
        assert len(drawing.bars) == len(values)
        for value, bar in zip(values, drawing.bars, strict=True):
            assert (getattr(bar, size) > 0) == (value > 0)
            assert 0 <= bar.x <= bar.x + bar.width <= drawing.width
            assert 0 <= bar.y <= bar.y + bar.height <= drawing.height


def test_the_page_of_a_debate_draws_each_chart_and_says_it_in_a_table(client, debate):
    page = client.get(address(debate)).content.decode()
    assert page.count('role="img"') == page.count("<table") == 8
    assert "2 claims" in page
    assert "9 contributors" in page
    assert "Report, commentary or filing" in page
    assert address(debate, "statistics.csv") in page
    assert address(debate) in client.get(debate.get_absolute_url()).content.decode()
    assert client.get(f"/api/v1/debates/{debate.pk}/statistics/").status_code == 200


def test_nobody_is_named(client, debate, author):
    page = client.get(address(debate)).content.decode()
    assert author.username not in page.split("<main")[1].split("</main")[0]


def test_a_debate_of_one_claim_has_figures_and_says_where_there_are_none(client, thesis):
    page = client.get(address(thesis.debate)).content.decode()
    assert "1 claim<" in page
    assert page.count("Nothing yet.") == 4
    found = figures(client, address(thesis.debate, "statistics.csv"))
    assert found["people"]["Posted claims"] == 1
    assert sum(found["evidence_by_check"].values()) == 0


def test_a_debate_without_anything_that_counts_can_be_looked_at(client, debate):
    Claim.objects.update(state="removed")
    page = client.get(address(debate))
    assert page.status_code == 200
    assert page.content.decode().count("Nothing yet.") == 8
    assert client.get(address(debate, "statistics.csv")).status_code == 200


def test_a_held_debate_has_no_figures_for_its_opener_either(client, debate, curator, moderator):
    Debate.objects.filter(pk=debate.pk).update(held=True)
    for person in (None, curator, moderator):
        if person:
            client.force_login(person)
        assert client.get(address(debate)).status_code == 404
        assert client.get(address(debate, "statistics.csv")).status_code == 404
        assert client.get(f"/api/v1/debates/{debate.pk}/statistics/").status_code == 404
    client.force_login(curator)
    assert address(debate) not in client.get(debate.get_absolute_url()).content.decode()
    assert count_site().totals == {"debates": 0, "claims": 0, "evidence": 0, "ratings": 0, "people": 0}


def test_a_wrong_slug_leads_to_the_right_one_and_a_strange_ending_nowhere(client, debate):
    wrong = f"/debates/{debate.pk}/wrong"
    assert client.get(f"{wrong}/statistics/")["Location"] == address(debate)
    assert client.get(f"{wrong}/statistics.csv")["Location"] == address(debate, "statistics.csv")
    assert client.get(address(debate, "statistics.exe")).status_code == 404
    assert client.get("/statistics.xlsx").status_code == 404
    for number in (0, 999_999, 10**30):
        assert client.get(f"/debates/{number}/x/statistics/").status_code == 404
        assert client.get(f"/api/v1/debates/{number}/statistics/").status_code == 404


def test_the_number_of_queries_does_not_grow(client, debate):
    def queries(path):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    paths = [address(debate), address(debate, "statistics.csv"), f"/api/v1/debates/{debate.pk}/statistics/"]
    before = [queries(path) for path in paths]
    thesis = debate.claims.get(parent=None)
    for at in range(10):
        claim = factories.argument(thesis)
        factories.rate(claim, times=1)
        factories.evidence(claim, source=factories.source(kind=("book", "report", "speech")[at % 3]))
    assert [queries(path) for path in paths] == before
    assert before == [5, 4, 4]


def test_the_file_has_a_header_and_one_row_a_figure(client, debate):
    response = client.get(address(debate, "statistics.csv"))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert f'filename="{debate.slug}-statistics.csv"' in response["Content-Disposition"]
    assert response.content.decode().splitlines()[0] == "chart,label,value"
    found = figures(client, address(debate, "statistics.csv"))
    monday = timezone.now().date() - timedelta(days=timezone.now().weekday())
    assert found["ratings_by_time"] == {monday.isoformat(): 6}
    assert found["people"]["Took part in any way"] == 9
    assert found["evidence_by_kind"] == {"Report, commentary or filing": 1}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_spreadsheet_takes_a_label_for_a_formula(start):
    chart = Chart("kinds", "Kinds", "Kind", [Figure("x", f'{start}HYPERLINK("ü")', 3)])
    table = list(csv.reader(io.StringIO(file_of(rows_of([chart]), "x").content.decode(), newline="")))
    assert table[1] == ["kinds", f'\'{start}HYPERLINK("ü")', "3"]


def test_the_api_tells_the_same_figures_as_the_file(debate, client):
    told = ContractClient().get(f"/api/v1/debates/{debate.pk}/statistics/").json()
    assert told["totals"] == {"claims": 2, "evidence": 1, "ratings": 6, "people": 9}
    rows = {
        chart["chart"]: {
            figure["code" if chart["per"] else "label"]: figure["value"] for figure in chart["figures"]
        }
        for chart in told["charts"]
    }
    filed = figures(client, address(debate, "statistics.csv"))
    assert {code: chart for code, chart in rows.items() if chart} == filed


def test_the_site_is_counted_once_and_then_kept(client, debate):
    page = client.get("/statistics/").content.decode()
    assert "1 debate<" in page
    assert "Debates by state" in page
    assert 'href="/statistics/"' in client.get("/").content.decode()
    factories.debate()
    assert "1 debate<" in client.get("/statistics/").content.decode()
    assert figures(client, "/statistics.csv")["debates"] == {"Open": 1}
    told = ContractClient().get("/api/v1/statistics/").json()
    assert told["totals"]["debates"] == 1
    with CaptureQueriesContext(connection) as asked:
        client.get("/statistics/")
    assert not [query for query in asked if "archive_claim" in query["sql"]]


def test_old_figures_are_shown_while_a_worker_is_asked_once_for_new_ones(client, debate, asked, monkeypatch):
    client.get("/statistics/")
    factories.debate()
    monkeypatch.setattr(kept, "FRESH_FOR", timedelta(0))
    for _ in range(3):
        assert "1 debate<" in client.get("/statistics/").content.decode()
    assert asked == [1]
    kept.recount_site_soon.call()
    assert "2 debates" in client.get("/statistics/").content.decode()


def test_a_large_site_is_never_counted_while_somebody_waits(client, debate, asked, monkeypatch):
    monkeypatch.setattr(kept, "SMALL", 1)
    page = client.get("/statistics/")
    assert page.status_code == 200
    assert "being counted for the first time" in page.content.decode()
    response = client.get("/statistics.csv")
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    told = ContractClient().get("/api/v1/statistics/").json()
    assert told == {"as_of": None, "totals": None, "charts": []}
    assert asked == [1]


def test_an_empty_site_can_be_looked_at(client):
    assert client.get("/statistics/").status_code == 200
    assert ContractClient().get("/api/v1/statistics/").json()["totals"]["claims"] == 0
