"""The pages of talk: order, paging, folding, quoting, what was merged, names completed, and their cost."""

import re

import pytest
from django.core.management import CommandError, call_command

from archive.claims import services
from archive.claims.models import Claim, Comment
from archive.claims.queries.talk import ANSWERS_SHOWN, CONVERSATIONS_A_PAGE
from archive.moderation.models import Act, Decision
from tests import factories
from tests.moderation.desk import Desk
from tests.oracle import assert_counted


def many(claim, author, count, **more):
    """Store comments without the services, for pages; the count on the claim follows."""
    made = [Comment(claim=claim, author=author, text=f"Remark {n}.", **more) for n in range(count)]
    Comment.objects.bulk_create(made)
    Claim.objects.filter(pk=claim.pk).update(talk_count=Comment.objects.filter(claim=claim).count())
    return list(Comment.objects.filter(claim=claim).order_by("-pk")[:count])


def remarks(response):
    return re.findall(r"<p>(Remark \d+)\.</p>", response.content.decode())


def test_the_count_stands_on_the_claim_in_thread_and_page(client, thesis, author):
    factories.comment(thesis, author)
    for address in (thesis.debate.get_absolute_url(), thesis.get_absolute_url()):
        page = client.get(address).content.decode()
        assert f'<a href="/claims/{thesis.pk}/talk/">Talk (1)' in page
    assert (
        f"/{thesis.debate_id}/{thesis.debate.slug}/talk/"
        in client.get(thesis.debate.get_absolute_url()).content.decode()
    )


def test_open_conversations_come_first_or_the_newest(client, thesis, author):
    *_, third = (factories.comment(thesis, author, f"Remark {n}.") for n in range(3))
    services.resolve_conversation(comment=third, by=author)
    address = f"/claims/{thesis.pk}/talk/"
    assert remarks(client.get(address)) == ["Remark 1", "Remark 0", "Remark 2"]
    assert remarks(client.get(f"{address}?order=newest")) == ["Remark 2", "Remark 1", "Remark 0"]
    assert re.search(r"<details>\s*<summary>[^/]*Resolved by author", client.get(address).content.decode())


@pytest.mark.parametrize("order", ["open", "newest"])
def test_every_conversation_is_on_one_page_and_one_only(client, thesis, author, order):
    comments = many(thesis, author, CONVERSATIONS_A_PAGE + 30)
    for comment in comments[10:65]:
        services.resolve_conversation(comment=comment, by=author)
    address, query, seen = f"/claims/{thesis.pk}/talk/?order={order}", "", []
    for _ in range(3):
        response = client.get(address + query)
        seen += [row.top.id for row in response.context["talk"].conversations]
        query = f"&before={response.context['talk'].older}"
        if query == "&before=":
            break
    assert len(seen) == len(set(seen)) == CONVERSATIONS_A_PAGE + 30
    assert client.get(f"{address}&before=nonsense").status_code == 200
    assert client.get(f"{address}&before=o{'9' * 40}").status_code == 200


@pytest.mark.parametrize(
    "query", ["conversation=0x", "conversation=999999999", "order=x", "before=r", "quote=-1"]
)
def test_addresses_nobody_made_are_no_failures(client, thesis, query):
    assert client.get(f"/claims/{thesis.pk}/talk/?{query}").status_code in (200, 404)


def test_a_wrong_slug_leads_to_the_right_one(client, thesis, author):
    source = factories.source()
    for kind, about in (("sources", source), ("debates", thesis.debate)):
        response = client.get(f"/{kind}/{about.pk}/other/talk/?order=newest")
        assert response["Location"] == f"/{kind}/{about.pk}/{about.slug}/talk/?order=newest"


def test_long_conversations_show_their_newest_answers(client, thesis, author):
    begun = factories.comment(thesis, author, "So?")
    many(thesis, author, ANSWERS_SHOWN + 5, answers=begun)
    address = f"/claims/{thesis.pk}/talk/"
    response = client.get(address)
    assert remarks(response)[0] == "Remark 5"
    assert "5 earlier answers" in response.content.decode()
    alone = client.get(f"/comments/{begun.pk}/", follow=True)
    assert len(remarks(alone)) == ANSWERS_SHOWN + 5
    last = Comment.objects.latest("pk")
    lead = client.get(f"/comments/{last.pk}/")["Location"]
    assert lead == f"{address}?conversation={begun.pk}#comment-{last.pk}"


def test_a_page_costs_the_same_whatever_it_holds(
    client, thesis, author, opponent, django_assert_max_num_queries
):
    client.force_login(opponent)

    def cost():
        with django_assert_max_num_queries(40) as queries:
            assert client.get(f"/claims/{thesis.pk}/talk/").status_code == 200
        return len(queries)

    factories.comment(thesis, opponent, answers=factories.comment(thesis, author, "@opponent sees it."))
    small = cost()
    for begun in many(thesis, author, 12):
        many(thesis, opponent, 3, answers=begun)
    assert cost() == small


def test_quoting_fills_the_form_without_scripts(client, thesis, author, opponent):
    begun = factories.comment(thesis, author, "One.\n\nTwo <b>.")
    client.force_login(opponent)
    page = client.get(f"/comments/{begun.pk}/answer/?quote={begun.pk}")
    assert page.context["form"]["text"].value() == "> One.\n>\n> Two <b>.\n\n"
    assert client.get(f"/comments/{begun.pk}/answer/?quote=999999").status_code == 200


