"""Marks on sources: who sets and lifts them, what is refused, and where they show at once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from archive.claims import services
from archive.claims.models import Evidence
from archive.claims.queries import thread
from archive.claims.queries.threads import FIRST
from archive.core.models import Publication
from archive.sources.models import Source, SourceMark
from tests import factories
from tests.contract import ContractClient

pytestmark = pytest.mark.django_db

WORDS = b"Spending rose by a sixth in the first two years."


@pytest.fixture
def source(author):
    return factories.source("A study of chips", added_by=author)


@pytest.fixture
def card(thesis, source, opponent):
    """A card of `opponent` under the thesis of `curator`."""
    return factories.evidence(thesis, opponent, source=source, tag="It shows the point.")


@pytest.fixture
def marked(source, card, curator):
    return services.mark_source(
        source=source, kind="retracted", reason="The data were made up.", person=curator
    )


def page(address, person=None):
    client = Client()
    if person is not None:
        client.force_login(person)
    return client.get(address, follow=True).content.decode()


def told(address):
    return ContractClient().get(f"/api/v1{address}").json()


# ------------------------------------------------------------------------------------------------ who may

MAY_MARK = {
    "who added it": True,
    "a curator of a debate in which a card cites it": True,
    "a curator of a debate that was drawn from it": True,
    "a moderator": True,
    "a curator of a debate in which the card waits": False,
    "a curator of a debate in which the card was removed": False,
    "a curator of a debate whose claim under the card was withdrawn": False,
    "a curator of some other debate": False,
    "who wrote the card": False,
    "a member": False,
    "a suspended curator": False,
    "an unconfirmed account": False,
    "nobody": False,
}


def person_who(words, source, thesis, author, curator, opponent, moderator, stranger):
    """Return the person of the table, after making what they stand in."""
    if words in ("nobody", "a member", "a moderator", "an unconfirmed account", "who added it"):
        cast = [None, factories.person(), moderator, stranger, author]
        return dict(
            zip(("nobody", "a member", "a moderator", "an unconfirmed account", "who added it"), cast)
        )[words]
    if "was drawn from it" in words:
        text = services.capture_source(data=WORDS, captured_by=author, source=source)
        return services.draw_claim(
            source=text.source, exact="rose by a sixth", statement="It rose.", author=factories.person()
        ).opener
    if "some other" in words:
        return factories.debate().opener
    under = factories.argument(thesis, author=opponent)
    card = factories.evidence(under, opponent, source=source)
    states = {"waits": Publication.HELD, "card was removed": Publication.REMOVED}
    for part, state in states.items():
        if part in words:
            Evidence.objects.filter(pk=card.pk).update(state=state)
    if "withdrawn" in words:
        services.withdraw_claim(claim=under, author=opponent)
    if "suspended" in words:
        curator.suspended_until = timezone.now() + timedelta(days=1)
        curator.save()
    return opponent if "wrote" in words else curator


@pytest.mark.parametrize(("words", "may"), MAY_MARK.items(), ids=[w.replace(" ", "_") for w in MAY_MARK])
def test_who_may_mark(door, words, may, source, thesis, author, curator, opponent, moderator, stranger):
    person = person_who(words, source, thesis, author, curator, opponent, moderator, stranger)
    outcome = door.mark(person, source)
    assert outcome.ok is may
    assert outcome.status in ((201, 302) if may else (401, 403))
    source.refresh_from_db()
    assert source.mark == ("retracted" if may else "")


def test_who_may_not_is_told_who_may(door, source, opponent):
    assert (
        "Only whoever added the source, a curator of a debate that leans on it"
        in door.mark(opponent, source).text
    )


def test_a_newcomer_does_not_mark_even_what_they_added(door, rules, newcomer):
    rules(HOLD_FIRST=3)
    source = factories.source(added_by=newcomer)
    outcome = door.mark(newcomer, source)
    assert (outcome.status, outcome.codes) == (403, ("newcomer",))
    assert not SourceMark.objects.exists()


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("curator", True),  # who set the mark curates, too
        ("moderator", True),
        ("author", False),  # added the source
        ("opponent", False),  # wrote the card
        ("stranger", False),
    ],
)
def test_who_may_lift(door, who, may, marked, request):
    outcome = door.lift(request.getfixturevalue(who), marked)
    assert outcome.ok is may
    marked.refresh_from_db()
    assert (marked.lifted_at is not None) is may


def test_who_set_a_mark_lifts_it_also_when_nothing_leans_on_the_source_any_more(door, marked, curator, card):
    Evidence.objects.filter(pk=card.pk).update(state=Publication.REMOVED)
    assert door.lift(curator, marked).ok


# ------------------------------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("fields", "at", "code"),
    [
        ({"kind": ""}, "kind", "kind"),
        ({"kind": "boring"}, "kind", "kind"),
        ({"reason": ""}, "reason", "empty"),
        ({"reason": " \u200b\n"}, "reason", "empty"),
        ({"reason": "x" * 1001}, "reason", "too_long"),
        ({"reason": "a \x07 bell"}, "reason", "control"),
        ({"reason": "turned \u202e round"}, "reason", "bidi"),
        ({"url": "javascript:alert(1)"}, "url", "address"),
        ({"url": "https://name:word@example.org/"}, "url", "credentials"),
        ({"url": "https://example.org/" + "x" * 2000}, "url", "too_long"),
    ],
)
def test_a_mark_is_refused_at_the_field_at_fault(door, source, author, fields, at, code):
    outcome = door.mark(author, source, **fields)
    assert (outcome.field, outcome.codes) == (at, (code,))
    assert not SourceMark.objects.exists()


def test_a_reason_may_have_paragraphs_and_a_thousand_characters(door, source, author):
    reason = "First.\n\nSecond. " + "x" * 984
    assert door.mark(author, source, reason=reason, url="https://example.org/notice").ok
    mark = SourceMark.objects.get()
    assert (mark.reason, mark.url) == (reason, "https://example.org/notice")


def test_the_same_mark_twice_by_one_person_is_one(door, source, author, moderator):
    assert door.mark(author, source).ok
    assert door.mark(author, source).ok
    assert SourceMark.objects.count() == 1
    assert door.mark(moderator, source).ok
    assert SourceMark.objects.count() == 2


def test_marks_keep_their_distance_in_time(door, rules, source, author):
    rules(POST_INTERVAL_SECONDS=5)
    assert door.mark(author, source).ok
    assert door.mark(author, source).ok, "a double click is no second post"
    outcome = door.mark(author, source, kind="disputed")
    assert (outcome.status, outcome.codes) == (429, ("interval",))


def test_a_source_that_was_taken_down_takes_no_marks(door, source, moderator):
    Source.objects.filter(pk=source.pk).update(state=Publication.REMOVED)
    outcome = door.mark(moderator, source)
    assert outcome.codes == ("state",)
    assert door.mark(source.added_by, source).status == 404


def test_lifting_asks_for_a_reason_and_happens_once(door, marked, curator, moderator):
    outcome = door.lift(curator, marked, reason="")
    assert (outcome.field, outcome.codes) == ("reason", ("empty",))
    assert door.lift(curator, marked).ok
    assert door.lift(moderator, marked).codes == ("lifted",)


def test_a_mark_of_another_source_is_not_there(door, marked, curator):
    other = factories.source(added_by=curator)
    marked.source = other
    assert door.lift(curator, marked).status == 404


# ------------------------------------------------------------------------------------------ which is in force


def test_the_newest_that_nobody_lifted_is_in_force(door, source, author):
    for kind in ("disputed", "corrected", "retracted"):
        assert door.mark(author, source, kind=kind).ok
    disputed, corrected, retracted = SourceMark.objects.order_by("id")
    for lifted, left in ((corrected, "retracted"), (retracted, "disputed"), (disputed, "")):
        assert door.lift(author, lifted).ok
        source.refresh_from_db()
        assert source.mark == left


# --------------------------------------------------------------------------------------------- where it shows


def test_a_mark_shows_on_everything_that_leans_on_the_source(marked, source, thesis, card):
    says, leans = ">Retracted</", "Leans on a retracted source"
    for address in (source.get_absolute_url(), "/sources/?show=all", thesis.debate.get_absolute_url(),
                    f"/claims/{thesis.pk}/", f"/evidence/{card.pk}/"):  # fmt: skip
        assert says in page(address), address
    for address in (thesis.debate.get_absolute_url(), f"/claims/{thesis.pk}/"):
        assert leans in page(address), address
    html = page(source.get_absolute_url())
    assert "The data were made up." in html
    assert "Marked by" in html


def test_the_api_tells_of_a_mark(marked, source, thesis, card):
    record = told(f"/sources/{source.pk}/")
    assert (record["mark"], record["marks"][0]["reason"]) == ("retracted", "The data were made up.")
    assert told(f"/evidence/{card.pk}/")["source_mark"] == "retracted"
    assert told(f"/claims/{thesis.pk}/")["leans_on_marked"] == ["retracted"]
    assert told("/claims/")["results"][0]["leans_on_marked"] == ["retracted"]
    assert told(f"/debates/{thesis.debate_id}/")["theses"][0]["leans_on_marked"] == ["retracted"]
    top = told(f"/debates/{thesis.debate_id}/thread/")["claims"][0]
    assert (top["leans_on_marked"], top["evidence"][0]["source_mark"]) == (["retracted"], "retracted")


def test_lifting_takes_it_away_at_once_and_the_record_keeps_it(marked, source, thesis, card, curator):
    services.lift_mark(mark=marked, reason="The journal withdrew its notice.", person=curator)
    for address in (thesis.debate.get_absolute_url(), f"/claims/{thesis.pk}/", f"/evidence/{card.pk}/"):
        assert "etracted" not in page(address), address
    html = page(source.get_absolute_url())
    assert 'id="mark"' not in html
    assert "The journal withdrew its notice." in html
    assert told(f"/claims/{thesis.pk}/")["leans_on_marked"] == []
    assert told(f"/sources/{source.pk}/")["marks"][0]["lifted_because"] == "The journal withdrew its notice."


def test_a_claim_drawn_from_a_marked_source_leans_on_it(author):
    text = services.capture_source(data=WORDS, captured_by=author, fields={"title": "A report"})
    debate = services.draw_claim(source=text.source, exact="rose", statement="It rose.", author=author)
    services.mark_source(source=text.source, kind="disputed", reason="Nobody else finds it.", person=author)
    assert thread(debate, viewer=None).top.leans_on == ("disputed",)
    html = page(debate.get_absolute_url())
    assert "Leans on a disputed source" in html
    assert '<span class="marked" data-mark="disputed">Disputed</span>' in html


def test_the_gravest_kind_comes_first_and_each_once(thesis, moderator):
    for kind in ("corrected", "retracted", "disputed", "retracted"):
        source = factories.source()
        factories.evidence(thesis, source=source)
        services.mark_source(source=source, kind=kind, reason="So it is.", person=moderator)
    assert thread(thesis.debate, viewer=None).top.leans_on == ("retracted", "disputed", "corrected")


@pytest.mark.parametrize("state", [Publication.HELD, Publication.REMOVED])
def test_a_card_that_is_not_published_makes_its_claim_lean_on_nothing(marked, card, thesis, state):
    Evidence.objects.filter(pk=card.pk).update(state=state)
    assert thread(thesis.debate, viewer=None).top.leans_on == ()


def test_of_a_source_that_is_not_published_no_mark_is_told(marked, source, card, thesis):
    Source.objects.filter(pk=source.pk).update(state=Publication.REMOVED)
    assert thread(thesis.debate, viewer=None).top.leans_on == ()
    assert told(f"/evidence/{card.pk}/")["source_mark"] == ""
    assert "etracted" not in page(f"/evidence/{card.pk}/")


def test_a_removed_claim_says_nothing_of_what_it_leans_on(thesis, source, author):
    claim = factories.argument(thesis)
    factories.evidence(claim, source=source)
    services.mark_source(source=source, kind="retracted", reason="Made up.", person=author)
    type(claim).objects.filter(pk=claim.pk).update(state=Publication.REMOVED)
    row = thread(thesis.debate, viewer=None).top.answers[0]
    assert (row.statement, row.leans_on) == (None, ())


@pytest.mark.parametrize("size", [1, 12])
def test_a_thread_costs_the_same_queries_with_marks(thesis, source, author, size, django_assert_num_queries):
    for _ in range(size):
        factories.evidence(factories.argument(thesis), source=source)
    services.mark_source(source=source, kind="retracted", reason="Made up.", person=author)
    with django_assert_num_queries(2):
        rows = thread(thesis.debate, viewer=None)
    assert [row.leans_on for row in rows.top.answers] == [("retracted",)] * min(size, FIRST)


def test_the_page_of_marks_offers_only_what_a_person_may_do(marked, source, curator, opponent, author):
    assert "Mark the source</button>" in page(f"/sources/{source.pk}/mark/", curator)
    refused = page(f"/sources/{source.pk}/mark/", opponent)
    assert "Mark the source</button>" not in refused
    assert "may mark it" in refused
    assert "Lift the mark</button>" in page(f"/sources/{source.pk}/mark/?lift={marked.pk}", curator)
    assert "Lift the mark</button>" not in page(f"/sources/{source.pk}/mark/?lift={marked.pk}", author)
    assert f"/sources/{source.pk}/mark/" in page(source.get_absolute_url(), curator)
    assert f"/sources/{source.pk}/mark/" not in page(source.get_absolute_url(), opponent)
