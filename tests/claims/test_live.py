"""What pages that stay open ask for: the version of a debate, its news, and one argument to put in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.claims import services
from archive.claims.models import Claim
from archive.claims.queries.news import LISTED, versions
from archive.claims.urls import debate_pages, source_pages
from archive.sources.models.source import TAKEN
from tests import factories
from tests.claims.test_thread import grow

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_once(rules):
    """Nothing is remembered, unless a test is about it."""
    versions.known.clear()
    rules(VERSION_SECONDS=0)


@pytest.fixture
def debate(thesis):
    return thesis.debate


def version(client, debate, known=None):
    headers = {} if known is None else {"If-None-Match": known}
    return client.get(f"/debates/{debate.pk}/version/", headers=headers)


def news(client, debate, shown=(), *, ago=timedelta(0), **query):
    """Return the news of a page that was made now, after everything there was a minute older."""
    query = {
        "after": (timezone.now() - ago).isoformat(),
        "ids": ",".join(str(one.pk) for one in shown),
    } | query
    response = client.get(f"/debates/{debate.pk}/news/", query)
    assert response.status_code == 200
    return response.json()


def long_ago(debate):
    """Let everything that stands in the debate be from yesterday."""
    yesterday = timezone.now() - timedelta(days=1)
    debate.claims.update(published_at=yesterday, own_activity=yesterday, last_activity=yesterday)


# ----------------------------------------------------------------------------------------------------- the version


@pytest.mark.parametrize(
    "act",
    [
        lambda claim: factories.argument(claim),
        lambda claim: factories.rate(claim),
        lambda claim: factories.evidence(claim),
        lambda claim: services.ask_for_evidence(claim=claim, person=factories.person()),
        lambda claim: services.withdraw_claim(claim=claim, author=claim.author),
        lambda claim: services.reword_claim(claim=claim, statement="Other words.", author=claim.author),
    ],
    ids=["argue", "rate", "add evidence", "ask for evidence", "withdraw", "reword"],
)
def test_the_version_is_another_after_every_act(client, debate, thesis, act):
    claim = factories.argument(thesis)
    first = version(client, debate)
    assert first.status_code == 200
    assert version(client, debate, first["ETag"]).status_code == 304
    act(claim)
    second = version(client, debate, first["ETag"])
    assert second.status_code == 200
    assert int(second.content) > int(first.content)


def test_a_304_says_nothing_and_costs_at_most_one_query(client, debate, opponent, django_assert_num_queries):
    client.force_login(opponent)
    known = version(client, debate)["ETag"]
    with django_assert_num_queries(1):
        response = version(client, debate, f'"other", {known}')
    assert response.status_code == 304
    assert response.content == b""
    assert response["Cache-Control"] == "public, max-age=2"
    assert "Cookie" not in response.headers.get("Vary", "")
    assert not response.cookies


def test_readers_within_a_second_cost_no_query(client, rules, debate, django_assert_num_queries):
    rules(VERSION_SECONDS=60)
    with django_assert_num_queries(1):
        known = version(client, debate)["ETag"]
    with django_assert_num_queries(0):
        for _ in range(5):
            assert version(client, debate, known).status_code == 304


def test_versions_of_no_more_than_so_many_debates_are_remembered(client, monkeypatch, rules, debate):
    rules(VERSION_SECONDS=60)
    monkeypatch.setattr("archive.claims.queries.news.REMEMBERED", 3)
    for number in range(10):
        version(client, type(debate)(pk=10**6 + number))
    assert len(versions.known) <= 3


def test_the_version_of_what_is_not_for_everybody_is_not_there(client, rules, newcomer, moderator, author):
    rules(HOLD_FIRST=3)
    held = factories.debate(author=newcomer)
    rules(HOLD_FIRST=0)
    gone = factories.debate(author=author)
    services.withdraw_claim(claim=gone.claims.get(), author=author)
    for person in (None, newcomer, moderator):
        if person:
            client.force_login(person)
        assert version(client, held).status_code == 404
        assert version(client, gone).status_code == 404
    assert client.get(f"/debates/{10**18}/version/").status_code == 404
    assert client.get(f"/debates/{10**30}/version/").status_code in (400, 404)
    assert client.post(f"/debates/{gone.pk}/version/").status_code == 405


# -------------------------------------------------------------------------------------------------------- the news


def test_news_name_new_arguments_and_the_nearest_shown_claim_above(client, debate, thesis):
    shown = factories.argument(thesis)
    hidden = factories.argument(shown)
    long_ago(debate)
    direct, below, nested = factories.argument(shown), factories.argument(hidden), None
    nested = factories.argument(direct)
    found = news(client, debate, [thesis, shown])
    assert [(one["id"], one["under"], one["parent"]) for one in found["new"]] == [
        (below.pk, shown.pk, hidden.pk),
        (direct.pk, shown.pk, shown.pk),
        (nested.pk, shown.pk, direct.pk),
    ]
    assert [one["number"] for one in found["new"]] == ["1.1.1", "1.2", "1.2.1"]
    debate.refresh_from_db()
    assert found["version"] == debate.version
    assert not found["more"]


def test_news_of_a_page_elsewhere_stand_under_nothing(client, debate, thesis):
    shown = factories.argument(thesis)
    long_ago(debate)
    factories.argument(thesis)
    assert [one["under"] for one in news(client, debate, [shown])["new"]] == [None]


def test_ones_own_and_what_the_page_shows_already_is_no_news(client, debate, thesis, author, opponent):
    long_ago(debate)
    own, other = factories.argument(thesis, author=author), factories.argument(thesis, author=opponent)
    client.force_login(author)
    assert [one["id"] for one in news(client, debate, [thesis])["new"]] == [other.pk]
    assert news(client, debate, [thesis, own, other])["new"] == []


def test_what_waits_for_a_moderator_is_news_once_it_is_let_through(
    client, rules, debate, thesis, newcomer, moderator
):
    rules(HOLD_FIRST=3)
    held = factories.argument(thesis, author=newcomer)
    assert news(client, debate, [thesis])["new"] == []
    client.force_login(moderator)
    assert news(client, debate, [thesis])["new"] == []
    services.set_claim_state(claim=held, state="published", moderator=moderator, reason="", entry=1)
    assert [one["id"] for one in news(client, debate, [thesis])["new"]] == [held.pk]


def test_new_answers_under_a_removed_claim_are_found(client, debate, thesis, moderator):
    removed = factories.argument(thesis)
    factories.argument(removed)
    inner = factories.argument(removed)
    services.set_claim_state(claim=removed, state="removed", moderator=moderator, reason="Rude.", entry=1)
    long_ago(debate)
    factories.argument(inner)
    assert [one["under"] for one in news(client, debate, [thesis, removed, inner])["new"]] == [inner.pk]


def test_figures_of_shown_claims_are_as_they_are_now(client, debate, thesis):
    argument = factories.argument(thesis, stance="supports")
    factories.rate(argument, convincing=4, bearing=4, times=3)
    found = news(client, debate, [thesis, argument])["claims"]
    assert found[str(thesis.pk)] | {"standing": 0} == {
        "standing": 0,
        "supports": 1,
        "opposes": 0,
        "children": 1,
        "descendants": 1,
        "raters": 0,
        "cards": 0,
    }
    standing = found[str(argument.pk)]["standing"]
    page = client.get(debate.get_absolute_url()).content.decode()
    assert f'x="{standing["x"]}" y="2" width="{standing["width"]}"' in page
    assert standing["value"] in page


def test_what_was_reworded_moved_or_taken_away_is_counted(client, debate, thesis, author, moderator):
    alone, answered, moved, reworded, same, merged = (
        factories.argument(thesis, author=author) for _ in range(6)
    )
    factories.argument(answered)
    shown = [thesis, alone, answered, moved, reworded, same, merged]
    before = timezone.now()
    for claim in (alone, answered):
        services.withdraw_claim(claim=claim, author=author)
    services.reword_claim(claim=reworded, statement="Other words.", author=author)
    Claim.objects.filter(pk=moved.pk).update(moved_at=timezone.now())
    Claim.objects.filter(pk=merged.pk).update(state="merged", merged_into=same)
    changed = [alone.pk, answered.pk, moved.pk, reworded.pk, merged.pk]
    assert news(client, debate, shown, after=before.isoformat())["changed"] == changed
    later = news(client, debate, shown)
    assert later["changed"] == [alone.pk, merged.pk]  # the others stand on a page that is made now
    assert str(answered.pk) not in later["claims"]


def test_claims_of_other_debates_are_told_nothing_about(client, debate, thesis):
    elsewhere = factories.argument()
    found = news(client, debate, [thesis, elsewhere])
    assert list(found["claims"]) == [str(thesis.pk)]
    assert found["changed"] == [elsewhere.pk]


def test_news_of_a_debate_that_one_does_not_see_are_not_there(client, rules, newcomer, opponent):
    rules(HOLD_FIRST=3)
    held = factories.debate(author=newcomer)
    client.force_login(opponent)
    assert client.get(f"/debates/{held.pk}/news/").status_code == 404
    client.force_login(newcomer)
    assert client.get(f"/debates/{held.pk}/news/").status_code == 200


def test_many_new_arguments_are_not_all_listed(client, debate, thesis):
    grow(debate, LISTED + 20)
    found = news(client, debate, [thesis], ago=timedelta(hours=1))
    assert len(found["new"]) == LISTED
    assert found["more"]


@pytest.mark.parametrize("count", [50, 1000])
def test_news_take_the_same_few_queries_at_any_size(client, debate, thesis, count, django_assert_num_queries):
    grow(debate, count)
    shown = list(debate.claims.order_by("path")[:120])
    with django_assert_num_queries(3):
        assert len(news(client, debate, shown, ago=timedelta(hours=1))["claims"]) == min(120, count + 1)


@pytest.mark.parametrize(
    "query",
    [
        {"after": ""},
        {"after": "soon", "ids": "a,b,,-1,1.5,²"},
        {"after": "0001-01-01T00:00+14:00", "ids": "9" * 30},
        {"after": "9999-12-31T23:59-14:00", "ids": ",".join(str(n) for n in range(5000))},
        {"after": "2026-01-01T00:00", "ids": "1" * 40_000},
    ],
    ids=["empty", "nonsense", "the first year", "thousands of ids", "one huge id"],
)
def test_nonsense_asks_for_no_news(client, debate, query):
    long_ago(debate)
    response = client.get(f"/debates/{debate.pk}/news/", query)
    assert response.status_code == 200
    assert response.json()["new"] == []


# ---------------------------------------------------------------------------------------------------- one argument


def test_a_fragment_is_the_argument_as_the_page_prints_it(client, thesis, opponent):
    argument = factories.argument(factories.argument(thesis))
    answer = factories.argument(argument, statement="An answer to it.")
    client.force_login(opponent)
    html = client.get(f"/claims/{argument.pk}/fragment/").content.decode()
    assert html.lstrip().startswith(f'<li class="argument" id="c{argument.pk}"')
    assert f'id="c{answer.pk}"' in html
    assert "<html" not in html
    page = client.get(thesis.debate.get_absolute_url()).content.decode()
    heading = f'<h4 class="argument-head"><a class="argument-number" href="#c{argument.pk}"'
    assert heading in html
    assert heading in page


def test_a_thesis_and_what_one_does_not_see_have_no_fragment(client, rules, thesis, newcomer, opponent):
    assert client.get(f"/claims/{thesis.pk}/fragment/").status_code == 404
    rules(HOLD_FIRST=3)
    held = factories.argument(thesis, author=newcomer)
    client.force_login(opponent)
    assert client.get(f"/claims/{held.pk}/fragment/").status_code == 404
    assert client.get("/claims/999999999/fragment/").status_code == 404


@pytest.mark.parametrize("query", ["top=99", "top=-1", "top=x", "order=nonsense", "levels=x"])
def test_nonsense_breaks_no_fragment(client, thesis, query):
    argument = factories.argument(thesis)
    assert client.get(f"/claims/{argument.pk}/fragment/?{query}").status_code == 200


def test_a_page_has_a_link_to_what_came_since(client, debate, thesis):
    factories.argument(thesis)
    for address in (debate.get_absolute_url(), f"/claims/{thesis.pk}/"):
        page = client.get(address).content.decode()
        link = page.partition('">Look for new arguments')[0].rpartition('href="')[2].replace("&amp;", "&")
        assert link.startswith(f"{debate.get_absolute_url()}?show=new&since=")
        assert client.get(link).context["rows"] == []
        later = factories.argument(thesis)
        rows = client.get(link).context["rows"]
        assert [(row.id, row.changes) for row in rows] == [(thesis.pk, ("answered",)), (later.pk, ("new",))]


# ---------------------------------------------------------------------------------------------------- addresses


def test_no_title_takes_the_address_of_a_page(client, author):
    pages = [str(page.pattern).split("/") for page in [*debate_pages, *source_pages]]
    words = {
        parts[1] for parts in pages if parts[0] == "<int:id>" and len(parts) == 3 and "<" not in parts[1]
    }
    assert words <= TAKEN
    for word in sorted(words):
        debate = factories.debate(author=author, title=word.capitalize())
        assert client.get(debate.get_absolute_url()).status_code == 200
