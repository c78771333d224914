"""Two records of one document become one: who may, what is refused, and that nothing is lost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive.claims import services
from archive.claims.models import Drawing, Evidence
from archive.core.models import Publication
from archive.sources.models import Passage, Place, Source, SourceMark, SourceMerge, SourceText
from archive.sources.queries import possible_twins, source_named
from tests import factories
from tests.contract import ContractClient
from tests.oracle import assert_counted

pytestmark = pytest.mark.django_db

OLD = b"Spending rose by a sixth in the first two years.\n\nNobody had planned for that."
NEW = b"A preface.\n\nSpending rose by a sixth in the first two years.\n\nSome foresaw it, others did not."


@pytest.fixture
def old(author):
    """The record that goes, with a text."""
    fields = {
        "title": "A report on spending",
        "doi": "10.1234/old",
        "publisher": "The Office",
        "issued": "2024",
    }
    return services.capture_source(data=OLD, captured_by=author, fields=fields).source


@pytest.fixture
def new(opponent):
    """The record that stays, with a text of its own."""
    fields = {"title": "Spending: a report", "authors": "Meyer, Eva", "publisher": "Office of Spending"}
    return services.capture_source(data=NEW, captured_by=opponent, fields=fields).source


@pytest.fixture
def full(old, thesis, opponent, moderator):
    """The record that goes with everything that can lean on it."""
    for words, claim in (("rose by a sixth", "It rose."), ("had planned for that", "It was a surprise.")):
        services.draw_claim(source=old, exact=words, statement=claim, author=factories.person())
    for quote in ("Spending rose by a sixth", "Nobody had planned for that.", ""):
        factories.evidence(
            factories.argument(thesis), opponent, source=old, quote=quote, tag=f"It says: {quote}"
        )
    services.mark_source(source=old, kind="corrected", reason="A table was wrong.", person=moderator)
    return old


def page(address, person=None, **more):
    client = Client()
    if person is not None:
        client.force_login(person)
    return client.get(address, **more)


def told(address, person=None):
    client = ContractClient()
    client.force_authenticate(person)
    return client.get(f"/api/v1{address}")


def counts():
    return {
        "cards": Evidence.objects.count(),
        "drawings": Drawing.objects.count(),
        "passages": Passage.objects.count(),
        "texts": SourceText.objects.count(),
        "marks": SourceMark.objects.count(),
        "records": Source.objects.count(),
        "words": sorted(Passage.objects.values_list("exact", "prefix", "suffix")),
        "quotes": sorted(Evidence.objects.values_list("tag", "quote")),
    }


# --------------------------------------------------------------------------------------- what becomes of it


def test_nothing_is_lost(door, full, new, moderator):
    before, places = counts(), set(Place.objects.values_list("id", flat=True))
    outcome = door.merge(moderator, full, new)
    assert outcome.ok, outcome.text
    assert counts() == before
    assert places < set(Place.objects.values_list("id", flat=True)), (
        "where words stood in the old text is kept"
    )
    assert not Evidence.objects.filter(source=full).exists()
    assert not Passage.objects.filter(source=full).exists()
    assert_counted()


def test_quotes_are_checked_and_passages_found_in_the_text_of_the_record_that_stays(
    door, full, new, moderator
):
    assert door.merge(moderator, full, new).ok
    text = new.texts.get()
    checked = dict(Evidence.objects.values_list("quote", "check_state"))
    assert checked == {
        "Spending rose by a sixth": "exact", "Nobody had planned for that.": "missing", "": "no_quote",
    }  # fmt: skip
    assert set(Evidence.objects.exclude(quote="").values_list("checked_text", flat=True)) == {text.pk}
    found, lost = Passage.objects.order_by("id")
    assert (found.source, found.source_text, text.text[found.start : found.end]) == (
        new,
        text,
        "rose by a sixth",
    )
    assert (lost.source, lost.source_text, lost.exact) == (new, None, "had planned for that")
    html = page(new.get_absolute_url()).content.decode()
    assert "had planned for that" in html, "what has no place is listed with its words"


def test_empty_fields_are_filled_and_none_is_replaced(door, full, new, moderator):
    assert door.merge(moderator, full, new).ok
    new.refresh_from_db()
    assert (new.doi, new.issued, new.issued_from) == ("10.1234/old", "2024", 20240000)
    assert (new.publisher, new.title) == ("Office of Spending", "Spending: a report")
    assert new.author_names == "Eva Meyer"


def test_a_mark_in_force_stays_in_force(door, full, new, moderator):
    assert door.merge(moderator, full, new).ok
    new.refresh_from_db()
    full.refresh_from_db()
    assert (new.mark, full.mark) == ("corrected", "")
    assert SourceMark.objects.get().source == new


def test_the_merge_is_told_on_the_page_of_the_record_that_stays(door, full, new, moderator):
    assert door.merge(moderator, full, new, reason="The second is its reprint.").ok
    html = page(new.get_absolute_url()).content.decode()
    assert "A report on spending" in html
    assert "The second is its reprint." in html
    assert "3 cards and 2 passages came over, 1 without a place here" in html
    merge = told(f"/sources/{new.pk}/").json()["merges"][0]
    assert (merge["source"], merge["reason"]) == (full.pk, "The second is its reprint.")
    assert merge["merged_by"]["username"] == moderator.username


def test_what_moved_is_written_down_and_cannot_be_changed(full, new, moderator):
    merge = services.merge_sources(source=full, into=new, reason="One.", person=moderator)
    assert sorted(merge.moved) == ["cards", "fields", "lost", "marks", "passages"]
    assert merge.moved["cards"] == list(Evidence.objects.order_by("id").values_list("id", flat=True))
    assert merge.moved["fields"] == ["doi", "issued"]
    merge.reason = "Another."
    with pytest.raises(Exception, match="source_merge_is_kept"):
        merge.save()


def test_a_card_that_waits_and_one_that_was_removed_go_over_too(full, new, moderator):
    waiting, removed, _ = Evidence.objects.order_by("id")
    Evidence.objects.filter(pk=waiting.pk).update(state=Publication.HELD, published_at=None)
    Evidence.objects.filter(pk=removed.pk).update(state=Publication.REMOVED)
    services.merge_sources(source=full, into=new, reason="One.", person=moderator)
    assert set(Evidence.objects.values_list("source", flat=True)) == {new.pk}


# ---------------------------------------------------------------------------------------------- old addresses


def test_the_old_address_leads_to_the_new_one(full, new, moderator):
    services.merge_sources(source=full, into=new, reason="One.", person=moderator)
    for address in (
        full.get_absolute_url(),
        f"/sources/{full.pk}/",
        f"/sources/{full.pk}/wrong/?paragraph=2",
    ):
        answer = page(address)
        assert (answer.status_code, answer["Location"]) == (301, new.get_absolute_url()), address
    for name in ("draw", "store", "mark", "merge"):
        answer = page(f"/sources/{full.pk}/{name}/?paragraph=1", moderator)
        assert answer.status_code == 301, name
        assert answer["Location"] == f"/sources/{new.pk}/{name}/?paragraph=1"
    for rest in ("/cite/", "/cards/", ".bib"):
        answer = page(full.get_absolute_url().rstrip("/") + rest)
        assert (answer.status_code, answer["Location"]) == (301, new.get_absolute_url().rstrip("/") + rest), (
            rest
        )


def test_the_old_text_stays_readable_at_its_own_address(full, new, moderator):
    services.merge_sources(source=full, into=new, reason="One.", person=moderator)
    html = page(full.get_absolute_url() + "?version=1").content.decode()
    assert "Nobody had planned for that." in html
    assert "This record was merged into" in html
    assert "It was a surprise." in html, "what was drawn from it stands beside it"
    assert page(full.get_absolute_url() + "?version=2").status_code == 301, "there never was such a text"
    told_text = told(f"/sources/{full.pk}/text/?version=1").json()
    assert told_text["source"] == full.pk
    assert [block["words"] for block in told_text["blocks"]] == OLD.decode().split("\n\n")


def test_two_old_texts_are_still_compared_at_the_old_address(full, new, moderator):
    services.capture_source(data=OLD + b" Later.", captured_by=full.added_by, source=full)
    services.merge_sources(source=full, into=new, reason="One.", person=moderator)
    html = page(full.get_absolute_url() + "compare/?old=1&new=2").content.decode()
    assert "Later." in html
    assert page(full.get_absolute_url() + "compare/").status_code == 301


def test_the_api_answers_301_for_the_old_address(full, new, moderator):
    services.merge_sources(source=full, into=new, reason="One.", person=moderator)
    for rest in ("", "text/"):
        answer = told(f"/sources/{full.pk}/{rest}?a=b")
        assert answer.status_code == 301
        assert answer["Location"].endswith(f"/api/v1/sources/{new.pk}/{rest}?a=b")
    assert told("/sources/999999/").status_code == 404


def test_a_removed_old_record_is_read_by_nobody_and_still_leads_on(full, new, moderator):
    services.merge_sources(source=full, into=new, reason="One.", person=moderator)
    from archive.moderation.services import decide

    decide(act="remove", thing=full, moderator=moderator, rule="original", reason="A whole text of others.")
    new.refresh_from_db()
    assert new.state == Publication.PUBLISHED
    assert page(full.get_absolute_url() + "?version=1").status_code == 301
    assert told(f"/sources/{full.pk}/text/?version=1").status_code == 301


def test_posts_that_name_the_old_record_reach_the_new_one(door, full, new, moderator, opponent, thesis):
    services.merge_sources(source=full, into=new, reason="One.", person=moderator)
    outcome = door.attach(opponent, thesis, full, tag="It cites the old number.", quote="Some foresaw it")
    assert outcome.ok, outcome.text
    card = Evidence.objects.get(pk=outcome.id)
    assert (card.source, card.check_state) == (new, "exact")
    outcome = door.draw(opponent, full, "Some foresaw it", statement="It was foreseen.")
    assert outcome.ok, outcome.text
    assert Passage.objects.get(exact="Some foresaw it").source == new
    assert door.mark(moderator, full, kind="retracted").ok
    new.refresh_from_db()
    assert new.mark == "retracted"


def test_a_new_text_for_the_old_record_is_stored_with_the_new_one(full, new, moderator, opponent):
    stale = Source.objects.get(pk=full.pk)
    services.merge_sources(source=full, into=new, reason="One.", person=moderator)
    stale.refresh_from_db()
    text = services.capture_source(data=OLD + b" Later.", captured_by=opponent, source=stale)
    assert (text.source, text.version) == (new, 2)
    assert set(Evidence.objects.values_list("check_state", flat=True)) == {"exact", "no_quote"}
    assert Passage.objects.lost().count() == 0


def test_a_record_that_is_merged_is_in_no_list(full, new, moderator):
    services.merge_sources(source=full, into=new, reason="One.", person=moderator)
    assert "A report on spending" not in page("/sources/?show=all").content.decode()
    assert [row["id"] for row in told("/sources/").json()["results"]] == [new.pk]
    assert list(Source.objects.visible_to(moderator)) == [new]
    for name in (str(full.pk), full.get_absolute_url(), "10.1234/old", "A report on spending"):
        assert source_named(name, moderator) == new, name
    assert possible_twins(doi="10.1234/old") == [new]


def test_a_chain_of_merges_leads_to_its_end(full, new, moderator):
    last = factories.source("The last", added_by=moderator)
    services.capture_source(data=NEW + b" More.", captured_by=moderator, source=last)
    services.merge_sources(source=full, into=new, reason="One.", person=moderator)
    services.merge_sources(source=new, into=last, reason="One again.", person=moderator)
    assert page(f"/sources/{full.pk}/")["Location"] == last.get_absolute_url()
    assert source_named("A report on spending", None) == last
    assert set(Evidence.objects.values_list("source", flat=True)) == {last.pk}
    html = page(last.get_absolute_url()).content.decode()
    assert "One." in html
    assert "One again." in html
    assert "Nobody had planned" in page(full.get_absolute_url() + "?version=1").content.decode()


# ------------------------------------------------------------------------------------------ what is refused


def merged(source, into, moderator):
    return services.merge_sources(source=source, into=into, reason="One.", person=moderator)


def test_a_record_does_not_merge_into_itself(door, new, moderator):
    outcome = door.merge(moderator, new, new)
    assert (outcome.field, outcome.codes) == ("into", ("same",))


def test_two_records_do_not_merge_into_each_other(door, full, new, moderator):
    merged(full, new, moderator)
    outcome = door.merge(moderator, new, full)
    assert (outcome.field, outcome.codes) == ("into", ("same",)), (
        "the old number means the record itself by now"
    )


def test_merging_twice_is_refused_with_the_way_there(door, full, new, moderator):
    third = factories.source("A third", added_by=moderator)
    merged(full, new, moderator)
    outcome = door.merge(moderator, full, third)
    assert not outcome.ok
    assert SourceMerge.objects.count() == 1
    with pytest.raises(Exception, match="go on there") as refusal:
        merged(full, third, moderator)
    assert (refusal.value.code, refusal.value.existing) == ("merged", new.get_absolute_url())


@pytest.mark.parametrize("which", ["source", "into"])
@pytest.mark.parametrize("state", [Publication.HELD, Publication.REMOVED, Publication.ERASED])
def test_only_published_records_merge(door, full, new, moderator, which, state):
    Source.objects.filter(pk={"source": full, "into": new}[which].pk).update(state=state)
    outcome = door.merge(moderator, full, new)
    assert outcome.codes == ("state",)
    assert str(Publication(state).label) in outcome.text


def test_a_record_with_the_only_text_does_not_go(door, full, moderator):
    bare = factories.source("Without a text", added_by=moderator)
    outcome = door.merge(moderator, full, bare)
    assert (outcome.field, outcome.codes) == ("into", ("text",))
    assert "Merge the other one into this" in outcome.text
    assert door.merge(moderator, bare, full).ok


def test_two_marks_that_contradict_are_sorted_out_first(door, full, new, moderator):
    later = services.mark_source(source=new, kind="retracted", reason="Made up.", person=moderator)
    outcome = door.merge(moderator, full, new)
    assert outcome.codes == ("marks",)
    assert door.lift(moderator, later).ok
    assert door.merge(moderator, full, new).ok


def test_an_earlier_mark_on_the_record_that_stays_gives_way(full, new, moderator, old):
    SourceMark.objects.all().delete()
    services.mark_source(source=new, kind="corrected", reason="First.", person=moderator)
    services.mark_source(source=full, kind="retracted", reason="Then.", person=moderator)
    merged(full, new, moderator)
    new.refresh_from_db()
    assert (new.mark, new.marks.filter(lifted_at=None).count()) == ("retracted", 2)


@pytest.mark.parametrize(
    ("reason", "code"), [("", "empty"), ("x" * 1001, "too_long"), ("a \x07 bell", "control")]
)
def test_a_merge_needs_a_reason(door, full, new, moderator, reason, code):
    outcome = door.merge(moderator, full, new, reason=reason)
    assert (outcome.field, outcome.codes) == ("reason", (code,))
    assert not SourceMerge.objects.exists()


def test_a_record_that_is_not_there_is_named_so(full, moderator):
    client = Client()
    client.force_login(moderator)
    for name in ("", "No such title", "999999", "0", "12x", "\x00"):
        answer = client.post(f"/sources/{full.pk}/merge/", {"into": name, "reason": "One."})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["into"]), name


# ------------------------------------------------------------------------------------------------ who may


MAY_MERGE = {
    "a moderator": True,
    "who curates every debate that leans on it": True,
    "who curates one of two debates that lean on it": False,
    "who added it, while a debate leans on it": False,
    "who added it, while nothing leans on it": True,
    "who added the other one, while nothing leans on it": False,
    "a member, while nothing leans on it": False,
    "a suspended moderator": False,
    "nobody": False,
}


@pytest.mark.parametrize(("words", "may"), MAY_MERGE.items(), ids=[w.replace(" ", "_") for w in MAY_MERGE])
def test_who_may_merge(door, words, may, old, new, author, opponent, curator, moderator, thesis):
    if "nothing leans" not in words:
        factories.evidence(thesis, source=old)
    if "one of two" in words:
        factories.evidence(source=old)
    if "suspended" in words:
        moderator.suspended_until = timezone.now() + timedelta(days=1)
        moderator.save()
    person = {
        "who curates": curator, "who added it": author, "who added the": opponent, "a member": factories.person(),
        "nobody": None,
    }  # fmt: skip
    outcome = door.merge(next((p for w, p in person.items() if words.startswith(w)), moderator), old, new)
    assert outcome.ok is may, outcome.text
    assert outcome.status in ((200, 302) if may else (401, 403))
    old.refresh_from_db()
    assert (old.merged_into is not None) is may


def test_a_card_that_waits_gives_its_debate_no_say(door, old, new, author, thesis):
    card = factories.evidence(thesis, source=old)
    Evidence.objects.filter(pk=card.pk).update(state=Publication.HELD)
    assert door.merge(author, old, new).ok


def test_a_newcomer_does_not_merge(door, rules, old, new, author):
    rules(HOLD_FIRST=3)
    assert door.merge(author, old, new).codes == ("newcomer",)


# ----------------------------------------------------------------------------------------------- the page


def test_the_page_finds_the_other_record_and_shows_what_would_go_over(full, new, moderator):
    other = factories.source("A REPORT ON SPENDING", added_by=moderator)
    html = page(f"/sources/{full.pk}/merge/", moderator).content.decode()
    assert f"?into={other.pk}" in html, "one of the same title is offered"
    for name in (new.pk, new.title, new.get_absolute_url()):
        html = page(f"/sources/{full.pk}/merge/", moderator, query_params={"into": name}).content.decode()
        assert "3 cards" in html
        assert "date, DOI" in html
    assert (
        "no other source here goes by that"
        in page(f"/sources/{full.pk}/merge/?into=x", moderator).content.decode()
    )


def test_the_page_turns_round_what_would_lose_a_text(full, moderator):
    bare = factories.source("Without a text", added_by=moderator)
    html = page(f"/sources/{full.pk}/merge/?into={bare.pk}", moderator).content.decode()
    assert f"/sources/{bare.pk}/merge/?into={full.pk}" in html
    assert "Merge them</button>" not in html


def test_pages_cost_the_same_queries_at_every_size(old, new, moderator, client):
    client.force_login(moderator)
    addresses = (f"/sources/{old.pk}/merge/?into={new.pk}", new.get_absolute_url())

    def costs():
        found = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as counted:
                client.get(address)
            found.append(len(counted))
        return found

    def fill(times):
        for _ in range(times):
            factories.evidence(source=old)
            services.mark_source(
                source=new, kind="disputed", reason=f"So say {times}.", person=factories.person(is_staff=True)
            )
            services.merge_sources(source=factories.source(), into=new, reason="One.", person=moderator)

    fill(1)
    before = costs()
    fill(7)
    assert costs() == before
