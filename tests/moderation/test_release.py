"""First posts that wait: who sees them, and what releasing does."""

import pytest

from archive.claims import services
from archive.claims.models import Claim
from archive.core.models import Publication
from archive.core.text import normal
from archive.moderation.models import Act, Decision
from archive.moderation.services import decide
from archive.sources.services import add_source
from tests import factories
from tests.moderation.desk import Desk
from tests.oracle import assert_counted


@pytest.fixture
def held(thesis, newcomer, rules):
    """A newcomer's first argument, which waits."""
    rules(HOLD_FIRST=3)
    return factories.argument(thesis, "supports", "A newcomer's point.", newcomer)


def release(thing, moderator):
    return decide(act=Act.RELEASE, thing=thing, moderator=moderator, reason="It is on the point.")


def test_held_claim_is_seen_by_its_author_and_moderators_only(held, newcomer, opponent, moderator, door):
    address = held.get_absolute_url()
    seen = {name: door.sees(person, address) for name, person in [
        ("anyone", None), ("opponent", opponent), ("author", newcomer), ("moderator", moderator)
    ]}  # fmt: skip
    assert seen == {"anyone": 404, "opponent": 404, "author": 200, "moderator": 200}


def test_released_claim_is_seen_by_everybody_and_counts(thesis, held, moderator, door):
    thesis.refresh_from_db()
    assert thesis.children == 0
    release(held, moderator)
    thesis.refresh_from_db()
    assert (thesis.children, thesis.supports) == (1, 1)
    assert door.sees(None, held.get_absolute_url()) == 200
    assert_counted()


def test_moderator_releases_from_the_page_of_what_waits(held, desk, moderator):
    page = desk.client.get("/admin/archive/decision/waiting/")
    assert held.statement in normal(page.content.decode().replace("&#x27;", "'"))
    desk.do("release", held, reason="It is on the point.")
    held.refresh_from_db()
    assert held.state == Publication.PUBLISHED
    assert "Nothing waits." in desk.client.get("/admin/archive/decision/waiting/").content.decode()


def test_front_page_counts_what_waits(held, desk):
    front = desk.client.get("/admin/")
    assert front.context["counts"]["claims"] == 1
    assert "<b>1</b> claim" in front.content.decode()


def test_releasing_a_card_releases_the_source_that_waits(claim, newcomer, moderator, rules):
    rules(HOLD_FIRST=3)
    source = add_source(fields={"title": "A new report"}, added_by=newcomer, state=Publication.HELD)
    card = factories.evidence(claim, newcomer, source=source)
    release(card, moderator)
    source.refresh_from_db()
    assert source.state == Publication.PUBLISHED
    assert list(Decision.objects.order_by("id").values_list("source", "evidence")) == [
        (None, card.pk),
        (source.pk, None),
    ]
    assert_counted()


def test_releasing_a_drawn_thesis_releases_its_debate_and_its_source(newcomer, moderator, rules, door):
    rules(HOLD_FIRST=3)
    source = add_source(fields={"title": "A new essay"}, added_by=newcomer, state=Publication.HELD)
    debate = services.draw_claim(
        source=source, exact="words of it", statement="The essay says so.", author=newcomer, paragraph=1
    )
    assert door.sees(None, debate.get_absolute_url()) == 404
    release(Claim.objects.get(debate=debate), moderator)
    source.refresh_from_db()
    debate.refresh_from_db()
    assert (source.state, debate.held) == (Publication.PUBLISHED, False)
    assert door.sees(None, debate.get_absolute_url()) == 200
    assert_counted()


def test_held_claim_can_be_removed_without_ever_being_shown(held, moderator, thesis, client):
    Desk(moderator).do("remove", held, rule="no_spam", reason="An advertisement.")
    held.refresh_from_db()
    assert (held.state, held.published_at) == (Publication.REMOVED, None)
    assert held.statement not in client.get(thesis.get_absolute_url()).content.decode()
    assert_counted()


def test_moderator_does_not_release_their_own(held, newcomer):
    newcomer.is_staff = True
    newcomer.save()
    page = Desk(newcomer).client.get("/admin/archive/decision/waiting/").content.decode()
    assert "another moderator decides" in page
    assert "/act/release/" not in page
    assert Desk(newcomer).do("release", held, reason="Mine is fine.").status_code == 403
