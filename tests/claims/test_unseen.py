"""What moderators or authors took back shows through no crack: titles, passages, cards, sources, file checks."""

import pytest
from django.test import Client

from archive.claims import services
from archive.claims.models import Debate
from archive.core.models import Publication
from archive.moderation.models import Act
from archive.moderation.services import decide
from tests import factories
from tests.contract import ContractClient
from tests.moderation.test_at_once import at_once

pytestmark = pytest.mark.django_db


def read(person, *addresses: str) -> str:
    """Return everything that these pages, and API answers, say to the person."""
    browser, program = Client(), ContractClient()
    if person is not None:
        browser.force_login(person)
        program.force_authenticate(person)
    answers = [(program if "/api/" in one else browser).get(one, follow=True) for one in addresses]
    return "".join(answer.content.decode() for answer in answers)


def remove(thing, moderator):
    decide(act=Act.REMOVE, thing=thing, moderator=moderator, rule="civil", reason="Rude.")


def places_of(debate) -> list[str]:
    thesis = debate.claims.get(parent=None)
    pages = [
        f"/debates/{debate.pk}/",
        "/debates/",
        "/",
        f"/claims/{thesis.pk}/",
        f"/claims/{thesis.pk}/standing/",
    ]
    return [*pages, f"/api/v1/debates/{debate.pk}/", "/api/v1/debates/", f"/api/v1/claims/{thesis.pk}/"]


def test_the_title_of_a_debate_goes_with_its_removed_thesis(author, moderator):
    debate = factories.debate(author=author, title="Slanderous heading")
    assert "Slanderous heading" in read(None, *places_of(debate))
    remove(debate.claims.get(), moderator)
    assert "Slanderous heading" not in read(None, *places_of(debate), f"/people/{author.username}/")
    assert "Slanderous heading" in read(author, f"/debates/{debate.pk}/")
    assert "Slanderous heading" in read(moderator, f"/api/v1/debates/{debate.pk}/")


def test_words_that_a_removed_thesis_was_drawn_from_go_with_it(author, moderator):
    source = factories.source()
    debate = services.draw_claim(
        source=source, exact="Slander in marks", statement="A thesis.", author=author
    )
    places = [*places_of(debate), f"/sources/{source.pk}/"]
    assert read(None, *places).count("Slander in marks") >= 4
    remove(debate.claims.get(), moderator)
    assert "Slander in marks" not in read(None, *places)
    assert "Slander in marks" in read(author, *places)


def test_a_removed_source_is_named_nowhere(author, moderator):
    source = factories.source("Leaked papers", url="https://example.org/leak")
    card = factories.evidence(source=source)
    debate = services.draw_claim(source=source, exact="Some words", statement="A thesis.", author=author)
    cited = [f"/debates/{card.claim.debate_id}/", f"/evidence/{card.pk}/", f"/claims/{card.claim_id}/"]
    places = [*places_of(debate), *cited, f"/api/v1/evidence/{card.pk}/"]
    assert "Leaked papers" in read(None, *places)
    remove(source, moderator)
    said = read(None, *places)
    assert "Leaked papers" not in said
    assert "example.org/leak" not in said
    assert card.tag in said
    assert "Leaked papers" in read(moderator, *cited)


def test_cards_under_a_removed_claim_are_not_there(moderator):
    card = factories.evidence(tag="Rude card")
    places = [f"/evidence/{card.pk}/", f"/api/v1/evidence/?claim={card.claim_id}"]
    assert "Rude card" in read(None, *places)
    remove(card.claim, moderator)
    assert "Rude card" not in read(None, *places)
    assert "Rude card" in read(moderator, *places)


def test_the_locator_of_a_removed_card_goes_with_it(moderator):
    card = factories.evidence(locator="p. 4, rude")
    remove(card, moderator)
    places = [f"/evidence/{card.pk}/", f"/api/v1/evidence/{card.pk}/"]
    assert "p. 4, rude" not in read(None, *places)
    assert "p. 4, rude" in read(card.author, *places)


def test_a_debate_withdrawn_unanswered_is_out_of_sight(door, author, opponent):
    debate = factories.debate(author=author, title="Second thoughts")
    services.withdraw_claim(claim=debate.claims.get(), author=author)
    assert "Second thoughts" not in read(opponent, "/debates/", "/api/v1/debates/")
    assert door.sees(opponent, f"/debates/{debate.pk}/") == 404
    assert door.sees(author, f"/debates/{debate.pk}/") == 200


def test_withdrawn_debates_do_not_end_the_list_early(author):
    debates = [factories.debate(author=author) for _ in range(23)]
    services.withdraw_claim(claim=debates[-1].claims.get(), author=author)
    assert len(Debate.objects.visible_to(None)) == 22
    assert "from=20" in read(None, "/debates/?order=newest")


def test_the_same_bytes_do_not_name_a_source_that_waits(opponent, newcomer, rules):
    rules(HOLD_FIRST=3)
    services.capture_source(data=b"The same words.", captured_by=newcomer, fields={"title": "Waiting papers"})
    for client in (Client(), ContractClient()):
        if isinstance(client, ContractClient):
            client.force_authenticate(opponent)
            answer = client.post(
                "/api/v1/sources/", {"title": "Mine", "text": "The same words."}, format="json"
            )
        else:
            client.force_login(opponent)
            answer = client.post("/sources/add/", {"title": "Mine", "text": "The same words."})
        assert answer.status_code in (409, 422)
        said = answer.content.decode()
        assert "stored already" in said
        assert "Waiting papers" not in said
        assert "waiting-papers" not in said


def test_a_suspended_author_still_reads_their_own_removed_words(author, moderator):
    claim = factories.argument(author=author, statement="My own words.")
    remove(claim, moderator)
    author.suspended_until = author.date_joined.replace(year=2999)
    author.save()
    assert "My own words." in read(author, f"/claims/{claim.pk}/")


@pytest.mark.parametrize("state", [Publication.REMOVED, Publication.WITHDRAWN])
def test_nobody_adds_evidence_to_a_claim_that_is_gone(door, author, moderator, state):
    claim = factories.argument(author=author)
    factories.argument(claim)
    if state == Publication.REMOVED:
        remove(claim, moderator)
    else:
        services.withdraw_claim(claim=claim, author=author)
    outcome = door.attach(author, claim, factories.source())
    assert (outcome.ok, outcome.codes) == (False, ("not_published",))


@pytest.mark.django_db(transaction=True)
def test_of_several_who_open_the_same_debate_at_once_one_wins():
    people = [factories.person() for _ in range(3)]
    at_once(*(lambda by=by: services.open_debate(statement="One thesis.", author=by) for by in people))
    assert Debate.objects.count() == 1
