"""Talk through every door: posting, answering, editing, taking back, resolving, and who may."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.claims import services
from archive.claims.models import Activity, Claim, Comment
from archive.core.models import Publication
from tests import factories
from tests.oracle import assert_counted

REFUSED = (400, 409, 422)


def comment_of(outcome) -> Comment:
    assert outcome.ok, outcome.text[:500]
    return Comment.objects.get(pk=outcome.id)


def acts():
    return list(Activity.objects.filter(kind="comment").order_by("id"))


def make_older(comment, **ago):
    Comment.objects.filter(pk=comment.pk).update(created=timezone.now() - timedelta(**ago))


def test_a_comment_about_a_claim_is_counted_and_noted(door, thesis, author):
    made = comment_of(door.talk(author, thesis, "Which *year* is meant?"))
    assert (made.claim_id, made.answers_id, made.state) == (thesis.pk, None, "published")
    assert Claim.objects.get(pk=thesis.pk).talk_count == 1
    (act,) = acts()
    assert (act.actor_id, act.claim_id, act.debate_id, act.comment_id) == (
        author.pk,
        thesis.pk,
        thesis.debate_id,
        made.pk,
    )
    assert act.detail == {"mentions": []}
    assert_counted()


def test_sources_and_debates_are_talked_about_too(door, thesis, author):
    source = factories.source()
    assert comment_of(door.talk(author, source)).source_id == source.pk
    assert comment_of(door.talk(author, thesis.debate)).debate_id == thesis.debate_id


def test_answers_stand_in_one_conversation_one_level_deep(door, thesis, author, opponent):
    begun = factories.comment(thesis, author)
    first = comment_of(door.talk(opponent, thesis, "1987.", answers=begun))
    second = comment_of(door.talk(author, thesis, "Thanks.", answers=first))
    assert (first.answers_id, second.answers_id) == (begun.pk, begun.pk)
    assert acts()[-1].detail == {"mentions": [], "answers": begun.pk}


def test_the_same_comment_within_a_minute_is_posted_once(door, thesis, author):
    first, again = door.talk(author, thesis, "Once."), door.talk(author, thesis, "Once.\n")
    assert first.id == again.id
    assert Comment.objects.count() == 1
    assert door.talk(author, thesis.debate, "Once.").id != first.id
    make_older(Comment.objects.get(pk=first.id), minutes=2)
    assert door.talk(author, thesis, "Once.").id not in (None, first.id)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \n\u200b", "empty"),
        ("x" * 5001, "too_long"),
        ("x" * 200_000, "too_long"),
        ("a\x00b", "control"),
        ("a\u202eb", "bidi"),
    ],
    ids=["nothing", "blank", "one over", "huge", "control", "direction"],
)
def test_bad_words_are_refused_at_their_field(door, thesis, author, text, code):
    outcome = door.talk(author, thesis, text)
    assert not outcome.ok
    assert outcome.codes == (code,)
    assert outcome.field == "text"
    assert not Comment.objects.exists()


def test_who_may_talk(door, thesis, stranger):
    assert door.talk(None, thesis).status == 401
    assert door.talk(stranger, thesis).codes == ("unconfirmed",)
    suspended = factories.person(suspended_until=timezone.now() + timedelta(days=1))
    assert door.talk(suspended, thesis).codes == ("suspended",)


@pytest.mark.parametrize("state", ["closed", "concluded"])
def test_talk_goes_on_in_a_debate_that_takes_no_posts(door, thesis, author, curator, state):
    services.set_debate_state(debate=thesis.debate, by=curator, state=state, reason="Done.", outcome="So.")
    assert door.talk(author, thesis).ok
    assert door.talk(author, thesis.debate).ok


def test_a_removed_claim_keeps_its_talk_and_takes_no_more(door, thesis, author, moderator):
    begun = factories.comment(thesis, author)
    services.set_claim_state(claim=thesis, state="removed", moderator=moderator, reason="Off.", entry=1)
    assert door.talk(author, thesis).codes == ("taken_away",)
    assert door.talk(author, thesis, answers=begun).codes == ("taken_away",)
    assert door.sees(author, f"/comments/{begun.pk}/") == 200
    assert_counted()


def test_a_link_leads_to_the_talk_of_what_it_shows(door, thesis, author, curator):
    claim = factories.argument(thesis)
    door.link(curator, claim, factories.argument(thesis))
    link = Claim.objects.get(same_as=claim)
    outcome = door.talk(author, link)
    if door.name == "api":
        assert outcome.codes == ("is_link",)
    else:
        assert (outcome.ok, Comment.objects.count()) == (True, 0)  # led there, with nothing posted


def test_an_answer_to_nothing_or_elsewhere_is_refused(door, thesis, author, moderator):
    elsewhere = factories.comment()
    if door.name == "api":
        assert door.talk(author, thesis, answers=elsewhere).codes == ("gone",)
        assert door.talk(author, thesis, answers=Comment(pk=2**40)).codes == ("does_not_exist",)
    else:
        assert door.talk(author, thesis, answers=Comment(pk=2**40)).status == 404
    begun = factories.comment(thesis)
    services.set_comment_state(comment=begun, state="removed", moderator=moderator, reason="Rude.", entry=1)
    assert door.talk(author, thesis, answers=begun).codes == ("not_published",)


def test_people_who_are_named_are_noted_once(door, thesis, author, opponent, curator):
    factories.person("away", suspended_until=timezone.now() + timedelta(days=1))
    factories.person("closed", closed_at=timezone.now())
    text = "@Opponent, @curator. See @opponent `@moderator` @away @closed @nobody @author me@curator.de"
    factories.person("moderator")
    assert door.talk(author, thesis, text).ok
    assert acts()[-1].detail["mentions"] == [opponent.pk, curator.pk]


def test_eleven_people_in_one_comment_are_too_many(door, thesis, author):
    for number in range(11):
        factories.person(f"p{number}")
    text = " ".join(f"@p{number}" for number in range(11))
    outcome = door.talk(author, thesis, text)
    assert outcome.codes == ("mentions",)
    assert outcome.field == "text"
    assert "11 people" in outcome.text
    assert door.talk(author, thesis, text.removesuffix(" @p10")).ok
    assert door.talk(author, thesis, " ".join(f"@unknown{n}" for n in range(300))).ok


def test_a_comment_can_be_edited_for_half_an_hour_and_says_so(door, thesis, author, opponent, curator):
    begun = factories.comment(thesis, author, "Ask @opponent.")
    assert door.edit_comment(opponent, begun, "Mine now.").status == 403
    assert door.edit_comment(author, begun, "Ask @opponent and @curator.").ok
    begun.refresh_from_db()
    assert begun.text.endswith("@curator.")
    assert begun.edited_at is not None
    assert acts()[-1].detail == {"mentions": [curator.pk], "edited": True}
    assert door.edit_comment(author, begun, "Never mind.").ok
    assert len(acts()) == 2
    assert door.edit_comment(author, begun, "").codes == ("empty",)
    make_older(begun, minutes=31)
    assert door.edit_comment(author, begun, "Late.").codes == ("window_over",)


def test_what_is_taken_back_unanswered_is_gone(door, thesis, author, opponent):
    begun = factories.comment(thesis, author)
    assert door.withdraw_comment(opponent, begun).status == 403
    assert door.withdraw_comment(author, begun).ok
    assert [door.sees(one, f"/comments/{begun.pk}/") for one in (None, author)] == [404, 404]
    assert door.withdraw_comment(author, begun).status == 404
    assert Claim.objects.get(pk=thesis.pk).talk_count == 0
    assert_counted()


def test_what_is_taken_back_answered_leaves_a_tombstone(door, thesis, author, opponent, client):
    begun = factories.comment(thesis, author, "Secretly wrong.")
    reply = factories.comment(thesis, opponent, "Indeed.", answers=begun)
    assert door.withdraw_comment(author, begun).ok
    assert door.withdraw_comment(author, begun).ok
    page = client.get(f"/claims/{thesis.pk}/talk/").content.decode()
    assert "Withdrawn by its author" in page
    assert "Secretly" not in page
    assert "Indeed." in page
    assert door.talk(author, thesis, "So I said.", answers=reply).ok
    assert_counted()


def test_who_may_resolve_and_reopen(door, thesis, author, opponent, curator, moderator):
    claim = factories.argument(thesis, author=author)
    begun = factories.comment(claim, opponent)
    bystander = factories.person()
    assert door.resolve(bystander, begun).status == 403
    for person in (author, opponent, curator, moderator):
        assert door.resolve(person, begun).ok
        begun.refresh_from_db()
        assert begun.resolved_by == person
        assert door.resolve(person, begun).ok
        assert door.resolve(person, begun, reopen=True).ok
        begun.refresh_from_db()
        assert (begun.resolved_by, begun.resolved_at) == (None, None)


def test_only_a_beginning_is_resolved_and_an_answer_opens_it_again(door, thesis, author, opponent):
    begun = factories.comment(thesis, author)
    reply = factories.comment(thesis, opponent, answers=begun)
    assert door.resolve(author, reply).status == 403
    assert door.resolve(opponent, reply).codes == ("not_a_conversation",)
    assert door.resolve(author, begun).ok
    assert door.talk(opponent, thesis, "Not quite.", answers=begun).ok
    begun.refresh_from_db()
    assert begun.resolved_at is None


def test_a_newcomers_comment_waits_until_it_is_released(door, thesis, newcomer, opponent, moderator, rules):
    rules(HOLD_FIRST=3)
    made = comment_of(door.talk(newcomer, thesis, "First words for @opponent."))
    assert made.state == Publication.HELD
    assert not acts()
    assert Claim.objects.get(pk=thesis.pk).talk_count == 0
    seen = [door.sees(one, f"/comments/{made.pk}/") for one in (None, opponent, newcomer, moderator)]
    assert seen == [404, 404, 200, 200]
    services.set_comment_state(comment=made, state="published", moderator=moderator, reason="", entry=1)
    assert door.sees(None, f"/comments/{made.pk}/") == 200
    assert acts()[-1].detail["mentions"] == [opponent.pk]
    assert_counted()


def test_three_comments_let_through_end_the_waiting(thesis, newcomer, moderator, rules):
    rules(HOLD_FIRST=3)
    for _ in range(3):
        waits = factories.comment(thesis, newcomer)
        services.set_comment_state(comment=waits, state="published", moderator=moderator, reason="", entry=1)
    assert factories.comment(thesis, newcomer).state == Publication.PUBLISHED
    assert_counted()


def test_a_first_day_has_its_limit_of_comments(door, thesis, newcomer, rules):
    rules(DAILY_LIMITS={"talk": 2})
    for text in ("One.", "Two."):
        assert door.talk(newcomer, thesis, text).ok
    outcome = door.talk(newcomer, thesis, "Three.")
    assert (outcome.status, outcome.codes) == (429, ("daily_limit",))
    assert outcome.retry_after > 0


def test_comments_come_apart_in_time(door, thesis, author, rules):
    rules(POST_INTERVAL_SECONDS=5)
    assert door.talk(author, thesis, "One.").ok
    assert door.talk(author, thesis, "Two.").codes == ("interval",)


def test_a_removed_comment_keeps_its_place_and_comes_back(thesis, author, moderator, client):
    begun = factories.comment(thesis, author, "Rude words.")
    services.set_comment_state(comment=begun, state="removed", moderator=moderator, reason="Rude.", entry=7)
    assert_counted()
    page = client.get(f"/claims/{thesis.pk}/talk/").content.decode()
    assert "Removed by a moderator: Rude." in page
    assert "Rude words" not in page
    services.set_comment_state(comment=begun, state="published", moderator=moderator, reason="", entry=8)
    assert "Rude words" in client.get(f"/claims/{thesis.pk}/talk/").content.decode()
    assert len(acts()) == 1
    assert_counted()


def test_what_was_removed_while_it_waited_leaves_no_trace(thesis, newcomer, moderator, rules, client):
    rules(HOLD_FIRST=3)
    waits = factories.comment(thesis, newcomer, "Buy this.")
    services.set_comment_state(comment=waits, state="removed", moderator=moderator, reason="Spam.", entry=7)
    assert "Spam." not in client.get(f"/claims/{thesis.pk}/talk/").content.decode()
