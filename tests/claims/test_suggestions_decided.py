"""What becomes of suggestions: who decides, what is done, whose ratings stay, through every door."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive.claims import services
from archive.claims.models import Activity, Claim, Rating, Rearrangement, SetAsideRating, Suggestion
from archive.core.errors import Refused
from tests import factories
from tests.oracle import assert_counted


@pytest.fixture
def claim(thesis, author):
    return factories.argument(thesis, statement="They leek out.", author=author)


@pytest.fixture
def words(claim, opponent):
    return factories.suggestion(claim, opponent, "They leak out.")


def state_of(row):
    return Suggestion.objects.get(pk=row.pk).state


def test_the_author_accepts_other_words_and_raters_are_asked_again(door, claim, words, author, opponent):
    factories.rate(claim, convincing=3, bearing=2, times=2)
    services.rate_claim(claim=claim, rater=opponent, bearing=4)
    assert door.accept(author, words, note="Thank you.").ok
    claim.refresh_from_db()
    assert claim.statement == "They leak out."
    assert claim.reworded_at is not None
    assert (claim.raters_count, claim.convincing_count, claim.bearing_count) == (0, 0, 0)
    assert not Rating.objects.filter(claim=claim).exists()
    aside = SetAsideRating.objects.filter(suggestion=words).values_list("scale", "value")
    assert sorted(aside) == [
        ("bearing", 2),
        ("bearing", 2),
        ("bearing", 4),
        ("convincing", 3),
        ("convincing", 3),
    ]
    words.refresh_from_db()
    assert (words.state, words.decided_by, words.decision_note) == ("accepted", author, "Thank you.")
    assert_counted()


def test_a_revision_says_who_changed_the_words_and_why(door, claim, words, author):
    door.accept(author, words)
    revision = apps.get_model("archive", "ClaimEvent").objects.filter(pgh_obj_id=claim.pk).latest("pgh_id")
    why = revision.pgh_context.metadata
    assert revision.statement == "They leak out."
    assert (why["suggestion"], why["why"]) == (words.pk, "It reads better.")
    assert why["user"] == author.pk


def test_a_curator_confirms_the_meaning_and_ratings_stay(door, claim, words, curator):
    factories.rate(claim, convincing=3, bearing=2, times=2)
    assert door.accept(curator, words, same_meaning=True).ok
    assert Rating.objects.filter(claim=claim).count() == 2
    assert not SetAsideRating.objects.exists()
    assert Suggestion.objects.get().same_meaning
    assert_counted()


def test_a_curator_who_confirms_nothing_has_raters_asked_again(door, claim, words, curator):
    factories.rate(claim)
    assert door.accept(curator, words).ok
    assert not Rating.objects.filter(claim=claim).exists()
    assert_counted()


@pytest.mark.parametrize("curates", [False, True], ids=["author", "author who curates"])
def test_the_author_does_not_confirm_the_meaning_of_their_own_claim(door, claim, words, author, curates):
    factories.rate(claim)
    if curates:
        factories.curate(claim.debate, author)
    assert door.accept(author, words, same_meaning=True).codes == ("own_meaning",)
    assert state_of(words) == "open"
    assert Rating.objects.filter(claim=claim).exists()


def test_an_author_may_accept_their_own_suggestion_and_ratings_are_asked_again(door, claim, author):
    factories.rate(claim)
    own = factories.suggestion(claim, author, "They leak out.")
    assert door.accept(author, own).ok
    assert not Rating.objects.filter(claim=claim).exists()
    assert_counted()


def test_raters_see_their_earlier_steps_until_they_rate_anew(client, claim, words, author, curator):
    rater = factories.person()
    services.rate_claim(claim=claim, rater=rater, convincing=3, bearing=2)
    services.accept_suggestion(suggestion=words, person=author)
    client.force_login(rater)
    page = client.get(f"/claims/{claim.pk}/rate/")
    assert "You rated 3, 2 before it was reworded; does it still hold?" in page.content.decode()
    assert page.context["form"]["convincing"].value() == 3
    services.rate_claim(claim=claim, rater=rater, convincing=4)
    half = client.get(f"/claims/{claim.pk}/rate/").content.decode()
    assert "You rated how much it bears 2 before it was reworded" in half
    services.rate_claim(claim=claim, rater=rater, bearing=2)
    assert "before it was reworded" not in client.get(f"/claims/{claim.pk}/rate/").content.decode()
    client.force_login(curator)
    assert "before it was reworded" not in client.get(f"/claims/{claim.pk}/rate/").content.decode()


def test_a_reworded_thesis_gives_the_debate_its_address(door, thesis, opponent, curator):
    row = factories.suggestion(thesis, opponent, "Controls do slow rivals down.")
    assert door.accept(curator, row).ok
    thesis.debate.refresh_from_db()
    assert thesis.debate.slug == "controls-do-slow-rivals-down"
    assert_counted()


def test_of_two_rewordings_the_second_is_about_words_that_are_gone(door, claim, words, author):
    other = factories.suggestion(claim, statement="They seep out.")
    assert door.accept(author, words).ok
    told = door.accept(author, other)
    assert told.codes == ("stale",)
    assert state_of(other) == "open"
    assert door.decline(author, other, "Too late.").ok


def test_words_that_came_to_stand_beside_it_are_refused(door, claim, thesis, words, author):
    factories.argument(thesis, statement="They leak out.")
    assert door.accept(author, words).codes == ("duplicate",)


def test_a_curator_moves_what_was_suggested_with_the_reason(door, claim, thesis, opponent, curator):
    other = factories.argument(thesis)
    factories.rate(claim, convincing=3, bearing=2)
    row = factories.suggestion(
        claim, opponent, kind="move", new_parent=other, new_stance="supports", reason="It is about that."
    )
    assert door.accept(curator, row).ok
    claim.refresh_from_db()
    assert (claim.parent, claim.stance) == (other, "supports")
    moved = Rearrangement.objects.get()
    assert (moved.act, moved.by, moved.reason) == ("move", curator, "It is about that.")
    assert_counted()


def test_a_curator_merges_a_duplicate_with_a_reason_of_their_own(door, claim, thesis, opponent, curator):
    other = factories.argument(thesis)
    row = factories.suggestion(claim, opponent, kind="duplicate", duplicate_of=other)
    assert door.accept(curator, row, note="They say the same.").ok
    claim.refresh_from_db()
    assert claim.merged_into == other
    assert Rearrangement.objects.get().reason == "They say the same."
    assert_counted()


@pytest.mark.parametrize("kind", ["move", "duplicate"])
def test_if_the_act_is_refused_the_suggestion_stays_open(door, claim, thesis, opponent, curator, kind):
    other = factories.argument(thesis)
    more = {"new_parent": other, "new_stance": "supports"} if kind == "move" else {"duplicate_of": other}
    row = factories.suggestion(claim, opponent, kind=kind, **more)
    services.withdraw_claim(claim=other, author=other.author)
    told = door.accept(curator, row)
    assert not told.ok
    assert told.codes[0] in ("gone", "parent_withdrawn")
    assert state_of(row) == "open"
    assert not Rearrangement.objects.exists()
    assert not Activity.objects.filter(kind="outcome").exists()


def test_an_accepted_source_leads_to_the_card_filled_in(client, claim, opponent, author):
    report = factories.source("Harbour statistics")
    row = factories.suggestion(claim, opponent, kind="source", source=report)
    client.force_login(author)
    answer = client.post(f"/suggestions/{row.pk}/accept/", {"note": ""})
    assert answer["Location"] == f"/claims/{claim.pk}/evidence/?source={report.pk}"
    assert "Harbour statistics" in client.get(answer["Location"]).content.decode()
    words = factories.suggestion(claim, opponent, kind="source", cite="https://example.org/x?a=1&b=2")
    answer = client.post(f"/suggestions/{words.pk}/accept/")
    page = client.get(answer["Location"])
    assert page.context["form"]["url"].value() == "https://example.org/x?a=1&b=2"


def test_declining_needs_a_reason_which_the_suggester_reads(door, claim, words, author, opponent, client):
    assert door.decline(author, words, "  ").codes == ("empty",)
    assert door.decline(author, words, "It is leek soup.").ok
    assert door.decline(author, words, "It is leek soup.").ok
    client.force_login(opponent)
    page = client.get(f"/suggestions/{words.pk}/").content.decode()
    assert "Declined" in page
    assert "It is leek soup." in page
    noted = Activity.objects.get(kind="outcome")
    assert (noted.actor, noted.person, noted.detail["state"]) == (author, opponent, "declined")


def test_what_is_decided_stays_decided(door, words, author, curator, opponent):
    assert door.accept(author, words).ok
    assert door.accept(author, words).ok
    assert door.accept(curator, words).codes == ("decided",)
    assert door.decline(curator, words).codes == ("decided",)
    assert door.take_back(opponent, words).codes == ("decided",)
    assert Activity.objects.filter(kind="outcome").count() == 1


def test_the_suggester_takes_it_back(door, words, author, opponent):
    assert door.take_back(author, words).status == 403
    assert door.take_back(opponent, words).ok
    assert door.take_back(opponent, words).ok
    assert door.accept(author, words).codes == ("decided",)


@pytest.mark.parametrize("gone", ["closed", "removed", "merged"])
def test_nothing_is_accepted_where_nothing_can_be_changed(door, claim, thesis, words, author, curator, gone):
    codes = {"closed": "closed", "removed": "not_published", "merged": "merged"}
    if gone == "closed":
        services.set_debate_state(debate=thesis.debate, by=curator, state="closed", reason="Done.")
    elif gone == "removed":
        Claim.objects.filter(pk=claim.pk).update(state="removed")
    else:
        twin = factories.argument(thesis)
        services.merge_claims(claim=claim, into=twin, person=curator, reason="The same.")
    assert door.accept(author, words).codes == (codes[gone],)
    assert door.decline(author, words, "It is over.").ok


def test_the_curators_are_those_of_the_debate_that_the_claim_went_to(claim, words, thesis):
    row = factories.curate(thesis.debate, factories.person())
    services.extract_branch(claim=claim, person=row, reason="Its own.")
    assert services.accept_suggestion(suggestion=words, person=row).state == "accepted"
    assert_counted()


TABLE = {
    # person: (accept words, accept a move, decline words, decline a move)
    "visitor": (401, 401, 401, 401),
    "stranger": (403, 403, 403, 403),
    "opponent": (403, 403, 403, 403),
    "newcomer": (403, 403, 403, 403),
    "author": (200, 403, 200, 403),
    "curator": (200, 200, 200, 200),
    "moderator": (200, 200, 200, 200),
}


@pytest.mark.parametrize(
    "act", range(4), ids=["accept-words", "accept-move", "decline-words", "decline-move"]
)
def test_who_decides(door, claim, thesis, words, request, act):
    statuses = {}
    for who, row in TABLE.items():
        person = None if who == "visitor" else request.getfixturevalue(who)
        if act % 2 or row[act] == 200:
            claim = factories.argument(thesis, author=request.getfixturevalue("author"))
            more = {"kind": "move", "new_parent": factories.argument(thesis), "new_stance": "supports"}
            words = factories.suggestion(claim, **(more if act % 2 else {}))
        told = (door.decline if act > 1 else door.accept)(person, words)
        statuses[who] = 200 if told.ok else told.status
    assert statuses == {who: row[act] for who, row in TABLE.items()}


def test_what_was_declined_is_for_those_concerned(door, claim, words, author, opponent, curator, moderator):
    stands = f"/suggestions/{words.pk}/"
    assert door.sees(None, stands) == 200
    services.decline_suggestion(suggestion=words, person=author, note="No.")
    seen = [door.sees(person, stands) for person in (None, factories.person(), author, opponent, curator)]
    assert seen == [404, 404, 200, 200, 200]


def test_removed_words_show_in_no_suggestion(client, claim, words, opponent):
    factories.argument(claim)
    Claim.objects.filter(pk=claim.pk).update(state="removed", state_reason="Off.")
    for address in (
        f"/suggestions/{words.pk}/",
        f"/debates/{claim.debate_id}/suggestions/",
        f"/api/v1/suggestions/{words.pk}/",
        "/api/v1/suggestions/",
    ):
        told = client.get(address).content.decode()
        assert "leek" not in told
        assert "leak" not in told


def test_those_who_decide_see_it_beside_the_claim_and_in_the_thread(client, claim, words, author, opponent):
    debate = claim.debate.get_absolute_url()
    client.force_login(author)
    assert "1 suggestion" in client.get(debate).content.decode()
    page = client.get(f"/claims/{claim.pk}/").content.decode()
    assert "<del>leek </del><ins>leak </ins>" in page
    assert "Accept the new words" in page
    client.force_login(opponent)
    assert "1 suggestion" not in client.get(debate).content.decode()
    assert "Accept the new words" not in client.get(f"/claims/{claim.pk}/").content.decode()


def test_pages_of_a_curator_take_the_same_few_queries_at_any_size(client, curator, thesis):
    client.force_login(curator)
    taken = []
    for _ in range(2):
        for _ in range(3):
            factories.suggestion(factories.argument(thesis))
        counts = []
        for address in (thesis.debate.get_absolute_url(), f"/debates/{thesis.debate_id}/suggestions/"):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries.captured_queries))
        taken.append(counts)
    assert taken[0] == taken[1]


def test_lists_go_on_by_keyset(client, thesis, opponent, monkeypatch):
    monkeypatch.setattr("archive.claims.views.suggesting.PER_PAGE", 2)
    rows = [factories.suggestion(factories.argument(thesis), opponent) for _ in range(3)]
    client.force_login(opponent)
    for address in (f"/debates/{thesis.debate_id}/suggestions/", "/suggestions/"):
        first = client.get(address)
        older = first.context["older"]
        assert f"before={rows[1].pk}" in older
        assert f"/suggestions/{rows[0].pk}/" in client.get(address + older).content.decode()
    assert client.get(f"/debates/{thesis.debate_id}/suggestions/?before=x&state=nonsense").status_code == 200


def test_the_author_and_curators_find_what_waits_for_them(client, claim, words, author, curator, opponent):
    for person, waits in ((author, True), (curator, True), (opponent, False)):
        client.force_login(person)
        page = client.get("/suggestions/").content.decode()
        assert ("For you to decide" in page) is waits


def test_after_the_half_hour_rewording_goes_by_suggestion(door, claim, author):
    Claim.objects.filter(pk=claim.pk).update(created=timezone.now() - timedelta(hours=1))
    assert door.reword(author, claim, "They leak out.").codes == ("window_over",)
    made = door.suggest(author, claim, statement="They leak out.")
    assert door.accept(author, Suggestion.objects.get(pk=made.id)).ok


def test_nobody_but_the_named_kinds_is_known(claim, opponent):
    with pytest.raises(Refused) as told:
        services.make_suggestion(claim=claim, kind="erase", author=opponent, reason="So.")
    assert told.value.code == "choice"


def test_a_suggestion_is_answered_with_a_word_on_its_page(client, words, author, opponent):
    client.force_login(author)
    answer = client.post(f"/suggestions/{words.pk}/", {"text": "Do you mean *leak*?"}, follow=True)
    assert "<em>leak</em>" in answer.content.decode()
    comment = words.talk.get()
    assert (comment.author, comment.suggestion) == (author, words)
    assert client.post(f"/suggestions/{words.pk}/", {"text": ""}).status_code == 422
    client.force_login(opponent)
    assert "<em>leak</em>" in client.get(f"/suggestions/{words.pk}/").content.decode()
    assert client.get(f"/suggestions/{words.pk}/?conversation=999999").status_code == 404
    assert client.get("/suggestions/999999/").status_code == 404
