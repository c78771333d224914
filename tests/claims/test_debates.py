"""Opening, closing, concluding and reopening debates, through every door."""

import pytest

from archive.claims.models import Debate
from tests import factories


def test_opening_gives_a_debate_with_its_thesis_and_curator(door, author):
    outcome = door.open(author, "Openness beats denial.")
    assert outcome.ok
    debate = Debate.objects.get()
    assert debate.claims.get().statement == "Openness beats denial."
    assert list(debate.curators.all()) == [author]
    assert (debate.claims_count, debate.slug) == (1, "openness-beats-denial")


def test_thesis_in_chinese_gets_an_address(door, author):
    assert door.open(author, "开放胜于封锁。").ok
    assert Debate.objects.get().slug == "untitled"


@pytest.mark.parametrize(
    ("statement", "code"), [("", "empty"), ("a" * 501, "too_long"), ("a\x00", "control")]
)
def test_bad_thesis_is_refused(door, author, statement, code):
    outcome = door.open(author, statement)
    assert outcome.codes == (code,)
    assert not Debate.objects.exists()


def test_the_same_opening_twice_is_one(door, author):
    assert door.open(author, "Openness beats denial.").ok
    assert door.open(author, "Openness beats denial.").ok
    assert Debate.objects.count() == 1


def test_curator_closes_and_reopens_with_a_reason(door, thesis, curator):
    assert door.set_state(curator, thesis.debate, "closed", "Moved elsewhere.").ok
    debate = Debate.objects.get()
    assert (debate.state, debate.state_reason) == ("closed", "Moved elsewhere.")
    assert door.set_state(curator, debate, "open", "Back again.").ok
    debate.refresh_from_db()
    assert debate.state == "open"


def test_conclusion_needs_an_outcome(door, thesis, curator):
    assert door.set_state(curator, thesis.debate, "concluded", "Done.", "").codes == ("empty",)
    assert door.set_state(curator, thesis.debate, "concluded", "Done.", "It **held**.").ok
    assert Debate.objects.get().outcome == "It **held**."


def test_outcome_is_shown_as_markdown_and_nothing_worse(client, door, thesis, curator):
    door.set_state(curator, thesis.debate, "concluded", "Done.", "It **held**. <script>alert(1)</script>")
    html = client.get(thesis.debate.get_absolute_url()).content.decode()
    assert "<strong>held</strong>" in html
    assert "<script>alert" not in html


@pytest.mark.parametrize("role", ["author", "stranger"])
def test_others_do_not_close_a_debate(door, thesis, request, role):
    outcome = door.set_state(request.getfixturevalue(role), thesis.debate, "closed")
    assert outcome.status == 403
    assert Debate.objects.get().state == "open"


def test_moderator_may_close_any_debate(door, thesis, moderator):
    assert door.set_state(moderator, thesis.debate, "closed").ok


@pytest.mark.parametrize(
    ("state", "reason", "code"),
    [("ajar", "Because.", "choice"), ("closed", " ", "empty"), ("open", "x", "state")],
)
def test_bad_changes_are_refused(door, thesis, curator, state, reason, code):
    assert door.set_state(curator, thesis.debate, state, reason).codes == (code,)


def test_held_debate_is_seen_by_its_opener_and_moderators_alone(door, rules, newcomer, moderator, author):
    rules(HOLD_FIRST=1)
    assert door.open(newcomer, "My first debate.").ok
    debate = Debate.objects.get()
    address = debate.get_absolute_url()
    assert [door.sees(p, address) for p in (newcomer, moderator, author, None)] == [200, 200, 404, 404]


def test_front_page_and_list_show_debates_in_every_order(client, thesis):
    factories.argument(thesis)
    for order in ("active", "contested", "fewest", "newest", "nonsense"):
        assert thesis.statement in client.get(f"/?order={order}").content.decode()
        assert thesis.statement in client.get(f"/debates/?order={order}&state=open").content.decode()
    assert thesis.statement not in client.get("/debates/?state=closed").content.decode()


@pytest.mark.parametrize("count", [2, 12])
def test_front_page_takes_the_same_queries_at_any_size(client, db, count, django_assert_max_num_queries):
    author = factories.person()
    for _ in range(count):
        factories.argument(factories.thesis(author=author), author=author)
    with django_assert_max_num_queries(8):
        client.get("/")
