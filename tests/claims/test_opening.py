"""Opening a debate: one thesis or a question with several, its language and topics, and what is like it first."""

import pytest

from archive.claims.models import Debate, Topic
from tests import factories
from tests.oracle import assert_counted

QUESTION = "Should export controls on chips be tightened?"
THESES = ["Yes, at once and for every rival.", "No, openness pays more.", "Only together with allies."]


def form_of(client, person, **fields):
    """Post the form as a browser does and return the answer."""
    client.force_login(person)
    return client.post("/debates/open/", fields)


def test_question_is_opened_with_several_theses(door, author):
    assert door.open(author, THESES[0], QUESTION, THESES[1:]).ok
    debate = Debate.objects.get()
    assert debate.title == QUESTION
    assert [c.statement for c in debate.claims.order_by("path")] == THESES
    assert [c.path for c in debate.claims.order_by("path")] == ["0001", "0002", "0003"]
    assert debate.claims_count == 3
    assert_counted()


def test_several_theses_need_a_question(door, author):
    outcome = door.open(author, THESES[0], "", THESES[1:])
    assert (outcome.codes, outcome.field) == (("no_question",), "title")
    assert not Debate.objects.exists()


@pytest.mark.parametrize(
    ("further", "code", "field"),
    [
        ([THESES[1], "x" * 501], "too_long", "theses.1"),
        ([THESES[0]], "duplicate", "theses.0"),
        ([THESES[1], "  " + THESES[1] + " "], "duplicate", "theses.1"),
        (["See https://example.org"], "address", "theses.0"),
        (["a\u202eb"], "bidi", "theses.0"),
    ],
)
def test_bad_further_thesis_is_refused_at_its_place(door, author, further, code, field):
    outcome = door.open(author, THESES[0], QUESTION, further)
    assert (outcome.codes, outcome.field) == ((code,), field)
    assert not Debate.objects.exists()


def test_api_takes_ten_theses_at_most(client, author):
    client.force_login(author)
    body = {"statement": "One.", "title": QUESTION, "theses": [f"Thesis {n}." for n in range(10)]}
    answer = client.post("/api/v1/debates/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "too_many"


@pytest.mark.parametrize("theses", ["text", [1], [None], {"a": "b"}, [["x"]]])
def test_api_refuses_theses_of_another_kind(client, author, theses):
    client.force_login(author)
    body = {"statement": "One.", "title": QUESTION, "theses": theses}
    assert client.post("/api/v1/debates/", body, content_type="application/json").status_code == 400


def test_thesis_that_stands_in_another_debate_is_refused_with_the_way_there(door, author, thesis):
    outcome = door.open(author, THESES[0], QUESTION, [thesis.statement])
    assert (outcome.codes, outcome.field) == (("duplicate",), "theses.0")
    assert f"/claims/{thesis.pk}/" in outcome.text


def test_the_same_question_twice_is_one(door, author):
    assert door.open(author, THESES[0], QUESTION, THESES[1:]).ok
    assert door.open(author, THESES[0], QUESTION, THESES[1:]).ok
    assert Debate.objects.count() == 1


def test_another_question_with_the_same_thesis_is_no_echo(door, author):
    assert door.open(author, THESES[0], QUESTION, THESES[1:]).ok
    assert door.open(author, THESES[0], QUESTION, THESES[1:2]).codes == ("duplicate",)


def test_topics_and_language_are_kept(door, author):
    for name in ("Trade", "Chips", "Bees"):
        Topic.objects.create(slug=name.lower(), name=name)
    assert door.open(author, "开放胜于封锁。", language="zh-Hans", topics=["trade", "chips"]).ok
    debate = Debate.objects.get()
    assert debate.language == "zh-Hans"
    assert set(debate.topics.values_list("slug", flat=True)) == {"trade", "chips"}


@pytest.mark.parametrize("topics", [["nonsense"], ["trade", "' OR 1=1"], ["x" * 3000]])
def test_unknown_topic_is_refused(door, author, topics):
    Topic.objects.create(slug="trade", name="Trade")
    outcome = door.open(author, topics=topics)
    assert outcome.status in (400, 422)
    assert not Debate.objects.exists()


def test_bad_language_is_refused(door, author):
    outcome = door.open(author, language="not a language")
    assert (outcome.codes, outcome.field) == (("language",), "language")


def test_free_tag_goes_before_the_list(client, author):
    form_of(client, author, statement="Una tesi che regge.", language="en", language_tag=" it ")
    assert Debate.objects.get().language == "it"


def test_form_offers_topics_only_where_there_are_some(client, author):
    client.force_login(author)
    assert 'name="topics"' not in client.get("/debates/open/").content.decode()
    Topic.objects.create(slug="trade", name="Trade")
    assert 'value="trade"' in client.get("/debates/open/").content.decode()


def test_similar_debates_are_shown_first_and_nothing_typed_is_lost(client, author, thesis):
    Topic.objects.create(slug="trade", name="Trade")
    typed = {
        "statement": "Export controls slow the rival down a lot.",
        "title": QUESTION,
        "thesis_2": THESES[1],
        "thesis_7": THESES[2],
        "language": "fr",
        "language_tag": "pt-BR",
        "topics": ["trade"],
    }
    answer = form_of(client, author, **typed)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert thesis.debate.get_absolute_url() in html
    assert "Open it all the same" in html
    for words in (typed["statement"], QUESTION, THESES[1], THESES[2], "pt-BR", 'value="fr" selected'):
        assert words in html
    assert 'value="trade"' in html
    assert "checked" in html
    assert Debate.objects.count() == 1
    answer = form_of(client, author, **typed, confirm="1")
    assert answer.status_code == 302
    debate = Debate.objects.exclude(pk=thesis.debate_id).get()
    assert [c.statement for c in debate.claims.order_by("path")] == [typed["statement"], *THESES[1:]]


def test_similar_arguments_elsewhere_are_shown_too(client, author, thesis):
    point = factories.argument(thesis, statement="Domestic chip makers gain from every embargo.")
    html = form_of(client, author, statement="Domestic chip makers gain from an embargo.").content.decode()
    assert point.get_absolute_url() in html


def test_what_is_like_nothing_is_opened_at_once(client, author, thesis):
    assert form_of(client, author, statement="Bees are in danger.").status_code == 302


def test_double_click_is_no_similar_debate(client, author):
    words = {"statement": "Export controls slow the rival down a lot."}
    first, second = form_of(client, author, **words), form_of(client, author, **words)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]


def test_refused_words_come_before_what_is_similar(client, author, thesis):
    answer = form_of(client, author, statement=thesis.statement + " https://example.org")
    assert answer.status_code == 422
    assert "Open it all the same" not in answer.content.decode()


def test_stranger_is_refused_before_anything_is_looked_for(client, stranger, thesis):
    assert (
        form_of(client, stranger, statement="Export controls slow the rival down a lot.").status_code == 403
    )


def test_newcomers_question_waits_with_all_its_theses(door, rules, newcomer, author):
    rules(HOLD_FIRST=3)
    assert door.open(newcomer, THESES[0], QUESTION, THESES[1:]).ok
    debate = Debate.objects.get()
    assert debate.held
    assert {c.state for c in debate.claims.all()} == {"held"}
    assert door.sees(author, debate.get_absolute_url()) == 404
