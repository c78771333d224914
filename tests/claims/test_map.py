"""The map: what is drawn of a debate and of a source, to whom, how much of it, and in how many queries."""

import re
from html import unescape

import pytest

from archive.claims import queries, services
from archive.claims.models import Claim
from archive.claims.queries.map import ARCS_AT_MOST, map_of, theses_on_map
from archive.claims.sunburst import TURN, spread
from tests import factories
from tests.claims.test_thread import grow

LINK = re.compile(r'<a href="([^"]+)" aria-label="([^"]+)">')


def page(client, debate, query=""):
    return client.get(f"{debate.get_absolute_url()}map/{query}").content.decode()


def arcs(html):
    """Return the address of every arc by its accessible name."""
    picture = html[html.index('role="group"') : html.index("<figcaption")]
    return {unescape(name): address for address, name in LINK.findall(picture)}


def whole(debate, viewer=None):
    return map_of(theses_on_map(debate, viewer), viewer=viewer)


def counted(rows):
    """Return how many claims these rows stand for: themselves, what is shown below, what is merged."""
    return sum(1 + counted(row.below) + row.rest for row in rows)


def test_every_arc_is_a_link_that_says_number_stance_standing_and_answers(client, thesis):
    first = factories.argument(thesis, "supports", "It did.")
    second = factories.argument(first, "opposes", "It did not.")
    factories.rate(second, convincing=4, bearing=None, times=5)
    second.refresh_from_db()
    assert arcs(page(client, thesis.debate)) == {
        "thesis, contested 0.50, 2 answers; read it": f"/claims/{thesis.pk}/",
        "1 supports the claim, contested 0.50, 1 answer": f"?claim={first.pk}",
        f"1.1 opposes 1, well supported {second.standing:.2f}, 0 answers": f"/claims/{second.pk}/",
    }


def test_picture_and_list_hold_the_same_claims(client, thesis):
    grow(thesis.debate, 60)
    html = page(client, thesis.debate)
    listed = set(re.findall(r'href="/claims/(\d+)/"', html[html.index('id="list"') :]))
    assert listed == {str(pk) for pk in Claim.objects.values_list("pk", flat=True)}
    assert len(arcs(html)) == 61


def test_zoom_begins_at_a_claim_and_leads_back_up(client, thesis):
    first = factories.argument(thesis, "supports", "It did.")
    second = factories.argument(first)
    third = factories.argument(second)
    html = page(client, thesis.debate, f"?claim={second.pk}")
    assert list(arcs(html).values()) == [f"/claims/{second.pk}/", f"/claims/{third.pk}/"]
    line = html[html.index('class="line"') : html.index('<header class="page-head"')]
    assert [link in line for link in ('href="?"', f"?claim={thesis.pk}", f"?claim={first.pk}")] == [True] * 3


@pytest.mark.parametrize("claim", ["unseen", "0", "-1", "x", "9" * 30, "4.5"])
def test_map_begins_at_no_claim_that_is_not_in_it(client, thesis, author, rules, claim):
    if claim == "unseen":
        rules(HOLD_FIRST=3)
        claim = factories.argument(thesis, author=author).pk
    assert client.get(f"{thesis.debate.get_absolute_url()}map/?claim={claim}").status_code == 404


def test_wrong_slug_leads_to_the_right_map(client, thesis):
    answer = client.get(f"/debates/{thesis.debate_id}/wrong/map/?claim={thesis.pk}")
    assert answer["Location"] == f"{thesis.debate.get_absolute_url()}map/?claim={thesis.pk}"
    assert client.get("/debates/999999/wrong/map/").status_code == 404


def test_what_is_not_published_is_drawn_as_in_the_thread(client, thesis, author, moderator, rules):
    gone = factories.argument(thesis, statement="Words that go.", author=author)
    factories.argument(gone, statement="The answer stays.")
    services.set_claim_state(claim=gone, state="removed", moderator=moderator, reason="Rude.", entry=7)
    rules(HOLD_FIRST=3)
    held = factories.argument(thesis, statement="Not yet read.", author=factories.person("fresh"))
    html = page(client, thesis.debate)
    assert "1 opposes the claim, removed, 1 answer" in arcs(html)
    assert "Words that go." not in html
    assert "Not yet read." not in html
    client.force_login(held.author)
    assert "2 opposes the claim, held, 0 answers" in arcs(page(client, thesis.debate))


def test_argument_aimed_at_the_bearing_and_a_link_say_so(client, thesis, author):
    first = factories.argument(thesis, "supports")
    services.post_argument(
        parent=first, stance="opposes", aim="bearing", statement="Beside the point.", author=author
    )
    assert "1.1 opposes that 1 matters to the claim, too few ratings, 0 answers" in arcs(
        page(client, thesis.debate)
    )


def test_debate_whose_thesis_was_withdrawn_has_no_map(client, thesis, curator):
    services.withdraw_claim(claim=thesis, author=curator)
    assert client.get(f"{thesis.debate.get_absolute_url()}map/").status_code == 404


