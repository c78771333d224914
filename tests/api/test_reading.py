"""Reading lists and single things: their shape, who sees what, filters, pages, and the number of queries."""

import pytest
from django.utils import timezone

from archive.claims import services
from archive.claims.models import Claim
from archive.core.models import Publication
from tests import factories
from tests.contract import client_of

LISTS = ["sources", "debates", "claims", "evidence"]


def ids(answer):
    return [row["id"] for row in answer.json()["results"]]


@pytest.fixture
def tree(thesis, author, opponent):
    """A thesis with an answered counterargument that has evidence, and an unanswered supporting argument."""
    against = factories.argument(thesis, "opposes", "They leak through third countries.", opponent)
    reply = factories.argument(against, "opposes", "Leaks raise the price.", author)
    support = factories.argument(thesis, "supports", "Lead times doubled.", author)
    card = factories.evidence(against, opponent, source=factories.source("Leaks, counted", opponent))
    return {"thesis": thesis, "against": against, "reply": reply, "support": support, "card": card}


def test_claim_says_where_it_stands_and_who_wrote_it(tree):
    row = client_of().get(f"/api/v1/claims/{tree['against'].pk}/").json()
    assert row["url"] == f"/claims/{tree['against'].pk}/"
    assert (row["parent"], row["debate"]) == (tree["thesis"].pk, tree["thesis"].debate_id)
    assert (row["stance"], row["number"], row["depth"], row["state"]) == ("opposes", "1", 1, "published")
    assert row["author"] == {"username": "opponent", "name": "opponent", "url": "/people/opponent/"}
    assert row["counters"] == {
        "children": 1,
        "supports": 0,
        "opposes": 1,
        "descendants": 1,
        "evidence": 1,
        "raters": 0,
    }


def test_standing_has_a_number_once_enough_have_rated(thesis):
    address = f"/api/v1/claims/{thesis.pk}/"
    factories.rate(thesis, convincing=4, times=4)
    few = {"value": None, "label": "too few ratings", "ratings": 4, "enough": False}
    assert client_of().get(address).json()["standing"] == few
    factories.rate(thesis, convincing=4)
    enough = {"value": 0.81, "label": "well supported", "ratings": 5, "enough": True}
    assert client_of().get(address).json()["standing"] == enough


def test_how_others_rated_is_in_no_answer(thesis, author):
    factories.rate(thesis, convincing=4, times=6)
    client = client_of(author)
    for address in ("claims/", f"claims/{thesis.pk}/", "debates/", f"debates/{thesis.debate_id}/thread/"):
        text = client.get(f"/api/v1/{address}").content.decode()
        assert "sum" not in text
        assert "mean" not in text
        assert '"convincing"' not in text


def test_drawn_claim_names_its_passage(author):
    source = factories.source("An essay", author)
    services.draw_claim(
        source=source,
        exact="not a shock",
        statement="It was no shock.",
        author=author,
        paragraph=3,
        holds="denies",
    )
    claim = Claim.objects.get()
    (drawn,) = client_of().get(f"/api/v1/claims/{claim.pk}/").json()["drawn_from"]
    assert (drawn["source"], drawn["exact"], drawn["paragraph"]) == (source.pk, "not a shock", 3)
    assert (drawn["holds"], drawn["version"], drawn["start"]) == ("denies", None, None)


def test_removed_claim_keeps_its_place_and_not_its_words(tree, moderator):
    Claim.objects.filter(pk=tree["against"].pk).update(state=Publication.REMOVED, state_reason="Rule 2.")
    address = f"/api/v1/claims/{tree['against'].pk}/"
    row = client_of().get(address).json()
    assert (row["statement"], row["state"]) == (None, "removed")
    assert row["notice"] == "Removed by a moderator: Rule 2."
    assert client_of(moderator).get(address).json()["statement"] == "They leak through third countries."


@pytest.mark.parametrize(
    ("who", "found"), [(None, 404), ("opponent", 404), ("newcomer", 200), ("moderator", 200)]
)
def test_held_debate_is_there_for_its_opener_and_moderators(request, rules, newcomer, who, found):
    rules(HOLD_FIRST=3)
    held = factories.debate("Something new.", newcomer)
    client = client_of(request.getfixturevalue(who) if who else None)
    for address in (f"debates/{held.pk}/", f"debates/{held.pk}/thread/", f"claims/{held.claims.get().pk}/"):
        assert client.get(f"/api/v1/{address}").status_code == found
    assert (held.pk in ids(client.get("/api/v1/debates/"))) == (found == 200)


def test_held_source_is_not_named_in_a_citation(tree):
    tree["card"].source.state = Publication.REMOVED
    tree["card"].source.save()
    row = client_of().get(f"/api/v1/evidence/{tree['card'].pk}/").json()
    assert row["citation"] is None
    assert row["source"] == tree["card"].source_id


