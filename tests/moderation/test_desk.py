"""Deciding in the admin: the acts, their forms, one and many at once, and who gets in."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from archive.core.models import Publication
from archive.moderation.models import Decision
from tests import factories
from tests.moderation.desk import Desk, codes, messages

WORDS = {"rule": "civil", "reason": "It attacks a person."}


def text(response) -> str:
    return response.content.decode()


def test_moderator_removes_and_restores_and_everybody_can_follow(
    thesis, claim, author, opponent, desk, client
):
    page = desk.page(claim)
    assert 'data-act="remove"' in text(page)
    answer = desk.do("remove", claim, **WORDS)
    assert "removed" in messages(answer)[0]

    thread = text(client.get(thesis.get_absolute_url()))
    assert "Removed by a moderator: It attacks a person." in thread
    assert claim.statement not in thread
    assert "Two reports measured it." in thread
    assert "It attacks a person." in text(client.get("/moderation/log/"))

    assert claim.statement in text(_signed_in(client, author).get(thesis.get_absolute_url()))
    assert claim.statement not in text(_signed_in(client, opponent).get(thesis.get_absolute_url()))

    desk.do("restore", claim, reason="Read again, it does not.")
    client.logout()
    assert claim.statement in text(client.get(thesis.get_absolute_url()))
    log = text(client.get("/moderation/log/"))
    assert "Restored" in log
    assert "Reversed by" in log


def _signed_in(client, person):
    client.force_login(person)
    return client


def test_removed_words_leave_the_api_for_all_but_their_author(claim, desk, author, opponent):
    from rest_framework.test import APIClient

    desk.do("remove", claim, **WORDS)
    seen = {}
    for name, person in [("anyone", None), ("opponent", opponent), ("author", author)]:
        api = APIClient()
        api.force_authenticate(person)
        answers = [
            api.get(f"/api/v1/claims/{claim.pk}/"),
            api.get(f"/api/v1/claims/?debate={claim.debate_id}"),
        ]
        assert [answer.status_code for answer in answers] == [200, 200]
        seen[name] = [claim.statement in text(answer) for answer in answers]
    assert seen == {"anyone": [False, False], "opponent": [False, False], "author": [True, True]}


@pytest.mark.parametrize(
    ("typed", "field"),
    [({**WORDS, "reason": " "}, "reason"), ({**WORDS, "rule": ""}, "rule"), ({**WORDS, "rule": "x"}, "rule")],
    ids=["reason of spaces", "no rule", "unknown rule"],
)
def test_wrong_form_is_kept_and_nothing_is_done(claim, desk, typed, field):
    answer = desk.do("remove", claim, **typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    kept = answer.context["form"].data
    assert {name: kept[name] for name in typed} == typed
    claim.refresh_from_db()
    assert claim.state == Publication.PUBLISHED
    assert not Decision.objects.exists()


def test_typed_reason_stays_in_the_form(claim, desk):
    assert "Worth keeping." in text(desk.do("remove", claim, rule="", reason="Worth keeping."))


def test_removing_twice_says_so_in_the_form(claim, desk, second):
    desk.do("remove", claim, **WORDS)
    answer = Desk(second).do("remove", claim, **WORDS)
    assert (answer.status_code, codes(answer)) == (422, {"state"})
    assert Decision.objects.count() == 1


def test_own_post_is_refused_and_its_page_offers_nothing(thesis, moderator, desk):
    own = factories.argument(thesis, author=moderator)
    assert "data-act" not in text(desk.page(own))
    answer = desk.do("remove", own, **WORDS)
    assert (answer.status_code, codes(answer)) == (403, {"own"})


def test_many_at_once_are_decided_one_by_one(thesis, moderator, desk):
    claims = [factories.argument(thesis) for _ in range(3)]
    own = factories.argument(thesis, author=moderator)
    desk.do("remove", claims[0], **WORDS)

    form = desk.tick("remove", *claims, own)
    assert form.status_code == 200
    assert {row.pk for row, *_ in form.context["rows"]} == {c.pk for c in [*claims, own]}

    answer = desk.do("remove", *claims, own, **WORDS)
    assert answer.redirect_chain
    report = messages(answer)
    assert len(report) == 3
    assert any("2 claims: removed" in line for line in report)
    assert any("own post" in line for line in report)
    assert any("nothing was changed" in line for line in report)
    assert Decision.objects.count() == 3


def test_when_none_of_many_is_done_the_form_says_why(thesis, desk, second):
    claims = [factories.argument(thesis) for _ in range(2)]
    desk.do("remove", *claims, **WORDS)
    answer = Desk(second).do("remove", *claims, **WORDS)
    assert answer.status_code == 422
    assert len(answer.context["form"].non_field_errors()) == 2


@pytest.mark.parametrize("kind", ["evidence", "source"])
def test_cards_and_sources_are_decided_the_same_way(kind, desk):
    thing = {"evidence": factories.evidence, "source": factories.source}[kind]()
    desk.do("remove", thing, **WORDS)
    thing.refresh_from_db()
    assert thing.state == Publication.REMOVED
    desk.do("restore", thing, reason="It is honest.")
    thing.refresh_from_db()
    assert thing.state == Publication.PUBLISHED


@pytest.mark.parametrize("query", ["", "?id=", "?id=abc", "?id=-1", "?id=999999", "?id=" + "9" * 30])
def test_act_on_nothing_is_not_found(desk, query):
    assert desk.client.get(reverse("admin:archive_claim_act", args=["remove"]) + query).status_code == 404


def test_unknown_act_is_not_found(claim, desk):
    assert (
        desk.client.get(reverse("admin:archive_claim_act", args=["praise"]) + f"?id={claim.pk}").status_code
        == 404
    )


PLACES = ["/admin/", "/admin/archive/claim/", "/admin/archive/decision/waiting/"]


@pytest.mark.parametrize("who", ["opponent", "stranger", None])
@pytest.mark.parametrize("place", PLACES)
def test_others_are_led_to_the_sign_in_page(place, who, request, db):
    person = request.getfixturevalue(who) if who else None
    answer = Desk(person).client.get(place)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/login/")


def test_member_decides_nothing_by_posting_the_form(claim, opponent):
    answer = Desk(opponent).client.post(Desk().address("remove", claim), WORDS)
    assert answer.status_code == 302
    assert "/admin/login/" in answer["Location"]
    claim.refresh_from_db()
    assert claim.state == Publication.PUBLISHED


@pytest.mark.parametrize("who", ["moderator", "administrator"])
@pytest.mark.parametrize("place", PLACES)
def test_moderators_and_administrators_get_in(place, who, request):
    assert Desk(request.getfixturevalue(who)).client.get(place).status_code == 200


def test_suspended_moderator_is_out(moderator, administrator):
    Desk(administrator).do("suspend", moderator, days="3", **WORDS)
    assert Desk(moderator).client.get("/admin/").status_code == 302


def test_sign_in_page_signs_a_moderator_in(moderator, client):
    fields = {"username": "moderator", "password": "correct horse", "next": "/admin/"}
    answer = client.post("/admin/login/", fields, follow=True)
    assert answer.redirect_chain[-1][0] == "/admin/"
    assert answer.status_code == 200


def test_sign_in_page_turns_a_member_away(opponent, client):
    answer = client.post("/admin/login/", {"username": "opponent", "password": "correct horse"})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("back", ["/admin/archive/decision/waiting/", "/admin/archive/claim/?q=point"])
def test_act_leads_back_to_where_the_moderator_was(claim, desk, back):
    address = f"{desk.address('remove', claim)}&{urlencode({'back': back})}"
    assert f'href="{back}">Leave it as it is' in text(desk.client.get(address))
    assert desk.client.post(address, WORDS)["Location"] == back


@pytest.mark.parametrize("back", ["https://elsewhere.example/admin/", "//elsewhere.example", "/debates/", ""])
def test_act_leads_nowhere_else_afterwards(claim, desk, back):
    address = f"{desk.address('remove', claim)}&{urlencode({'back': back})}"
    own = reverse("admin:archive_claim_change", args=[claim.pk])
    assert desk.client.post(address, WORDS)["Location"] == own


def test_ticked_rows_lead_back_to_the_searched_list(claim, desk):
    where = reverse("admin:archive_claim_changelist") + "?q=measured"
    answer = desk.client.post(where, {"action": "remove", "_selected_action": [claim.pk]})
    assert urlencode({"back": where}) in answer["Location"]


def test_page_of_what_waits_is_come_back_to(newcomer, thesis, desk, rules):
    rules(HOLD_FIRST=3)
    held = factories.argument(thesis, author=newcomer)
    page = text(desk.client.get("/admin/archive/decision/waiting/"))
    assert f"{desk.address('release', held)}&amp;back=/admin/archive/decision/waiting/" in page


def test_empty_list_says_so_plainly(desk):
    assert "Nothing here." in text(desk.list("claim", "?q=zzzz"))
    assert "Show every row" in text(desk.list("claim", "?q=zzzz"))
    assert "Show every row" not in text(desk.list("evidence"))


def test_what_waits_is_counted_once_a_page(desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(30) as asked:
        assert desk.client.get("/admin/").status_code == 200
    counts = [query["sql"] for query in asked.captured_queries if "COUNT(*)" in query["sql"]]
    assert len(counts) == len(set(counts)) >= 5
