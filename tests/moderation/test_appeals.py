"""Appeals: once, in time, by whom the decision concerns, decided by somebody else; and the page of a decision."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.claims.models import Activity
from archive.core.errors import NotAllowed, Refused
from archive.moderation.models import Appeal, Decision, Item, Report
from archive.moderation.services import carry_out, report_thing, settle_appeal, undo_decision
from tests import factories
from tests.moderation.desk import Desk
from tests.oracle import assert_counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(db):
    return factories.person("second", is_staff=True)


@pytest.fixture
def claim(thesis, author):
    return factories.argument(thesis, author=author, statement="You know nothing.")


@pytest.fixture
def removal(claim, moderator):
    return decided("remove", claim, moderator)


def decided(act, thing, moderator, rule="civil", **fields):
    return carry_out(act=act, thing=thing, moderator=moderator, rule=rule, reason="It is rude.", **fields)


def settle(appeal, moderator, outcome="overturned", **more):
    return settle_appeal(appeal=appeal, outcome=outcome, moderator=moderator, reason="Read again.", **more)


def test_author_appeals_once_and_the_inbox_has_it(door, removal, author):
    assert door.appeal(author, removal, "It was a joke.").ok
    appeal = Appeal.objects.get()
    assert (appeal.author, appeal.state, appeal.text) == (author, "open", "It was a joke.")
    item = Item.objects.get(matter="appeal")
    assert (item.claim, item.detail) == (removal.claim, {"appeals": [appeal.pk]})
    assert door.appeal(author, removal, "Once more.").codes == ("appealed",)


@pytest.mark.parametrize("who", ["opponent", "curator", "moderator", "stranger"])
def test_nobody_else_appeals(door, removal, who, request):
    assert door.appeal(request.getfixturevalue(who), removal, "It was fine.").status == 403
    assert not Appeal.objects.exists()


@pytest.mark.parametrize(
    "text", ["", " \n ", "x" * 2001, "a\u202eb"], ids=["none", "spaces", "too long", "turned"]
)
def test_an_appeal_says_why(door, removal, author, text):
    outcome = door.appeal(author, removal, text)
    assert outcome.status in (400, 422)
    assert outcome.field == "text"


def test_suspended_people_can_appeal(door, author, moderator):
    decision = decided("suspend", author, moderator, days=3)
    author.refresh_from_db()
    assert door.appeal(author, decision, "It was not me.").ok


def test_after_thirty_days_it_is_too_late(door, removal, author, rules):
    rules(APPEAL_DAYS=0)
    assert door.appeal(author, removal, "It was a joke.").codes == ("over",)


def test_who_reported_appeals_against_a_dismissal(door, claim, opponent, moderator, author):
    report_thing(thing=claim, reporter=opponent, reason="attack")
    decision = decided("dismiss", claim, moderator, rule="")
    assert door.appeal(author, decision, "Thank you.").status == 403
    assert door.appeal(opponent, decision, "Read it again.").ok


def test_overturned_restores_everything_as_it_was(thesis, claim, author, moderator, second):
    factories.rate(claim, convincing=4, bearing=4, times=3)
    answer = factories.argument(claim)
    thesis.refresh_from_db()
    before = (thesis.standing, thesis.children, thesis.descendants)
    removal = decided("remove", claim, moderator)
    appeal = Appeal.objects.create(decision=removal, author=author, text="It was a joke.")
    settled = settle(appeal, second)
    for row in (thesis, claim, answer):
        row.refresh_from_db()
    assert (claim.state, claim.state_reason) == ("published", "")
    assert (thesis.standing, thesis.children, thesis.descendants) == before
    assert (settled.state, settled.decided_by, settled.outcome.undoes) == ("overturned", second, removal)
    assert_counted()


def test_upheld_changes_nothing_and_closes_the_item(door, removal, author, second):
    door.appeal(author, removal, "It was a joke.")
    settle(Appeal.objects.get(), second, "upheld")
    removal.claim.refresh_from_db()
    assert removal.claim.state == "removed"
    assert Item.objects.get(matter="appeal").closed_at is not None


def test_changed_takes_it_back_and_decides_anew(removal, author, second):
    appeal = Appeal.objects.create(decision=removal, author=author, text="It was a joke.")
    settled = settle(appeal, second, "changed", act="hold", rule="civil")
    removal.claim.refresh_from_db()
    assert removal.claim.state == "held"
    assert (settled.outcome.act, settled.state) == ("hold", "changed")


def test_the_first_moderator_and_the_author_cannot_settle(removal, moderator, author):
    appeal = Appeal.objects.create(decision=removal, author=author, text="It was a joke.")
    for person in (moderator, author):
        with pytest.raises(NotAllowed):
            settle(appeal, person)
    assert Appeal.objects.get().state == "open"


@pytest.mark.parametrize(
    ("outcome", "reason", "code"),
    [("", "Right.", "outcome"), ("maybe", "Right.", "outcome"), ("upheld", "  ", "empty")],
)
def test_outcome_and_reason_are_required(removal, author, second, outcome, reason, code):
    appeal = Appeal.objects.create(decision=removal, author=author, text="It was a joke.")
    with pytest.raises(Refused) as refusal:
        settle_appeal(appeal=appeal, outcome=outcome, moderator=second, reason=reason)
    assert refusal.value.code == code


def test_a_settled_appeal_is_settled_and_its_outcome_is_final(door, claim, removal, author, second):
    appeal = Appeal.objects.create(decision=removal, author=author, text="It was a joke.")
    settle(appeal, second, "changed", act="hold", rule="civil")
    with pytest.raises(Refused) as refusal:
        settle(appeal, second, "upheld")
    assert refusal.value.code == "settled"
    appeal.refresh_from_db()
    assert door.appeal(author, appeal.outcome, "Still wrong.").codes == ("final",)


def test_second_moderator_settles_at_the_desk(removal, author, second, moderator):
    appeal = Appeal.objects.create(decision=removal, author=author, text="It was a joke.")
    assert "Overturn" not in Desk(moderator).page(appeal).content.decode()
    Desk(second).do("overturned", appeal, reason="It was one.")
    appeal.refresh_from_db()
    assert appeal.state == "overturned"


def test_page_of_a_decision_shows_the_words_to_its_author_and_moderators_only(
    client, removal, author, moderator, opponent
):
    address = removal.get_absolute_url()
    assert "You know nothing." not in client.get(address).content.decode()
    for person, sees in ((author, True), (moderator, True), (opponent, False)):
        client.force_login(person)
        page = client.get(address).content.decode()
        assert ("You know nothing." in page) is sees
        assert "It is rude." in page
        assert ("Send the appeal" in page) is (person is author)


def test_page_of_an_unknown_decision_is_not_found(client, db):
    assert client.get("/moderation/log/999999/").status_code == 404


def test_old_decisions_say_that_it_is_too_late(client, removal, author, rules):
    rules(APPEAL_DAYS=0)
    client.force_login(author)
    assert "cannot be appealed against any more" in client.get(removal.get_absolute_url()).content.decode()
    assert Decision.objects.get().created < timezone.now() + timedelta(days=1)


def test_a_dismissal_that_is_overturned_has_its_reports_wait_again(claim, opponent, moderator, second):
    report_thing(thing=claim, reporter=opponent, reason="attack")
    dismissal = decided("dismiss", claim, moderator, rule="")
    settle(Appeal.objects.create(decision=dismissal, author=opponent, text="Read it."), second)
    assert Report.objects.get().state == "open"
    assert Item.objects.filter(matter="reports", closed_at=None).count() == 1


def test_nobody_settles_an_appeal_about_their_own_post(thesis, opponent, moderator, second):
    own = factories.argument(thesis, author=second)
    report_thing(thing=own, reporter=opponent, reason="attack")
    dismissal = decided("dismiss", own, moderator, rule="")
    appeal = Appeal.objects.create(decision=dismissal, author=opponent, text="Read it.")
    with pytest.raises(NotAllowed):
        settle(appeal, second, "upheld")


def test_what_was_taken_back_needs_no_appeal(door, removal, author, second):
    undo_decision(decision=removal, moderator=second, reason="A slip.")
    assert door.appeal(author, removal, "It was a joke.").codes == ("no_effect",)


def test_whoever_appealed_in_vain_is_told(removal, author, second):
    settle(Appeal.objects.create(decision=removal, author=author, text="A joke."), second, "upheld")
    act = Activity.objects.latest("pk")
    assert (act.person, act.detail["entry"]) == (author, removal.pk)


def test_visitors_are_led_to_sign_in_before_they_appeal(client, removal):
    assert client.post(removal.get_absolute_url(), {"text": "No."}).status_code in (302, 401, 403)
    assert not Appeal.objects.exists()