def test_evidence_names_its_source_and_its_check(tree):
    row = client_of().get(f"/api/v1/evidence/{tree['card'].pk}/").json()
    assert row["citation"] == "“Leaks, counted”"
    assert (row["claim"], row["check"]["state"]) == (tree["against"].pk, "no_quote")


def test_debate_shows_its_theses_and_counts(tree, curator):
    row = client_of().get(f"/api/v1/debates/{tree['thesis'].debate_id}/").json()
    assert row["counters"] == {"claims": 4, "evidence": 1, "ratings": 0}
    assert [thesis["id"] for thesis in row["theses"]] == [tree["thesis"].pk]
    assert [person["username"] for person in row["curators"]] == ["curator"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("debate={debate}", "support reply against thesis"),
        ("debate=999", ""),
        ("parent={thesis}", "support against"),
        ("author=OPPONENT", "against"),
        ("stance=supports", "support"),
        ("depth=0", "thesis"),
        ("depth=2", "reply"),
        ("state=removed", ""),
        ("unanswered=true", "support reply"),
        ("unanswered=false", "against thesis"),
        ("needs_evidence=true", "support reply"),
        ("created_since=2001-01-01T00:00:00Z", "support reply against thesis"),
        ("created_since=2999-01-01T00:00:00Z", ""),
        ("stance=opposes&author=author", "reply"),
    ],
)
def test_claims_can_be_chosen(tree, query, found):
    asked = query.format(debate=tree["thesis"].debate_id, thesis=tree["thesis"].pk)
    assert ids(client_of().get(f"/api/v1/claims/?{asked}")) == [tree[name].pk for name in found.split()]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("claim={claim}", 1),
        ("source={source}", 1),
        ("claim=0", 0),
        ("check_state=no_quote", 1),
        ("check_state=exact", 0),
        ("bearing=undermines", 0),
        ("bearing=supports", 1),
    ],
)
def test_evidence_can_be_chosen(tree, query, count):
    asked = query.format(claim=tree["against"].pk, source=tree["card"].source_id)
    assert len(ids(client_of().get(f"/api/v1/evidence/?{asked}"))) == count


def test_debates_can_be_chosen(thesis, curator):
    other = factories.debate("Autre chose.", language="fr")
    services.set_debate_state(debate=thesis.debate, by=curator, state="closed", reason="Done.")
    assert ids(client_of().get("/api/v1/debates/?state=closed")) == [thesis.debate_id]
    assert ids(client_of().get("/api/v1/debates/?language=FR")) == [other.pk]
    assert ids(client_of().get("/api/v1/debates/?topic=none")) == []


def test_sources_can_be_chosen(author):
    one = factories.source(
        "Chips and war", author, kind="book", doi="10.1234/AbC", url="https://example.org/a"
    )
    factories.source("Something else", author)
    for query in ("kind=book", "doi=10.1234/abc", "url=https://example.org/a", "q=CHIPS"):
        assert ids(client_of().get(f"/api/v1/sources/?{query}")) == [one.pk], query


def test_pages_neither_skip_nor_repeat_while_others_write(db):
    made = [factories.debate().pk for _ in range(5)]
    client, seen = client_of(), []
    address = "/api/v1/debates/?page_size=2"
    while address:
        page = client.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]
        factories.debate()
    assert seen == made[::-1]
    back = client.get(page["previous"]).json()
    assert [row["id"] for row in back["results"]] == made[1:3][::-1]


def fill(count, author):
    for _ in range(count):
        claim = factories.argument(factories.thesis(author=author), author=author)
        services.draw_claim(
            source=factories.source(added_by=author),
            exact="words",
            statement=f"Drawn {claim.pk}.",
            author=author,
        )
        factories.evidence(claim, author)


@pytest.mark.parametrize("who", [None, "opponent"])
@pytest.mark.parametrize("name", LISTS)
def test_lists_ask_the_same_number_of_queries_at_any_size(
    request, author, django_assert_max_num_queries, name, who
):
    client = client_of(request.getfixturevalue(who) if who else None)
    counts = []
    for more in (2, 10):
        fill(more, author)
        with django_assert_max_num_queries(5) as asked:
            assert client.get(f"/api/v1/{name}/?page_size=200").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_unchanged_answer_is_not_sent_again(thesis, author):
    client = client_of()
    address = f"/api/v1/debates/{thesis.debate_id}/thread/"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    factories.argument(thesis, author=author)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_times_are_utc(thesis):
    created = client_of().get(f"/api/v1/claims/{thesis.pk}/").json()["created"]
    assert created.endswith("Z")
    assert abs(timezone.datetime.fromisoformat(created) - thesis.created).total_seconds() < 1
