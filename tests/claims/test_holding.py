"""A newcomer's posts wait until enough of them were let through."""

import pytest

from archive.claims import services
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _three_wait(rules):
    rules(HOLD_FIRST=3)


def release(claim, moderator):
    return services.set_claim_state(claim=claim, state="published", moderator=moderator, reason="", entry=1)


def test_posts_wait_until_three_were_let_through_however_many_were_typed(thesis_of_old, newcomer, moderator):
    posts = [factories.argument(thesis_of_old, author=newcomer) for _ in range(5)]
    assert {post.state for post in posts} == {"held"}
    for post in posts[:3]:
        release(post, moderator)
    assert factories.argument(thesis_of_old, author=newcomer).state == "published"


def test_evidence_that_was_let_through_counts_too(thesis_of_old, newcomer, moderator):
    release(factories.argument(thesis_of_old, author=newcomer), moderator)
    source = factories.source(added_by=moderator)
    for n in range(2):
        card = factories.evidence(thesis_of_old, author=newcomer, source=source, tag=f"It shows {n}.")
        assert card.state == "held"
        services.set_evidence_state(card=card, state="published", moderator=moderator, reason="", entry=1)
    assert factories.argument(thesis_of_old, author=newcomer).state == "published"


def test_withdrawing_what_waits_lets_nothing_through(thesis_of_old, newcomer):
    for _ in range(3):
        services.withdraw_claim(claim=factories.argument(thesis_of_old, author=newcomer), author=newcomer)
    assert factories.argument(thesis_of_old, author=newcomer).state == "held"


def test_what_was_let_through_and_withdrawn_later_counts(thesis_of_old, newcomer, moderator):
    for _ in range(3):
        claim = release(factories.argument(thesis_of_old, author=newcomer), moderator)
        services.withdraw_claim(claim=claim, author=newcomer)
    assert factories.argument(thesis_of_old, author=newcomer).state == "published"


def test_what_was_removed_after_all_does_not_count(thesis_of_old, newcomer, moderator):
    for _ in range(3):
        claim = release(factories.argument(thesis_of_old, author=newcomer), moderator)
        services.set_claim_state(claim=claim, state="removed", moderator=moderator, reason="Off.", entry=2)
    assert factories.argument(thesis_of_old, author=newcomer).state == "held"


def test_posts_of_moderators_and_trusted_accounts_never_wait(thesis_of_old, moderator):
    assert factories.argument(thesis_of_old, author=moderator).state == "published"
    assert factories.argument(thesis_of_old, author=factories.person(is_trusted=True)).state == "published"


@pytest.fixture
def thesis_of_old(moderator):
    """A published thesis by somebody whose posts do not wait."""
    return factories.thesis(author=moderator)
