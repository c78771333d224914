"""Columns: one claim between its two sides, its neighbours, and what is shown to whom."""

import re

import pytest

from archive.claims import services
from tests import factories
from tests.claims.test_thread import grow


def page(client, claim, query=""):
    address = f"{claim.debate.get_absolute_url()}?view=columns&claim={claim.pk}{query}"
    return client.get(address).content.decode()


def side(html, stance):
    """Return the mark-up of one column."""
    begin = html.index(f'aria-labelledby="column-{stance}"')
    return html[begin : html.index("</section>", begin)]


def ids(html):
    return [int(pk) for pk in re.findall(r'<li id="c(\d+)"', html)]


def test_supporting_left_and_opposing_right_the_strongest_first(client, thesis):
    weak = factories.argument(thesis, "opposes")
    strong = factories.argument(thesis, "opposes")
    good = factories.argument(thesis, "supports")
    factories.rate(strong, convincing=4, bearing=4, times=3)
    html = page(client, thesis)
    assert html.index('id="column-supports"') < html.index('id="column-opposes"')
    assert ids(side(html, "supports")) == [good.pk]
    assert ids(side(html, "opposes")) == [strong.pk, weak.pk]
    assert f"/claims/{thesis.pk}/argue/?stance=supports" in side(html, "supports")
    assert f"/claims/{thesis.pk}/argue/?stance=opposes" in side(html, "opposes")


def test_without_a_claim_it_shows_the_first_thesis(client, thesis):
    answer = factories.argument(thesis)
    html = client.get(f"{thesis.debate.get_absolute_url()}?view=columns").content.decode()
    assert ids(html) == [answer.pk]
    assert f'id="c{thesis.pk}"' in html


def test_line_and_neighbours_are_a_link_away(client, thesis):
    first, second, third = (factories.argument(thesis) for _ in range(3))
    html = page(client, second)
    assert re.search(rf'rel="prev" data-key="k" href="[^"]*claim={first.pk}"', html)
    assert re.search(rf'rel="next" data-key="j" href="[^"]*claim={third.pk}"', html)
    assert re.search(rf'href="\?view=columns&amp;claim={thesis.pk}" data-key="Escape"', html)
    assert f"map/?claim={second.pk}" in html
    assert 'rel="prev" data-key' not in page(client, first)


def test_arguments_on_the_bearing_stand_under_their_own_heading(client, thesis, author):
    outer = factories.argument(thesis, "supports")
    inner = factories.argument(outer, "supports")
    on_truth = factories.argument(inner, "opposes")
    aside = services.post_argument(
        parent=inner, stance="opposes", aim="bearing", statement="Beside the point.", author=author
    )
    opposing = side(page(client, inner), "opposes")
    assert ids(opposing) == [on_truth.pk, aside.pk]
    heading = opposing.index("On whether it matters to 1<")
    assert opposing.index(f'id="c{on_truth.pk}"') < heading < opposing.index(f'id="c{aside.pk}"')
    assert "On whether it matters" not in side(page(client, inner), "supports")


def test_each_side_is_paged_alone(client, thesis):
    author = factories.person()
    against = [factories.argument(thesis, "opposes", author=author).pk for _ in range(23)]
    good = factories.argument(thesis, "supports", author=author)
    html = page(client, thesis)
    assert ids(side(html, "opposes")) == against[:20]
    assert "for_from=0&amp;against_from=20" in side(html, "opposes")
    further = page(client, thesis, "&for_from=0&against_from=20")
    assert ids(side(further, "opposes")) == against[20:]
    assert ids(side(further, "supports")) == [good.pk]


def test_removed_claims_keep_their_place_and_held_ones_are_their_authors(
    client, thesis, author, moderator, rules
):
    gone = factories.argument(thesis, statement="Words that go.", author=author)
    services.set_claim_state(claim=gone, state="removed", moderator=moderator, reason="Rude.", entry=7)
    rules(HOLD_FIRST=3)
    factories.argument(thesis, statement="Not yet read.", author=factories.person("fresh"))
    html = page(client, thesis)
    assert ids(html) == [gone.pk]
    assert "Words that go." not in html
    assert "Not yet read." not in html
    assert "Words that go." not in page(client, gone)
    assert "A claim stood here" in page(client, gone)


@pytest.mark.parametrize("claim", ["unseen", "0", "-1", "x", "9" * 30, "4.5"])
def test_columns_show_no_claim_that_is_not_in_the_debate(client, thesis, author, rules, claim):
    if claim == "unseen":
        rules(HOLD_FIRST=3)
        claim = factories.argument(thesis, author=author).pk
    address = f"{thesis.debate.get_absolute_url()}?view=columns&claim={claim}"
    assert client.get(address).status_code == 404


def test_columns_lead_to_a_claim_that_stands_in_another_debate(client, thesis):
    other = factories.thesis()
    answer = client.get(f"{thesis.debate.get_absolute_url()}?view=columns&claim={other.pk}")
    assert answer["Location"] == other.get_absolute_url()


@pytest.mark.parametrize("query", ["&for_from=x", "&for_from=-1&against_from=" + "9" * 40, "&for_from=500"])
def test_nonsense_in_the_address_breaks_nothing(client, thesis, query):
    address = f"{thesis.debate.get_absolute_url()}?view=columns&claim={thesis.pk}{query}"
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("count", [50, 1000])
@pytest.mark.parametrize("signed_in", [False, True], ids=["visitor", "member"])
def test_columns_take_the_same_few_queries_at_any_size(
    client, thesis, opponent, django_assert_max_num_queries, count, signed_in
):
    grow(thesis.debate, count)
    if signed_in:
        client.force_login(opponent)
    with django_assert_max_num_queries(11):
        assert ids(page(client, thesis))
