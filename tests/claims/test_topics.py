"""Topics: a tree of two levels that moderators keep, and what debates are filed under."""

import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from archive.claims import services
from archive.claims.models import Activity, Topic
from archive.claims.queries.topics import topic_tree
from tests import factories


@pytest.fixture
def trade(moderator):
    return services.add_topic(name="Trade", by=moderator)


@pytest.fixture
def chips(moderator, trade):
    return services.add_topic(name="Chips", by=moderator, parent=trade)


@pytest.mark.parametrize("act", ["add", "change", "merge"])
@pytest.mark.parametrize("who", ["curator", "newcomer", "stranger", None])
def test_only_moderators_arrange_topics(door, request, act, who, trade, chips):
    person = request.getfixturevalue(who) if who else None
    acts = {
        "add": lambda: door.add_topic(person, "Energy"),
        "change": lambda: door.change_topic(person, trade, "Commerce"),
        "merge": lambda: door.merge_topics(person, chips, trade),
    }
    assert acts[act]().status in (401, 403)
    assert set(Topic.objects.values_list("name", "merged_into")) == {("Trade", None), ("Chips", None)}


def test_only_moderators_take_a_merge_back(door, moderator, curator, trade, chips):
    services.merge_topics(topic=chips, into=trade, by=moderator)
    assert door.split_topic(curator, chips).status == 403
    assert door.split_topic(None, chips).status == 401
    assert Topic.objects.get(pk=chips.pk).merged_into == trade


def test_topic_is_added_with_an_address_of_its_own(door, moderator, trade):
    assert door.add_topic(moderator, "Chips", description="What they are made of", parent="trade").ok
    assert door.add_topic(moderator, "人工智能").ok
    made = dict(Topic.objects.values_list("name", "slug"))
    assert made == {"Trade": "trade", "Chips": "chips", "人工智能": "人工智能"}
    assert Topic.objects.get(slug="chips").parent == trade
    assert door.add_topic(moderator, "Add").ok  # a page of that name is there already
    assert Topic.objects.get(name="Add").slug == "add-2"


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "empty"), ("   ", "empty"), ("x" * 81, "too_long"), ("tRADE", "duplicate"), ("a\x07b", "control")],
)
def test_what_is_no_name_is_refused(door, moderator, trade, name, code):
    outcome = door.add_topic(moderator, name)
    assert (outcome.status in (400, 409, 422), outcome.codes, outcome.field) == (True, (code,), "name")


def test_topics_have_two_levels_through_every_door(door, moderator, trade, chips):
    top = services.add_topic(name="Energy", by=moderator)
    assert door.add_topic(moderator, "Lithography", parent="chips").status in (400, 422)
    assert door.change_topic(moderator, trade, "Trade", parent="energy").codes == ("levels",)
    assert door.change_topic(moderator, top, "Energy", parent="energy").codes == ("levels",)
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.filter(pk=trade.pk).update(parent=top)


def test_renamed_topic_keeps_its_address(door, moderator, chips, trade):
    assert door.change_topic(moderator, chips, "Semiconductors").ok
    chips.refresh_from_db()
    assert (chips.name, chips.slug, chips.parent) == ("Semiconductors", "chips", None)


def test_merged_topic_gives_its_debates_and_leads_on(door, moderator, client, trade, chips):
    both, one = factories.debate(topics=[trade, chips]), factories.debate(topics=[chips])
    assert door.merge_topics(moderator, chips, trade).ok
    assert set(trade.debates.all()) == {both, one}
    assert client.get("/topics/chips/").headers["Location"] == "/topics/trade/"
    assert client.get("/topics/chips.atom").status_code == 200
    listed = client.get("/api/v1/debates/?topic=chips").json()["results"]
    assert {row["id"] for row in listed} == {both.pk, one.pk}
    assert door.merge_topics(moderator, chips, trade).codes[0] in ("merged", "not_merged")
    assert door.split_topic(moderator, chips).ok
    assert (set(trade.debates.all()), set(chips.debates.all())) == ({both}, {both, one})
    assert door.split_topic(moderator, chips).status in (409, 422)


def test_merge_refuses_itself_and_a_topic_with_others_below(door, moderator, trade, chips):
    assert door.merge_topics(moderator, trade, trade).codes == ("same",)
    assert door.merge_topics(moderator, trade, chips).codes == ("not_empty",)


def test_merge_cannot_be_taken_back_for_ever(moderator, door, trade, chips):
    services.merge_topics(topic=chips, into=trade, by=moderator)
    merged = Activity.objects.get(kind="topics")
    Activity.objects.filter(pk=merged.pk).update(created=merged.created - timedelta(days=31))
    assert door.split_topic(moderator, chips).codes == ("too_late",)


def test_curators_file_their_debate_and_others_do_not(door, thesis, curator, opponent, trade, chips):
    debate = thesis.debate
    assert door.file(opponent, debate, ["trade"]).status == 403
    version = debate.version
    assert door.file(curator, debate, ["trade", "chips"]).ok
    debate.refresh_from_db()
    assert set(debate.topics.all()) == {trade, chips}
    assert debate.version > version
    assert door.file(curator, debate, []).ok
    assert not debate.topics.exists()


def test_filing_refuses_too_many_and_unknown_topics(door, thesis, curator, moderator):
    slugs = [services.add_topic(name=f"Topic {n}", by=moderator).slug for n in range(6)]
    assert door.file(curator, thesis.debate, slugs).codes == ("too_many",)
    assert door.file(curator, thesis.debate, ["nowhere"]).status in (400, 422)
    assert not thesis.debate.topics.exists()


def test_tree_counts_a_debate_once_above_and_leaves_out_what_is_held(trade, chips, rules):
    factories.debate(topics=[trade, chips])
    factories.debate(topics=[chips])
    rules(HOLD_FIRST=3)
    factories.debate(topics=[trade], author=factories.person("new"))
    (row,) = topic_tree()
    assert (row.debates, [(under.topic, under.debates) for under in row.below]) == (2, [(chips, 2)])


def test_pages_show_the_tree_the_debates_and_the_feed(client, moderator, trade, chips, thesis, curator):
    services.file_debate(debate=thesis.debate, topics=[chips], by=curator)
    assert "Chips" in client.get("/topics/").content.decode()
    shown = client.get("/topics/trade/").content.decode()
    assert thesis.statement in shown
    assert "Rename" not in shown
    assert "/topics/chips/" in client.get(thesis.debate.get_absolute_url()).content.decode()
    entries = ET.fromstring(client.get("/topics/trade.atom").content).findall("{*}entry")
    assert [entry.findtext("{*}title") for entry in entries] == [thesis.statement]
    client.force_login(moderator)
    assert "Rename" in client.get("/topics/trade/").content.decode()
    for address in ("/topics/trade/change/", "/topics/chips/merge/", "/topics/add/", "/admin/archive/topic/"):
        assert client.get(address).status_code == 200
    assert client.get("/topics/nowhere/").status_code == 404


@pytest.mark.parametrize("count", [2, 12])
def test_tree_takes_three_queries_at_any_size(moderator, django_assert_num_queries, count):
    for n in range(count):
        factories.debate(topics=[services.add_topic(name=f"Topic {n}", by=moderator)])
    with django_assert_num_queries(3):
        assert len(topic_tree()) == count
