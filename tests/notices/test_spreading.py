"""Whom an act is told to, why, and to whom it never is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.accounts.models import User
from archive.claims import services
from archive.claims.models import Activity, Topic
from archive.claims.services.activity import note
from archive.moderation.services import decide
from archive.notices.models import Follow, Kind, Notification, Preference, Way
from archive.notices.queries import unread_of
from archive.notices.services import follow, set_ways
from archive.notices.services.spreading import spread_activities, spread_batch
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _told_so_far(thesis):
    """What the cast did before the test is told already."""
    spread()
    Notification.objects.all().delete()
    User.objects.update(unread_notices=0)


def spread():
    while spread_batch():
        pass


def told(person):
    """Return why a person was told, of each act in their order."""
    rows = Notification.objects.filter(person=person).order_by("activity_id")
    return [str(kind) for kind in rows.values_list("kind", flat=True)]


def test_an_answer_is_told_to_whom_it_answers_and_to_nobody_else(thesis, curator, author, opponent):
    answer = factories.argument(thesis, author=author)
    factories.argument(answer, author=opponent)
    spread()
    assert (told(curator), told(author), told(opponent)) == (["answer"], ["answer"], [])


def test_nobody_is_told_of_their_own_acts(thesis, curator):
    follow(person=curator, thing=thesis.debate)
    factories.argument(thesis, author=curator)
    spread()
    assert told(curator) == []


def test_one_act_is_told_once_for_the_most_particular_reason(thesis, curator, author):
    for thing in (thesis, thesis.debate, author):
        follow(person=curator, thing=thing)
    factories.argument(thesis, author=author)
    spread()
    assert told(curator) == ["answer"]
    curator.refresh_from_db()
    assert curator.unread_notices == unread_of(curator) == 1


def test_telling_twice_makes_no_second_notice(thesis, curator, author):
    factories.argument(thesis, author=author)
    spread()
    Activity.objects.update(spread_at=None)
    spread()
    assert told(curator) == ["answer"]


def test_evidence_is_told_to_the_author_of_its_claim(thesis, curator, author):
    factories.evidence(thesis, author=author)
    spread()
    assert told(curator) == ["evidence"]


@pytest.mark.parametrize("followed", ["debate", "claim", "source", "person", "topic"])
def test_who_follows_a_thing_hears_of_what_happens_in_it(followed, thesis, author, newcomer):
    topic = Topic.objects.create(slug="trade", name="Trade")
    source = factories.source()
    things = {"debate": thesis.debate, "claim": thesis, "source": source, "person": author, "topic": topic}
    follow(person=newcomer, thing=things[followed])
    spread()
    if followed == "topic":
        factories.debate(author=author, topics=[topic])
    else:
        factories.evidence(thesis, source=source, author=author)
    spread()
    assert told(newcomer) == ["followed"]


def test_who_follows_a_claim_hears_of_answers_right_under_it_and_no_deeper(thesis, author, newcomer):
    follow(person=newcomer, thing=thesis)
    answer = factories.argument(thesis, author=author)
    factories.argument(answer)
    spread()
    assert told(newcomer) == ["followed"]


def test_a_kind_that_is_switched_off_is_not_told_but_following_is_a_reason_of_its_own(thesis, curator):
    set_ways(person=curator, ways={"answer": "none"})
    factories.argument(thesis)
    spread()
    assert told(curator) == []
    follow(person=curator, thing=thesis.debate)
    factories.argument(thesis)
    spread()
    assert told(curator) == ["followed"]


@pytest.mark.parametrize("gone", [{"is_active": False}, {"closed_at": timezone.now()}])
def test_who_has_left_is_told_nothing(gone, thesis, curator):
    User.objects.filter(pk=curator.pk).update(**gone)
    factories.argument(thesis)
    spread()
    assert told(curator) == []


@pytest.mark.parametrize(
    ("state", "way"),
    [
        ({}, "daily"),
        ({"confirmed_at": None}, "site"),
        ({"bounced_at": timezone.now()}, "site"),
        ({"is_demo": True}, "site"),
        ({"email": ""}, "site"),
        ({"suspended_until": timezone.now() + timedelta(days=2)}, "site"),
    ],
)
def test_who_cannot_be_written_to_hears_of_it_on_the_site(state, way, thesis, curator):
    User.objects.filter(pk=curator.pk).update(**state)
    factories.argument(thesis)
    spread()
    assert Notification.objects.get(person=curator).way == way


def test_what_waits_for_a_moderator_is_told_when_it_is_published(rules, thesis, curator, newcomer, moderator):
    rules(HOLD_FIRST=3)
    held = factories.argument(thesis, author=newcomer)
    spread()
    assert told(curator) == []
    decide(act="release", thing=held, moderator=moderator, reason="It is fine.")
    spread()
    assert "answer" in told(curator)
    assert told(newcomer) == ["decision"]


def test_what_is_out_of_sight_when_it_is_told_is_told_to_its_author_alone(
    thesis, curator, author, newcomer, moderator
):
    follow(person=newcomer, thing=thesis.debate)
    claim = factories.argument(thesis, author=author)
    services.withdraw_claim(claim=claim, author=author)
    note("decision", actor=moderator, debate=thesis.debate, claim=claim, detail={"act": "remove", "entry": 1})
    spread()
    assert (told(curator), told(newcomer), told(author)) == ([], [], ["decision"])


def test_a_held_debate_is_told_to_nobody_who_may_not_see_it(thesis, curator, newcomer):
    follow(person=newcomer, thing=thesis.debate)
    factories.argument(thesis)
    thesis.debate.held = True
    thesis.debate.save()
    spread()
    assert (told(newcomer), told(curator)) == ([], [])


def test_closing_a_debate_is_told_to_those_who_took_part_and_follow(
    thesis, curator, author, opponent, newcomer
):
    factories.argument(thesis, author=author)
    factories.evidence(thesis, author=opponent)
    follow(person=newcomer, thing=thesis.debate)
    spread()
    services.set_debate_state(debate=thesis.debate, state="closed", reason="It is over.", by=curator)
    spread()
    assert [told(p)[-1] for p in (author, opponent, newcomer)] == ["conclusion"] * 3


def test_a_mark_is_told_to_those_who_cite_the_source(thesis, author, newcomer):
    card = factories.evidence(thesis, author=author)
    services.mark_source(source=card.source, person=card.source.added_by, kind="retracted", reason="Made up.")
    spread()
    assert (told(author), told(newcomer)) == (["retraction"], [])


def test_a_mention_of_nobody_of_oneself_and_of_nonsense_does_no_harm(thesis, author, newcomer):
    mentions = [newcomer.pk, newcomer.pk, author.pk, 10**12, "x", None, True]
    note("comment", actor=author, debate=thesis.debate, claim=thesis, detail={"mentions": mentions})
    spread()
    assert (told(newcomer), told(author)) == (["mention"], [])


def test_moving_a_claim_is_told_to_its_author(thesis, curator, author):
    first, second = factories.argument(thesis, author=author), factories.argument(thesis)
    spread()
    services.move_claim(
        claim=first, parent=second, stance="supports", reason="It answers that one.", person=curator
    )
    spread()
    assert told(author) == ["decision"]


def test_the_number_of_queries_does_not_grow_with_the_followers(
    thesis, author, django_assert_max_num_queries
):
    def followers(count):
        people = User.objects.bulk_create(
            User(username=f"f{count}-{n}", email=f"f{count}-{n}@example.org", confirmed_at=timezone.now())
            for n in range(count)
        )
        Follow.objects.bulk_create(Follow(follower=person, debate=thesis.debate) for person in people)

    for count in (2, 60):
        followers(count)
        factories.argument(thesis, author=author)
        with django_assert_max_num_queries(34):
            spread_batch()
    assert Notification.objects.filter(kind=Kind.FOLLOWED).count() == 2 + 62


def test_what_is_to_be_told_at_once_is_queued_as_a_letter(thesis, curator, author):
    Preference.objects.create(person=curator, kind=Kind.ANSWER, way=Way.AT_ONCE)
    factories.argument(thesis, author=author)
    spread_activities.call()
    notice = Notification.objects.get(person=curator)
    assert notice.letter is not None
    assert notice.letter.state == "waiting"
