"""Who curates a debate: inviting, answering, taking back, leaving; and what was done to it, through every door."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive.claims import services
from archive.claims.models import Activity, Claim, Curatorship, Debate, Invitation
from tests import factories


@pytest.fixture
def debate(thesis):
    return thesis.debate


@pytest.fixture
def invitation(debate, curator, opponent):
    return services.invite_curator(debate=debate, person=opponent, by=curator)


def curates(person, debate):
    return Curatorship.objects.filter(debate=debate, curator=person).exists()


def test_a_curator_invites_and_the_invited_accepts(door, debate, curator, opponent, thesis):
    assert door.invite(curator, debate, opponent).ok
    assert not curates(opponent, debate)
    invitation = Invitation.objects.get()
    assert (invitation.person, invitation.by, invitation.state) == (opponent, curator, "open")
    assert door.answer_invitation(opponent, invitation).ok
    assert door.answer_invitation(opponent, invitation).ok
    assert Curatorship.objects.get(debate=debate, curator=opponent).named_by == curator
    noted = Activity.objects.filter(kind="curator").order_by("id")
    assert [(row.actor, row.person, row.detail["what"]) for row in noted] == [
        (curator, opponent, "invited"),
        (opponent, opponent, "accepted"),
    ]
    factories.argument(thesis)
    claim = factories.argument(thesis)
    assert door.move(opponent, claim, factories.argument(thesis)).ok


def test_the_invited_declines_and_is_not_asked_again_at_once(door, debate, curator, invitation, opponent):
    assert door.answer_invitation(opponent, invitation, accept=False).ok
    assert not curates(opponent, debate)
    assert door.invite(curator, debate, opponent).codes == ("declined",)
    Invitation.objects.update(answered_at=timezone.now() - timedelta(days=31))
    assert door.invite(curator, debate, opponent).ok


def test_an_invitation_is_taken_back(door, invitation, curator, opponent, debate):
    assert door.uninvite(curator, invitation).ok
    assert door.uninvite(curator, invitation).ok
    assert door.answer_invitation(opponent, invitation).codes == ("answered",)
    assert not curates(opponent, debate)
    assert door.invite(curator, debate, opponent).ok


def test_inviting_twice_is_inviting_once(door, debate, curator, opponent):
    assert door.invite(curator, debate, opponent).ok
    assert door.invite(curator, debate, opponent.username.upper()).ok
    assert Invitation.objects.count() == 1
    assert Activity.objects.filter(kind="curator").count() == 1


def test_whom_one_cannot_invite(door, debate, curator, stranger):
    gone = factories.person(is_active=False)
    quiet = factories.person(suspended_until=timezone.now() + timedelta(days=1))
    named = {
        "": "does_not_exist",
        "nobody": "does_not_exist",
        "x" * 300: "does_not_exist",
        "a\x00b": "does_not_exist",
        gone.username: "does_not_exist",
        stranger.username: "no_member",
        quiet.username: "no_member",
        curator.username: "curates",
    }
    told = {name: door.invite(curator, debate, name).codes for name in named}
    for name, code in named.items():
        assert told[name] == (code,), name
    assert not Invitation.objects.exists()


def test_a_held_debate_invites_nobody(door, rules, newcomer, opponent):
    rules(HOLD_FIRST=3)
    debate = factories.debate(author=newcomer)
    assert door.invite(newcomer, debate, opponent).codes == ("held",)


def test_only_so_many_invitations_are_open(door, debate, curator, opponent, monkeypatch):
    monkeypatch.setattr("archive.claims.services.curating.OPEN_AT_MOST", 1)
    services.invite_curator(debate=debate, person=factories.person(), by=curator)
    assert door.invite(curator, debate, opponent).codes == ("too_many",)


def test_the_last_curator_of_an_open_debate_stays(door, debate, curator, opponent):
    assert door.leave(curator, debate).codes == ("last_curator",)
    factories.curate(debate, opponent)
    assert door.leave(curator, debate).ok
    assert not curates(curator, debate)
    assert door.leave(curator, debate).codes == ("not_curating",)
    services.set_debate_state(debate=debate, by=opponent, state="closed", reason="Done.")
    assert door.leave(opponent, debate).ok


def test_a_curator_whose_account_is_closed_does_not_count(door, debate, curator, opponent):
    factories.curate(debate, opponent)
    type(opponent).objects.filter(pk=opponent.pk).update(is_active=False, closed_at=timezone.now())
    assert door.leave(curator, debate).codes == ("last_curator",)


def test_a_moderator_names_a_curator_where_nobody_curates(door, debate, curator, moderator, opponent):
    assert door.invite(moderator, debate, opponent, name=True).codes == ("has_curators",)
    Curatorship.objects.all().delete()
    assert door.invite(curator, debate, opponent, name=True).status == 403
    assert door.invite(moderator, debate, opponent, name=True).ok
    assert curates(opponent, debate)


TABLE = {
    # person: (invite, answer, take back)
    "visitor": (401, 401, 401),
    "stranger": (403, 403, 403),
    "author": (403, 403, 403),
    "curator": (200, 403, 200),
    "moderator": (200, 403, 200),
}


@pytest.mark.parametrize("act", ["invite", "answer", "take back"])
def test_who_names_curators(door, debate, curator, opponent, request, act):
    told = {}
    for who in TABLE:
        person = None if who == "visitor" else request.getfixturevalue(who)
        whom = factories.person()
        if act == "invite":
            outcome = door.invite(person, debate, whom)
        else:
            row = services.invite_curator(debate=debate, person=whom, by=curator)
            outcome = (door.answer_invitation if act == "answer" else door.uninvite)(person, row)
        told[who] = 200 if outcome.ok else outcome.status
    at = ["invite", "answer", "take back"].index(act)
    wanted = {who: row[at] for who, row in TABLE.items()}
    if (
        act == "answer"
    ):  # nobody answers for another: the page is not there, the API finds no invitation of theirs
        assert all(status != 200 for status in told.values())
        assert Invitation.objects.filter(state="open").count() == len(TABLE)
    else:
        told = {who: 403 if status == 404 else status for who, status in told.items()}
        assert told == wanted


def test_everybody_reads_who_curates_and_invitations_are_for_few(
    client, debate, invitation, curator, opponent, author
):
    page = f"/debates/{debate.pk}/{debate.slug}/curators/"
    seen = {}
    for person in (None, author, curator, opponent):
        if person:
            client.force_login(person)
        html = client.get(page).content.decode()
        assert curator.signature in html
        seen[person] = f"/invitations/{invitation.pk}/" in html
        status = client.get(f"/invitations/{invitation.pk}/").status_code
        assert status == (200 if person in (curator, opponent) else 404 if person else 302)
    assert seen == {None: False, author: False, curator: True, opponent: True}
    client.logout()
    assert "Invited opponent" not in client.get(page).content.decode()
    services.answer_invitation(invitation=invitation, person=opponent, accept=True)
    assert "Accepted to curate" in client.get(page).content.decode()


def test_the_acts_of_a_debate_are_on_record_and_name_nothing_removed(client, debate, thesis, curator, author):
    claim = factories.argument(thesis, statement="A secret harbour.", author=author)
    row = factories.suggestion(claim, statement="A hidden harbour.")
    services.accept_suggestion(suggestion=row, person=curator, note="Better harbour.")
    services.move_claim(claim=claim, parent=None, person=curator, reason="Its own.")
    services.set_debate_state(debate=debate, by=curator, state="closed", reason="Done.")
    services.set_debate_state(debate=debate, by=curator, state="open", reason="Again.")
    page = f"/debates/{debate.pk}/{debate.slug}/acts/"
    told = client.get(page).content.decode()
    for words in ("Opened the debate", "Accepted other words for", "Moved", "Closed it", "Opened it again"):
        assert words in told
    assert told.count("A hidden harbour.") == 2
    factories.argument(claim)
    Claim.objects.filter(pk=claim.pk).update(state="removed", state_reason="Off.")
    after = client.get(page).content.decode()
    assert "harbour" not in after
    assert "a claim that cannot be read" in after


def test_pages_of_acts_go_on_by_keyset_in_a_fixed_number_of_queries(client, debate, curator, monkeypatch):
    page, taken = f"/debates/{debate.pk}/{debate.slug}/acts/", []
    for _ in range(2):
        for state in ("closed", "open") * 2:
            debate = Debate.objects.get(pk=debate.pk)
            services.set_debate_state(debate=debate, by=curator, state=state, reason="So.")
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        taken.append(len(queries.captured_queries))
    assert taken[0] == taken[1]
    monkeypatch.setattr("archive.claims.views.curating.PER_PAGE", 4)
    older = client.get(page).context["older"]
    assert "Opened the debate" not in client.get(page).content.decode()
    last = client.get(page + client.get(page + older).context["older"])
    assert "Opened the debate" in last.content.decode()
    assert client.get(f"/debates/{debate.pk}/wrong/acts/").status_code == 302
    assert client.get(page + "?before=nonsense").status_code == 200


def test_the_api_lists_who_curates(client, debate, curator, invitation):
    told = client.get(f"/api/v1/debates/{debate.pk}/curators/").json()
    assert [row["person"]["username"] for row in told["curators"]] == ["curator"]
    assert told["invitations"] == []
