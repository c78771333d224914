"""The thread of a debate: what it shows, to whom, and in how many queries."""

import random

import pytest
from django.utils import timezone

from archive.claims import services
from archive.claims.models import Claim, Debate
from archive.claims.services.recount import recount_debate
from tests import factories


def grow(debate: Debate, count: int, seed: int = 7) -> None:
    """Put `count` arguments under the debate's thesis at once: wide and deep, tallies set by the recount."""
    chance, author = random.Random(seed), factories.person()
    claims = [debate.claims.get()]
    steps: dict[str, int] = {}
    now = timezone.now()
    new: list[tuple[str, str]] = []
    paths = [claims[0].path]
    for number in range(count):
        above = chance.choice([p for p in paths[-40:] if len(p) < 4 * 12] or paths[:1])
        steps[above] = steps.get(above, 0) + 1
        paths.append(above + f"{steps[above]:04}")
        new.append((above, paths[-1]))
    by_path = {claims[0].path: claims[0]}
    for depth in range(1, 14):
        rows = [
            Claim(
                debate=debate,
                parent=by_path[above],
                stance=chance.choice(["supports", "opposes"]),
                statement=f"Argument at {path}.",
                author=author,
                path=path,
                depth=depth,
                published_at=now,
                own_activity=now,
                last_activity=now,
            )
            for above, path in new
            if len(path) == 4 * (depth + 1)
        ]
        by_path.update({row.path: row for row in Claim.objects.bulk_create(rows)})
    recount_debate(debate=debate, fix=True)


def test_every_argument_of_a_small_debate_is_shown_under_its_parent(client, thesis):
    first = factories.argument(thesis, "supports")
    second = factories.argument(first, "opposes")
    html = client.get(thesis.debate.get_absolute_url()).content.decode()
    assert html.index(f'id="c{first.pk}"') < html.index(f'id="c{second.pk}"')
    assert "supports the claim" in html
    assert "opposes 1" in html


@pytest.mark.parametrize("count", [50, 1000])
@pytest.mark.parametrize("signed_in", [False, True], ids=["visitor", "member"])
def test_thread_page_takes_the_same_few_queries_at_any_size(
    client, thesis, opponent, django_assert_max_num_queries, count, signed_in
):
    grow(thesis.debate, count)
    factories.evidence(thesis)
    if signed_in:
        client.force_login(opponent)
    with django_assert_max_num_queries(9 if signed_in else 5):
        response = client.get(thesis.debate.get_absolute_url())
    assert response.status_code == 200
    assert 20 < response.content.decode().count('class="argument"') <= 120


def test_what_is_left_out_is_counted_and_reached(client, thesis):
    author = factories.person()
    answers = [factories.argument(thesis, author=author) for _ in range(33)]
    page = client.get(f"/claims/{thesis.pk}/").content.decode()
    assert "28 more answers" in page
    assert f'id="c{answers[5].pk}"' not in page
    further = client.get(f"/claims/{thesis.pk}/?from=5").content.decode()
    assert f'id="c{answers[29].pk}"' in further
    assert f'id="c{answers[30].pk}"' not in further
    assert f'id="c{answers[32].pk}"' in client.get(f"/claims/{thesis.pk}/?from=30").content.decode()


def test_orders_put_the_strongest_or_the_newest_first(client, thesis):
    weak, strong = factories.argument(thesis), factories.argument(thesis)
    factories.rate(strong, convincing=4, bearing=4, times=5)
    factories.rate(weak, convincing=0, bearing=4, times=5)

    def first(order):
        html = client.get(thesis.debate.get_absolute_url() + f"?order={order}").content.decode()
        return weak if html.index(f'id="c{weak.pk}"') < html.index(f'id="c{strong.pk}"') else strong

    assert [first("oldest"), first("strongest"), first("newest"), first("nonsense")] == [
        weak,
        strong,
        strong,
        strong,
    ]