def test_what_was_typed_is_given_back_with_the_reason(client, thesis, author):
    client.force_login(author)
    response = client.post(f"/claims/{thesis.pk}/talk/", {"text": "y" * 5001})
    assert response.status_code == 422
    assert "y" * 5001 in response.content.decode()
    assert client.post(f"/claims/{thesis.pk}/talk/", {}).status_code == 422
    client.logout()
    response = client.post(f"/claims/{thesis.pk}/talk/", {"text": "My words."})
    assert response.status_code == 401
    assert "My words." in response.content.decode()


def test_names_become_links_and_unknown_ones_stay_words(client, thesis, author, opponent):
    factories.comment(thesis, author, "@opponent, @nobody and `@opponent`")
    page = client.get(f"/claims/{thesis.pk}/talk/").content.decode()
    assert (
        '<a href="/people/opponent/" rel="nofollow noopener ugc">@opponent</a>, @nobody and <code>@opponent'
        in page
    )


def test_talk_of_a_merged_claim_stands_below_that_of_the_one_that_stayed(client, thesis, author, curator):
    kept, gone = factories.argument(thesis), factories.argument(thesis)
    begun = factories.comment(gone, author, "About the twin.")
    services.merge_claims(claim=gone, into=kept, person=curator, reason="The same.")
    page = client.get(f"/claims/{kept.pk}/talk/")
    assert [row.top.id for row in page.context["talk"].of_merged] == [begun.pk]
    assert not page.context["talk"].of_merged[0].may_answer
    alone = client.get(f"/comments/{begun.pk}/", follow=True)
    assert alone.status_code == 200
    assert "About the twin." in alone.content.decode()
    client.force_login(author)
    answer = client.post(f"/comments/{begun.pk}/answer/", {"text": "Still?"})
    assert answer.status_code == 422
    assert kept.get_absolute_url() in answer.content.decode()
    assert_counted()


def test_talk_about_what_nobody_may_see_is_not_there(client, thesis, author, moderator, newcomer, rules):
    begun = factories.comment(thesis, author)
    alone = factories.argument(thesis, author=newcomer)
    said = factories.comment(alone, author)
    services.withdraw_claim(claim=alone, author=newcomer)
    assert client.get(f"/comments/{said.pk}/").status_code == 404
    ids = [row["id"] for row in client.get("/api/v1/comments/").json()["results"]]
    assert ids == [begun.pk]


def test_the_api_lists_comments_by_what_they_are_about(client, thesis, author):
    source = factories.source()
    one, two, three = (factories.comment(about, author) for about in (thesis, source, thesis.debate))
    for query, expected in [
        (f"claim={thesis.pk}", one),
        (f"source={source.pk}", two),
        (f"debate={thesis.debate_id}", three),
    ]:
        rows = client.get(f"/api/v1/comments/?{query}").json()["results"]
        assert [row["id"] for row in rows] == [expected.pk]
    assert client.get("/api/v1/comments/?resolved=true").json()["results"] == []


@pytest.mark.parametrize(
    "body",
    [{}, {"text": "a"}, {"text": 1, "claim": 1}, {"text": "a", "claim": "x"}, {"text": "a", "claim": 1, "debate": 1},
     {"text": "a", "claim": 2**70}, {"text": "a", "source": 999999, "answers": "x"}, [], "x"],
)  # fmt: skip
def test_the_api_refuses_what_is_no_comment(thesis, author, body):
    from rest_framework.test import APIClient

    client = APIClient()
    client.force_authenticate(author)
    assert client.post("/api/v1/comments/", body, format="json").status_code == 400


def test_names_are_completed_for_members_and_those_of_the_debate_come_first(client, thesis, curator):
    here = factories.person("annika")
    factories.person("anna")
    factories.argument(thesis, author=here)
    factories.person("annex", confirmed_at=None)
    factories.person("other", display_name="Anne Other")
    assert client.get("/comments/people/?q=an").status_code == 401
    client.force_login(curator)
    found = client.get(f"/comments/people/?q=AN&debate={thesis.debate_id}").json()["people"]
    assert [row["username"] for row in found] == ["annika", "anna", "other"]
    assert found[2]["name"] == "Anne Other"
    for query in ("", "%", "_", "x" * 10_000, "an&debate=x"):
        assert client.get("/comments/people/", {"q": query}).status_code == 200
    assert client.get("/comments/people/?q=%25").json()["people"] == []


def test_a_moderator_releases_a_waiting_comment_at_the_desk(thesis, newcomer, moderator, rules):
    rules(HOLD_FIRST=3)
    waits = factories.comment(thesis, newcomer, "Please look.")
    desk = Desk(moderator)
    assert "Please look." in desk.client.get("/admin/archive/decision/waiting/").content.decode()
    desk.do("release", waits, reason="Fine.")
    waits.refresh_from_db()
    assert waits.state == "published"
    assert desk.page(waits).status_code == 200
    assert desk.list("comment").status_code == 200
    assert Decision.objects.get(comment=waits).act == Act.RELEASE
    desk.do("remove", waits, reason="On second thought.", rule="civil")
    assert_counted()
    log = desk.client.get("/moderation/log/").content.decode()
    assert f"/comments/{waits.pk}/" in log


def test_recount_finds_and_mends_a_wrong_count(thesis, author, capsys):
    factories.comment(thesis, author)
    Claim.objects.filter(pk=thesis.pk).update(talk_count=7)
    with pytest.raises(CommandError):
        call_command("recount")
    assert "talk_count is 7, should be 1" in capsys.readouterr().out
    call_command("recount", "--fix")
    assert_counted()
