"""Suggesting a change of a claim that is not one's own to change, through every door."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.claims import services
from archive.claims.models import Activity, Claim, Suggestion
from tests import factories


@pytest.fixture
def claim(thesis, author):
    return factories.argument(thesis, statement="They leek out.", author=author)


def test_other_words_are_suggested_and_change_nothing_yet(door, claim, opponent):
    made = door.suggest(opponent, claim, statement="They leak out.")
    row = Suggestion.objects.get()
    assert made.ok
    assert made.id == row.pk
    assert (row.state, row.instead_of, row.statement) == ("open", "They leek out.", "They leak out.")
    assert Claim.objects.get(pk=claim.pk).statement == "They leek out."
    noted = Activity.objects.get(kind="suggestion")
    assert (noted.actor, noted.claim, noted.suggestion) == (opponent, claim, row)


@pytest.mark.parametrize("kind", ["move", "duplicate", "source", "words of a source"])
def test_a_place_a_duplicate_and_a_source_are_suggested(door, claim, thesis, opponent, kind):
    other, report = factories.argument(thesis), factories.source()
    words = {
        "move": {"kind": "move", "new_parent": other, "new_stance": "supports"},
        "duplicate": {"kind": "duplicate", "duplicate_of": other},
        "source": {"kind": "source", "source": report},
        "words of a source": {"kind": "source", "cite": "https://example.org/report"},
    }
    assert door.suggest(opponent, claim, **words[kind]).ok
    row = Suggestion.objects.get()
    said = (row.new_parent, row.new_stance, row.duplicate_of, row.source, row.cite)
    assert (
        said
        == {
            "move": (other, "supports", None, None, ""),
            "duplicate": (None, None, other, None, ""),
            "source": (None, None, None, report, ""),
            "words of a source": (None, None, None, None, "https://example.org/report"),
        }[kind]
    )


REFUSED = {
    "empty words": ({"statement": " "}, "empty"),
    "too long": ({"statement": "x" * 501}, "too_long"),
    "far too long": ({"statement": "x" * 200_000}, "too_long"),
    "no reason": ({"statement": "Other.", "reason": "  "}, "empty"),
    "a control character in the reason": ({"statement": "Other.", "reason": "a\x00b"}, "control"),
    "the same words": ({"statement": "They leek out."}, "same"),
    "words that stand beside it": ({"statement": "It stands beside."}, "duplicate"),
    "other words meanwhile": ({"statement": "Other.", "instead_of": "Long ago."}, "stale"),
    "no place": ({"kind": "move", "new_stance": "supports"}, "empty"),
    "no stance": ({"kind": "move", "new_parent": "beside"}, "stance"),
    "an unknown stance": ({"kind": "move", "new_parent": "beside", "new_stance": "maybe"}, "stance"),
    "where it stands": ({"kind": "move", "new_parent": "thesis", "new_stance": "opposes"}, "same"),
    "under itself": ({"kind": "move", "new_parent": "under", "new_stance": "opposes"}, "inside_itself"),
    "elsewhere": ({"kind": "move", "new_parent": "far", "new_stance": "opposes"}, "wrong_debate"),
    "no twin": ({"kind": "duplicate"}, "empty"),
    "itself as twin": ({"kind": "duplicate", "duplicate_of": "claim"}, "same"),
    "its parent as twin": ({"kind": "duplicate", "duplicate_of": "thesis"}, "circle"),
    "no source": ({"kind": "source"}, "empty"),
    "a source that it cites": ({"kind": "source", "source": "cited"}, "cited"),
}


def test_what_says_nothing_or_cannot_be_is_refused(door, claim, thesis, opponent):
    card = factories.evidence(claim)
    things = {
        "beside": factories.argument(thesis, statement="It stands beside."),
        "under": factories.argument(claim),
        "thesis": thesis,
        "claim": claim,
        "far": factories.thesis(),
        "cited": card.source,
    }
    told = {}
    for case, (words, _) in REFUSED.items():
        words = {name: things.get(value, value) for name, value in words.items()}
        told[case] = door.suggest(opponent, claim, **words).codes
    assert told == {case: (code,) for case, (_, code) in REFUSED.items()}
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize("gone", ["closed", "removed", "withdrawn", "link", "merged"])
def test_nothing_is_suggested_for_what_cannot_be_changed(door, claim, thesis, opponent, curator, gone):
    factories.argument(claim)
    codes = {
        "closed": "closed",
        "removed": "not_published",
        "withdrawn": "not_published",
        "link": "is_link",
    }
    if gone == "closed":
        services.set_debate_state(debate=thesis.debate, by=curator, state="closed", reason="Done.")
    elif gone == "removed":
        Claim.objects.filter(pk=claim.pk).update(state="removed", state_reason="Off.")
    elif gone == "withdrawn":
        services.withdraw_claim(claim=claim, author=claim.author)
    elif gone == "link":
        beside = factories.argument(thesis)
        words = {"person": curator, "reason": "Too.", "stance": "supports"}
        claim = services.link_claim(claim=claim, parent=beside, **words).other
    else:
        twin = factories.argument(thesis)
        services.merge_claims(claim=claim, into=twin, person=curator, reason="The same.")
    told = door.suggest(opponent, claim, statement="Other words.")
    assert not told.ok
    assert gone == "merged" or told.codes == (codes[gone],)
    assert not Suggestion.objects.exists()


def test_who_can_do_it_themselves_is_led_there(door, claim, thesis, author, curator):
    other = factories.argument(thesis)
    assert door.suggest(author, claim, statement="Other words.").codes == ("yours",)
    move = {"kind": "move", "new_parent": other, "new_stance": "supports"}
    assert door.suggest(curator, claim, **move).codes == ("yours",)
    assert door.suggest(curator, claim, kind="duplicate", duplicate_of=other).codes == ("yours",)
    told = door.suggest(author, claim, kind="source", cite="A report.")
    assert told.codes == ("yours",)
    assert f"/claims/{claim.pk}/evidence/" in told.text


def test_after_the_window_the_author_suggests_like_others(door, claim, author):
    Claim.objects.update(created=timezone.now() - timedelta(hours=1))
    assert door.suggest(author, claim, statement="They leak out.").ok


def test_the_same_by_the_same_person_within_a_minute_is_one(door, claim, opponent):
    first = door.suggest(opponent, claim, statement="They leak out.")
    assert door.suggest(opponent, claim, statement="They leak out.").id == first.id
    Suggestion.objects.update(created=timezone.now() - timedelta(minutes=2))
    assert door.suggest(opponent, claim, statement="They leak out.").codes == ("suggested",)
    assert Suggestion.objects.count() == 1


def test_what_somebody_else_suggested_is_pointed_to(door, claim, opponent):
    row = factories.suggestion(claim, statement="They leak out.")
    told = door.suggest(opponent, claim, statement="They leak out.")
    assert told.codes == ("suggested",)
    assert f"/suggestions/{row.pk}/" in told.text


def test_ten_of_one_day_may_be_open(door, thesis, opponent, rules):
    rules(SUGGESTIONS_A_DAY=2)
    claims = [factories.argument(thesis) for _ in range(4)]
    rows = [factories.suggestion(claim, opponent) for claim in claims[:2]]
    Suggestion.objects.filter(pk=rows[0].pk).update(created=timezone.now() - timedelta(hours=20))
    told = door.suggest(opponent, claims[2], statement="Other words.")
    assert (told.codes, told.status) == (("too_many",), 429)
    assert 3.9 * 3600 < told.retry_after <= 4 * 3600
    services.withdraw_suggestion(suggestion=rows[1], person=opponent)
    assert door.suggest(opponent, claims[2], statement="Other words.").ok
    Suggestion.objects.filter(pk=rows[0].pk).update(created=timezone.now() - timedelta(hours=25))
    assert door.suggest(opponent, claims[3], statement="Other words.").ok


def test_suggestions_come_apart_as_posts_do(door, claim, opponent, rules):
    rules(POST_INTERVAL_SECONDS=60)
    factories.suggestion(claim, opponent)
    told = door.suggest(opponent, claim, statement="Quite other words.")
    assert (told.codes, told.status) == (("interval",), 429)


def test_who_waits_for_a_first_post_suggests_later(door, claim, newcomer, rules):
    rules(HOLD_FIRST=1)
    assert door.suggest(newcomer, claim, statement="They leak out.").codes == ("newcomer",)


WHO = {
    "a visitor": (None, 401),
    "who is not confirmed": ("stranger", 403),
    "a member": ("opponent", 200),
    "a curator": ("curator", 200),
    "a moderator": ("moderator", 200),
}


def test_members_suggest_other_words(door, thesis, request):
    told = {}
    for who, (name, _) in WHO.items():
        person = request.getfixturevalue(name) if name else None
        outcome = door.suggest(person, factories.argument(thesis), statement="They leak out.")
        told[who] = 200 if outcome.ok else outcome.status
    assert told == {who: status for who, (_, status) in WHO.items()}


def test_suspended_people_suggest_nothing(door, claim):
    person = factories.person(suspended_until=timezone.now() + timedelta(days=1))
    assert door.suggest(person, claim, statement="They leak out.").codes == ("suspended",)


def test_the_form_searches_places_and_sources_without_a_script(client, claim, thesis, opponent):
    factories.argument(thesis, statement="Chips leave by the harbour.")
    factories.source("Harbour statistics")
    client.force_login(opponent)
    places = client.get(f"/claims/{claim.pk}/suggest/move/?q=harbour").content.decode()
    assert "Chips leave by the harbour." in places
    fields = {"look_for": "harbour", "find": "1", "reason": "Kept words."}
    found = client.post(f"/claims/{claim.pk}/suggest/source/", fields).content.decode()
    assert "Harbour statistics" in found
    assert "Kept words." in found
    assert client.get(f"/claims/{claim.pk}/suggest/nonsense/").status_code == 404
    assert client.get(f"/claims/{claim.pk}/suggest/").status_code == 200
    assert client.get(f"/claims/{claim.pk}/suggest/duplicate/?into=x&parent=-1&q=%25%5C").status_code == 200


@pytest.mark.parametrize(
    "body",
    [{}, {"claim": "x"}, {"claim": 10**30}, {"claim": None, "kind": 5}, {"kind": "reword", "reason": []}],
)
def test_nonsense_at_the_api_is_no_failure(db, opponent, body):
    from tests.contract import ContractClient

    client = ContractClient()
    client.force_authenticate(opponent)
    assert client.post("/api/v1/suggestions/", body, format="json").status_code == 400