def test_removed_claim_keeps_its_place_and_its_answers(client, thesis, author, opponent, moderator):
    argument = factories.argument(thesis, statement="Words that go.", author=author)
    answer = factories.argument(argument, statement="The answer stays.", author=opponent)
    services.set_claim_state(
        claim=argument, state="removed", moderator=moderator, reason="Rule 1: rude.", entry=7
    )
    html = client.get(thesis.debate.get_absolute_url()).content.decode()
    assert "Words that go." not in html
    assert "Removed by a moderator: Rule 1: rude." in html
    assert "The answer stays." in html
    assert client.get(f"/claims/{answer.pk}/").status_code == 200
    client.force_login(author)
    assert "Words that go." in client.get(thesis.debate.get_absolute_url()).content.decode()


def test_what_was_removed_before_anybody_read_it_leaves_no_tombstone(
    client, rules, thesis, newcomer, moderator
):
    rules(HOLD_FIRST=3)
    held = factories.argument(thesis, statement="Buy my watches.", author=newcomer)
    services.set_claim_state(
        claim=held, state="removed", moderator=moderator, reason="Rule 5: spam.", entry=7
    )
    assert f'id="c{held.pk}"' not in client.get(thesis.debate.get_absolute_url()).content.decode()
    assert client.get(f"/claims/{held.pk}/").status_code == 404
    client.force_login(newcomer)
    assert "Rule 5: spam." in client.get(thesis.debate.get_absolute_url()).content.decode()


def test_words_of_a_removed_thesis_are_in_no_address(client, thesis, moderator):
    services.set_claim_state(
        claim=thesis, state="removed", moderator=moderator, reason="Rule 5: spam.", entry=7
    )
    for address in (
        "/",
        "/debates/",
        f"/debates/{thesis.debate_id}/",
        f"/api/v1/debates/{thesis.debate_id}/",
    ):
        html = client.get(address, follow=True).content.decode()
        assert "slow the rival" not in html
        assert "slow-the-rival" not in html
    services.set_claim_state(
        claim=thesis, state="published", moderator=moderator, reason="A mistake.", entry=8
    )
    assert "slow-the-rival" in client.get("/debates/").content.decode()


def test_withdrawn_claim_leaves_a_tombstone_only_where_answers_need_it(client, thesis, author, opponent):
    alone = factories.argument(thesis, author=author)
    answered = factories.argument(thesis, author=author)
    factories.argument(answered, author=opponent)
    for claim in (alone, answered):
        services.withdraw_claim(claim=claim, author=author)
    html = client.get(thesis.debate.get_absolute_url()).content.decode()
    assert f'id="c{alone.pk}"' not in html
    assert f'id="c{answered.pk}"' in html
    assert "Withdrawn by its author." in html


def test_debate_whose_thesis_was_withdrawn_unanswered_is_gone_for_others(client, thesis, curator):
    services.withdraw_claim(claim=thesis, author=curator)
    assert client.get(thesis.debate.get_absolute_url(), follow=True).status_code == 404
    assert client.get("/").status_code == 200
    assert client.get("/debates/").status_code == 200


def test_wrong_slug_leads_to_the_right_one(client, thesis):
    response = client.get(f"/debates/{thesis.debate_id}/wrong/")
    assert response.status_code == 302
    assert response["Location"] == thesis.debate.get_absolute_url()


def test_markup_in_statements_is_shown_as_typed(client, thesis, author):
    factories.argument(thesis, statement="<script>alert(1)</script> & <b>bold</b>", author=author)
    html = client.get(thesis.debate.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in html


@pytest.mark.parametrize("query", ["?order=", "?from=-1", "?from=9999999999999999999", "?from=abc"])
def test_nonsense_in_the_address_breaks_nothing(client, thesis, query):
    assert client.get(thesis.debate.get_absolute_url() + query).status_code == 200
    assert client.get(f"/claims/{thesis.pk}/{query}").status_code == 200
    assert client.get(f"/debates/{query}").status_code == 200
