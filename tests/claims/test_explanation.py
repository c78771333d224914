"""Why a claim stands where it does: the sum that is shown is the one that is stored, on the page and in the API."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.claims import services
from archive.claims.models import Claim
from archive.claims.queries.standing import SHOWN, explanation
from archive.claims.services.recount import recount_debate
from archive.claims.standing import Argument, base_of, effects_of, standing_of
from archive.claims.what_if import Answer, changes, unconvincing
from tests import factories
from tests.claims.test_tally import CASES, post
from tests.contract import client_of
from tests.oracle import assert_counted

share = st.floats(0, 1)


def shown(claim):
    claim.refresh_from_db()
    return explanation(claim)


def grown(seed, people, author):
    """Post and rate a random tree, arguments on the bearing among them, and return its claims."""
    chance = random.Random(seed)
    claims = [factories.thesis(author=author)]
    for number in range(9):
        parent = chance.choice(claims)
        claims.append(
            services.post_argument(
                parent=parent,
                stance=chance.choice(["supports", "opposes"]),
                aim=chance.choice(["standing", "bearing"]) if parent.depth else "standing",
                statement=f"Argument {number} of tree {seed}.",
                author=author,
            )
        )
    for claim in claims:
        for rater in people[: chance.randrange(4)]:
            bearing = chance.randrange(5) if claim.depth else None
            services.rate_claim(claim=claim, rater=rater, convincing=chance.randrange(5), bearing=bearing)
    return claims


@pytest.mark.parametrize("seed", range(6))
def test_sum_that_is_shown_is_what_is_stored_of_any_tree(author, seed):
    people = [factories.person() for _ in range(3)]
    claims = grown(seed, people, author)
    for claim in claims:
        why = shown(claim)
        assert why.working.result == claim.standing
        assert why.weight is None if claim.depth == 0 else why.weight.result == claim.weight
        assert why.working.start.value == base_of(claim.convincing_sum, claim.convincing_count)
    assert_counted()


def test_sum_of_a_published_case_is_the_case(author):
    people = [factories.person() for _ in range(12)]
    for claim, standing in post(factories.thesis(author=author), CASES[0]["claim"], people, author):
        assert shown(claim).working.result == pytest.approx(standing, abs=1e-9)


def test_page_shows_each_step_with_the_claims_own_numbers(client, thesis):
    against = factories.argument(thesis, "opposes")
    factories.rate(thesis, convincing=3, times=4)
    factories.rate(against, convincing=4, bearing=4, times=5)
    html = client.get(f"/claims/{thesis.pk}/standing/").content.decode()
    thesis.refresh_from_db()
    assert "(12 / 4 + 3 × 0.5) / (4 + 3) = 0.643" in html
    assert "0.625 × 0.813" in html
    assert "1 − (1 − 0.508) = 0.508" in html
    assert "0.643 − 0.643 × 0.508 = <strong>0.316</strong>" in html
    assert f"{thesis.standing:.3f}" == "0.316"
    assert "Without 1 it would stand at 0.64; no other argument changes it as much." in html


def test_page_of_an_argument_shows_its_weight_and_what_aims_at_it(client, thesis, author):
    first = factories.argument(thesis, "supports")
    aside = services.post_argument(
        parent=first, stance="opposes", aim="bearing", statement="Beside the point.", author=author
    )
    html = client.get(f"/claims/{first.pk}/standing/").content.decode()
    assert "Nobody has rated whether it matters to the claim" in html
    factories.rate(first, convincing=4, bearing=4, times=5)
    factories.rate(aside, convincing=4, bearing=4, times=5)
    html = client.get(f"/claims/{first.pk}/standing/").content.decode()
    first.refresh_from_db()
    assert "(20 / 4) / (5 + 3) = 0.625" in html
    assert f"<strong>{first.weight:.3f}</strong>" in html
    assert f"{first.weight:.3f} × {first.standing:.3f} = {first.weight * first.standing:.3f}" in html


def test_link_stands_as_its_original_and_has_its_own_weight(client, thesis, author):
    original = factories.argument(thesis, "supports")
    factories.rate(original, convincing=4, times=5)
    link = Claim.objects.create(
        debate=thesis.debate, parent=thesis, same_as=original, stance="opposes", statement="", author=author,
        path="00010002", depth=1, published_at=thesis.created, own_activity=thesis.created,
        last_activity=thesis.created,
    )  # fmt: skip
    recount_debate(debate=thesis.debate, fix=True)
    why = shown(link)
    original.refresh_from_db()
    assert why.working.result == original.standing
    html = client.get(f"/claims/{link.pk}/standing/").content.decode()
    assert f'<a href="/claims/{original.pk}/">the claim that it shows</a>' in html


def test_long_list_is_bounded_and_its_sums_are_not(thesis, django_assert_max_num_queries):
    author, rater = factories.person(), factories.person()
    for _ in range(SHOWN + 3):
        claim = factories.argument(thesis, "supports", author=author)
        services.rate_claim(claim=claim, rater=rater, convincing=1, bearing=1)
    thesis.refresh_from_db()
    with django_assert_max_num_queries(2):
        why = explanation(thesis)
    assert (len(why.working.rows), why.working.left_out) == (SHOWN, 3)
    assert why.working.result == thesis.standing
    assert "… 47 more" in why.working.support_formula


def test_words_of_changes_come_true(thesis):
    answer = factories.argument(thesis, "opposes")
    factories.rate(answer, convincing=4, bearing=4, times=5)
    told = next(c for c in shown(thesis).changes if c.words.startswith("One more rating of 4"))
    factories.rate(thesis, convincing=4)
    thesis.refresh_from_db()
    assert told.standing == thesis.standing


def test_what_is_missing_for_a_label_is_counted(thesis):
    assert (
        shown(thesis).changes[-1].words
        == "5 more ratings, of it or of anything under it, and a label is shown."
    )
    factories.rate(thesis, convincing=2, times=4)
    assert shown(thesis).changes[-1].words.startswith("1 more rating, of it")
    factories.rate(thesis, convincing=2)
    assert "label" not in [change.kind for change in shown(thesis).changes]


def test_unrated_argument_is_told_apart(thesis):
    answer = factories.argument(thesis, "opposes")
    told = next(change for change in shown(thesis).changes if change.kind == "unrated")
    factories.rate(answer, convincing=None, bearing=4)
    thesis.refresh_from_db()
    assert (told.claim, told.standing) == (answer.pk, thesis.standing)


def test_api_tells_the_same_numbers(thesis, author):
    first = factories.argument(thesis, "supports")
    aside = services.post_argument(
        parent=first, stance="opposes", aim="bearing", statement="Beside the point.", author=author
    )
    for claim in (first, aside):
        factories.rate(claim, convincing=3, bearing=4, times=3)
    for claim in (thesis, first, aside):
        claim.refresh_from_db()
        told = client_of().get(f"/api/v1/claims/{claim.pk}/standing/").json()
        assert told["value"] == told["working"]["result"] == claim.standing
        assert told["contribution"] == claim.weight * claim.standing
        assert (told["weight"] is None) == (claim.depth == 0)
    told = client_of().get(f"/api/v1/claims/{first.pk}/standing/").json()["weight"]
    assert told["result"] == first.weight
    assert [row["claim"] for row in told["arguments"]] == [aside.pk]


def test_explanation_is_for_those_who_may_see_the_claim(client, thesis, author, rules):
    rules(HOLD_FIRST=3)
    held = factories.argument(thesis, author=author)
    for address in (f"/claims/{held.pk}/standing/", f"/api/v1/claims/{held.pk}/standing/"):
        assert client.get(address).status_code == 404
    client.force_login(author)
    assert client.get(f"/claims/{held.pk}/standing/").status_code == 200


@given(share, st.lists(st.builds(Argument, st.booleans(), share, share), max_size=8))
def test_effects_in_one_pass_are_those_of_leaving_each_out(base, arguments):
    whole = standing_of(base, arguments)
    slow = [whole - standing_of(base, arguments[:i] + arguments[i + 1 :]) for i in range(len(arguments))]
    assert effects_of(base, arguments) == pytest.approx(slow, abs=1e-12)


@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=9),
    st.lists(st.builds(Argument, st.booleans(), share, share), max_size=4),
)
def test_answer_found_unconvincing_keeps_how_its_own_answers_move_it(steps, below):
    stands = standing_of(base_of(sum(steps), len(steps)), below)
    answer = Answer(1, 2, "", "1", False, Argument(True, stands, 0.5), 1, sum(steps), len(steps))
    assert unconvincing(answer) == pytest.approx(standing_of(base_of(0, len(steps)), below), abs=1e-6)


@given(
    st.lists(st.integers(0, 4), max_size=9),
    st.lists(
        st.builds(
            Answer, st.integers(1, 9), st.just(0), st.just("00010001"), st.just("1"), st.just(False),
            st.builds(Argument, st.booleans(), st.floats(0.01, 0.99), share), st.integers(0, 3),
            st.integers(0, 4), st.just(1),
        ),
        max_size=5,
    ),
)  # fmt: skip
def test_every_change_stays_a_standing(steps, answers):
    found = changes(sum(steps), len(steps), len(steps), answers)
    assert {"rating"} <= {change.kind for change in found}
    assert all(change.standing is None or 0 <= change.standing <= 1 for change in found)