@pytest.mark.parametrize("count", [50, 1000])
@pytest.mark.parametrize("signed_in", [False, True], ids=["visitor", "member"])
def test_map_takes_the_same_few_queries_and_few_arcs_at_any_size(
    client, thesis, opponent, django_assert_max_num_queries, count, signed_in
):
    grow(thesis.debate, count)
    if signed_in:
        client.force_login(opponent)
    with django_assert_max_num_queries(4):
        html = page(client, thesis.debate)
    assert len(arcs(html)) <= 2 * ARCS_AT_MOST
    assert len(html) < 150_000


def test_what_is_too_small_is_counted_and_nothing_is_lost(client, thesis):
    grow(thesis.debate, 1000)
    drawn = whole(thesis.debate)
    assert drawn.centre.id == thesis.pk
    assert counted(drawn.tops) + drawn.rest == 1000
    assert len(drawn.rows) < ARCS_AT_MOST
    merged = [row for row in drawn.rows if row.rest_arc]
    name = f"{merged[0].rest} more under {merged[0].number}, too small to see here"
    assert arcs(page(client, thesis.debate))[name] == f"?claim={merged[0].id}"


def test_hundreds_of_equal_answers_leave_some_to_be_seen(thesis):
    author = factories.person()
    services_made = [factories.argument(thesis, author=author) for _ in range(3)]
    rows = [
        Claim(
            debate=thesis.debate, parent=thesis, stance="opposes", statement=f"Number {nth}.", author=author,
            path=f"0001{nth:04}", depth=1, published_at=thesis.created, own_activity=thesis.created,
            last_activity=thesis.created,
        )
        for nth in range(len(services_made) + 1, 301)
    ]  # fmt: skip
    Claim.objects.bulk_create(rows)
    drawn = whole(thesis.debate)
    assert (len(drawn.tops), drawn.rest) == (40, 260)
    assert drawn.rest_arc.room < drawn.radius * TURN / 2


def test_shares_fill_the_circle_and_the_rest_takes_half_at_most():
    assert spread([1, 3], 0, 0.0, 4.0) == [(0.0, 1.0), (1.0, 4.0)]
    assert spread([1, 1], 2, 0.0, 4.0)[-1][1] == 2.0
    assert spread([1, 1], 1_000, 0.0, 4.0)[-1][1] == 2.0
    assert spread([], 9, 0.0, 4.0) == []


def test_source_map_has_the_theses_drawn_from_it_as_inner_ring(client, author):
    source = factories.source("The report")
    debates = [
        services.draw_claim(source=source, exact=words, statement=f"It holds {words}.", author=author)
        for words in ("first words", "second words")
    ]
    theses = [debate.claims.get() for debate in debates]
    answer = factories.argument(theses[1])
    address = f"{source.get_absolute_url()}map/"
    named = arcs(client.get(address).content.decode())
    assert "1 thesis, too few ratings, 0 answers" in named
    assert named["2 thesis, too few ratings, 1 answer"] == f"?claim={theses[1].pk}"
    assert client.get(f"{address}?claim={answer.pk}").status_code == 200
    assert client.get(f"{address}?claim={factories.thesis().pk}").status_code == 404
    assert client.get(f"/sources/{source.pk}/wrong/map/").status_code == 302


def test_source_of_which_nothing_was_drawn_says_what_to_do(client, db):
    html = client.get(f"{factories.source().get_absolute_url()}map/").content.decode()
    assert "No claim has been drawn from this source yet." in html


def test_minimap_marks_where_the_reader_is(thesis, django_assert_num_queries):
    grow(thesis.debate, 300)
    deepest = Claim.objects.order_by("-depth", "path").first()
    with django_assert_num_queries(1):
        small = queries.minimap(thesis.debate, viewer=None, here=deepest.pk)
    assert deepest.path.startswith(small.here.path)
    assert [row for row in small.rows if row.is_here] == [small.here]
    assert queries.minimap(thesis.debate, viewer=None, here=thesis.pk).centre.is_here
    assert queries.minimap(thesis.debate, viewer=None).here is None


def test_the_theses_of_a_question_have_letters_for_a_number_would_be_an_argument_s(author):
    debate = factories.debate(author=author, title="What of it?", theses=["One answer.", "Another answer."])
    assert [row.number for row in whole(debate).tops] == ["A", "B", "C"]


def test_a_map_with_more_theses_than_it_draws_leads_to_the_rest(client, author):
    debate = factories.debate(author=author, title="What of it?", theses=["One answer."])
    for number in range(ARCS_AT_MOST + 5):
        services.post_thesis(debate=debate, statement=f"Answer {number} it is.", author=author)
    found = page(client, debate)
    assert re.search(rf'<li><a href="{debate.get_absolute_url()}">\d+ too small to see here</a>', found)
