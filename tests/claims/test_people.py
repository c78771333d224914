"""A person's page: what they argued, gave and were answered, who sees their ratings, and what they may do."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive.claims import services
from archive.moderation.models import Act
from archive.moderation.services import decide
from tests import factories
from tests.contract import client_of

pytestmark = pytest.mark.django_db


def page_of(person, viewer=None, **query) -> str:
    client = Client()
    if viewer is not None:
        client.force_login(viewer)
    answer = client.get(f"/people/{person.username}/", query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.fixture
def point(thesis, author):
    return factories.argument(thesis, author=author, statement="Ports would stand idle.")


def test_page_lists_claims_and_counts_both_sides(point, author, thesis):
    factories.argument(thesis, "supports", author=author)
    factories.argument(point)
    page = page_of(author)
    assert point.statement in page
    assert "1 supporting" in page
    assert "1 opposing" in page
    assert "2, of which 1 answered" in page


def test_evidence_stands_on_its_own_tab_with_its_check(point, author):
    card = factories.evidence(point, author, tag="Traffic fell by half.", quote="Half of it")
    page = page_of(author, show="evidence")
    assert card.tag in page
    assert "Not checked" in page
    assert point.statement in page


def test_answers_of_others_are_listed_and_ones_own_are_not(point, author, opponent):
    theirs = factories.argument(point, author=opponent, statement="Rail took over.")
    own = factories.argument(point, author=author, statement="I add a thing.")
    page = page_of(author, show="answers")
    assert theirs.statement in page
    assert opponent.signature in page
    assert own.statement not in page


def test_ratings_are_shown_only_if_their_person_chose_so(point, opponent, author):
    services.rate_claim(claim=point, rater=opponent, convincing=3, bearing=4)
    assert Client().get(f"/people/{opponent.username}/", {"show": "ratings"}).status_code == 404
    assert "kept private" in page_of(opponent)
    assert "Only you see these" in page_of(opponent, opponent, show="ratings")
    opponent.shows_ratings = True
    opponent.save()
    page = page_of(opponent, author, show="ratings")
    assert "convincing: mostly" in page
    assert "bearing: decisive" in page


def test_debates_opened_and_curated_are_listed(thesis, curator, opponent):
    factories.curate(thesis.debate, opponent)
    for person in (curator, opponent):
        assert thesis.statement in page_of(person, show="debates")
    assert "1 opened, 1 curated" in page_of(curator)


def test_nothing_that_is_out_of_sight_shows_on_any_tab(point, author, opponent, moderator):
    card = factories.evidence(point, author, tag="A tag of it.")
    answer = factories.argument(point, author=opponent, statement="Rude answer.")
    services.rate_claim(claim=point, rater=opponent, convincing=3)
    opponent.shows_ratings = True
    opponent.save()
    decide(act=Act.REMOVE, thing=answer, moderator=moderator, rule="civil", reason="Rude.")
    decide(act=Act.REMOVE, thing=point, moderator=moderator, rule="civil", reason="Rude.")
    pages = [page_of(p, show=s) for p in (author, opponent) for s in ("", "evidence", "answers", "debates")]
    everything = "".join([*pages, page_of(opponent, show="ratings")])
    for words in (card.tag, answer.statement, point.statement):
        assert words not in everything


@pytest.mark.parametrize(
    ("fields", "level", "says"),
    [
        ({}, "new", "The first 3 posts wait until a moderator has let them through; 1 of them have been."),
        ({"is_trusted": True}, "trusted", "no limits over time apply"),
        ({"is_staff": True}, "moderator", "Decides about reports"),
        ({"is_superuser": True, "is_staff": True}, "administrator", "Decides about reports"),
    ],
    ids=["new", "trusted", "moderator", "administrator"],
)
def test_trust_is_told_in_sentences_with_the_sites_numbers(rules, thesis, fields, level, says):
    person = factories.person(**fields)
    factories.argument(thesis, author=person)
    rules(HOLD_FIRST=3)
    assert says in page_of(person)
    told = client_of(None).get(f"/api/v1/people/{person.username}/").json()
    assert told["trust"]["level"] == level
    assert told["record"]["opposes"] == 1
    assert "email" not in told


def test_wrong_addresses_are_not_there(author):
    for query in ({"show": "secrets"}, {"show": "x" * 5000}):
        assert Client().get(f"/people/{author.username}/", query).status_code == 404
    for before in ("-1", "x", "9" * 40, "999999999"):
        assert Client().get(f"/people/{author.username}/", {"before": before}).status_code == 200
    assert Client().get("/people/nobody-here/").status_code == 404
    assert client_of(None).get("/api/v1/people/nobody-here/").status_code == 404


def test_empty_page_names_the_next_step_to_its_person_only(author, opponent):
    assert "Find a claim to answer" in page_of(author, author)
    assert "Find a claim to answer" not in page_of(author, opponent)


def test_page_asks_as_much_for_many_as_for_few_and_goes_on_below(thesis, author):
    client, counts, seen = Client(), {}, set()
    for size in (2, 21):
        for _ in range(size):
            factories.evidence(factories.argument(thesis, author=author), author)
        for show in ("", "evidence", "answers", "debates"):
            with CaptureQueriesContext(connection) as asked:
                client.get(f"/people/{author.username}/", {"show": show})
            counts.setdefault(show, set()).add(len(asked))
    assert all(len(sizes) == 1 for show, sizes in counts.items() if show in ("", "evidence")), counts
    assert max(max(sizes) for sizes in counts.values()) <= 10
    query = "?"
    while query:
        page = client.get(f"/people/{author.username}/{query}").content.decode()
        seen |= set(page.split("/claims/")[1:])
        query = page.split('rel="next" href="')[1].split('"')[0] if 'rel="next"' in page else ""
    assert {words.split("/")[0] for words in seen} >= {
        str(pk) for pk in thesis.answers.values_list("pk", flat=True)
    }
