"""The pages of notices and following, through both doors where there are two."""

import pytest
from django.test import Client
from django.utils import timezone

from archive.core.errors import Refused
from archive.moderation.services import decide
from archive.notices.models import Follow, Letter, Notification, Preference
from archive.notices.queries import preferences_of
from archive.notices.services import follow, set_ways
from archive.notices.services.preferences import token_for
from tests import factories

pytestmark = pytest.mark.django_db


def as_(person):
    client = Client()
    client.force_login(person)
    return client


def unread(person):
    person.refresh_from_db()
    return person.unread_notices


def test_following_is_the_same_through_both_doors(door, thesis, author):
    for thing in (thesis, thesis.debate, factories.source(), factories.person()):
        assert door.follow(author, thing).ok
        assert door.follow(author, thing).ok
        assert Follow.objects.filter(follower=author).count() == 1
        assert door.unfollow(author, thing).ok
        assert not Follow.objects.filter(follower=author).exists()


@pytest.mark.parametrize("who", [None, "stranger"])
def test_members_alone_follow(who, door, thesis, stranger):
    door.follow(stranger if who else None, thesis)
    assert not Follow.objects.exists()


def test_nobody_follows_themselves_or_what_they_may_not_see(door, author, newcomer, rules):
    rules(HOLD_FIRST=3)
    held = factories.debate(author=newcomer)
    door.follow(author, author)
    door.follow(author, held)
    assert not Follow.objects.exists()


@pytest.mark.parametrize("body", [{}, {"kind": "user", "thing": 1}, {"kind": "claim", "thing": "x" * 9999}])
def test_nonsense_is_not_followed_and_breaks_nothing(body, author):
    assert as_(author).post("/notifications/follow/", body).status_code == 404
    answer = as_(author).post("/api/v1/follows/", body, content_type="application/json")
    assert answer.status_code in (400, 404)


def test_the_button_says_what_it_does(thesis, author):
    client, page = as_(author), thesis.get_absolute_url()
    assert "Follow this claim" in client.get(page).content.decode()
    assert "Follow this debate" in client.get(thesis.debate.get_absolute_url()).content.decode()
    client.post("/notifications/follow/", {"kind": "claim", "thing": thesis.pk})
    assert "Stop following" in client.get(page).content.decode()
    assert "Follow this" not in Client().get(page).content.decode()


def test_answers_are_grouped_and_looking_marks_nothing_as_read(spread, thesis, curator):
    for _ in range(5):
        factories.argument(thesis)
    spread()
    page = as_(curator).get("/notifications/")
    assert "5 answers to your claim" in page.content.decode()
    assert unread(curator) == 5
    notice = Notification.objects.filter(person=curator).latest("pk")
    answer = as_(curator).get(f"/notifications/{notice.pk}/")
    assert answer.status_code == 302
    assert unread(curator) == 5
    as_(curator).post(f"/notifications/{notice.pk}/", {"stay": "1"})
    assert unread(curator) == 0


def test_all_is_read_up_to_what_was_shown(door, spread, thesis, curator):
    factories.argument(thesis)
    spread()
    seen = Notification.objects.latest("pk").pk
    factories.argument(thesis)
    spread()
    assert door.read_all_notices(curator, seen).ok
    assert unread(curator) == 1


@pytest.mark.parametrize("until", ["", "-1", "x", "9" * 400, "1e5"])
def test_marking_nonsense_as_read_does_nothing(until, spread, thesis, curator):
    factories.argument(thesis)
    spread()
    assert as_(curator).post("/notifications/read/", {"until": until}).status_code == 302
    assert unread(curator) == 1


def test_nobody_opens_or_reads_what_another_was_told(spread, thesis, curator, opponent):
    factories.argument(thesis)
    spread()
    notice = Notification.objects.get(person=curator)
    assert as_(opponent).get(f"/notifications/{notice.pk}/").status_code == 404
    assert as_(opponent).post(f"/notifications/{notice.pk}/").status_code == 404
    body = {"notice": notice.pk}
    answer = as_(opponent).post("/api/v1/notifications/read/", body, content_type="application/json")
    assert answer.status_code == 404
    assert unread(curator) == 1


def test_what_was_removed_meanwhile_is_told_in_a_plain_line_without_its_words(
    spread, thesis, curator, author, moderator
):
    gone = factories.argument(thesis, author=author, statement="Words that go.")
    spread()
    decide(act="remove", thing=gone, moderator=moderator, reason="Foul.", rule="civil")
    page = as_(curator).get("/notifications/").content.decode()
    assert "What this was about is not shown any more." in page
    assert "Words that go." not in page
    told = as_(curator).get("/api/v1/notifications/").json()["results"]
    assert [row["words"] for row in told] == [""]


@pytest.mark.parametrize(
    "query", ["?before=x", "?before=" + "9" * 60, "?kind=nonsense", "?kind=answer&show=unread"]
)
def test_wrong_addresses_show_a_page(query, curator):
    assert as_(curator).get(f"/notifications/{query}").status_code == 200


def test_an_empty_page_names_the_next_step(curator):
    assert "Find a debate to follow" in as_(curator).get("/notifications/").content.decode()
    assert "You follow nothing yet" in as_(curator).get("/notifications/following/").content.decode()


def test_visitors_sign_in_first():
    for page in ("", "settings/", "following/", "1/"):
        assert "/accounts/login/" in Client().get(f"/notifications/{page}")["Location"]


def test_the_page_costs_the_same_whatever_it_holds(
    spread, thesis, curator, author, django_assert_max_num_queries
):
    for _ in range(2):
        for _ in range(3):
            factories.evidence(factories.argument(thesis), author=author)
            factories.evidence(thesis, author=author)
        spread()
        client = as_(curator)
        with django_assert_max_num_queries(9):
            client.get("/notifications/")


def test_what_one_follows_is_listed_and_ended_there(thesis, author, django_assert_max_num_queries):
    for thing in (thesis, thesis.debate, factories.source("A report"), factories.person("ada")):
        follow(person=author, thing=thing)
    client = as_(author)
    with django_assert_max_num_queries(14):
        page = client.get("/notifications/following/").content.decode()
    assert page.count("Stop following") == 4
    client.post("/notifications/follow/", {"kind": "claim", "thing": thesis.pk, "stop": "1", "back": "1"})
    assert Follow.objects.count() == 3


def test_how_one_hears_of_things_is_chosen_at_both_doors(door, curator):
    assert door.prefer(curator, "answer", "weekly").ok
    rows = {row.kind: row.way for row in preferences_of(curator)}
    assert (rows["answer"], rows["mention"], rows["followed"]) == ("weekly", "at_once", "site")


@pytest.mark.parametrize(("kind", "way"), [("answer", "pigeon"), ("answer", "x" * 10_000)])
def test_no_other_way_is_taken(kind, way, door, curator):
    assert not door.prefer(curator, kind, way).ok
    assert not Preference.objects.exists()


def test_no_other_kind_is_taken(curator):
    with pytest.raises(Refused):
        set_ways(person=curator, ways={"gossip": "daily"})


def test_the_link_ends_letters_in_one_click_and_says_so_kindly_when_used_twice(curator):
    address = f"/notifications/unsubscribe/{token_for(curator, 'answer')}/"
    client = Client(enforce_csrf_checks=True)
    assert "Stop these e-mails" in client.get(address).content.decode()
    assert not Preference.objects.exists()
    done = client.post(address, {"List-Unsubscribe": "One-Click"})
    assert (done.status_code, Preference.objects.get().way) == (200, "site")
    assert "stopped these e-mails already" in client.post(address).content.decode()


def test_the_link_for_all_leaves_no_mail(curator):
    Client().post(f"/notifications/unsubscribe/{token_for(curator, 'all')}/")
    assert {row.way for row in preferences_of(curator)} == {"site"}


@pytest.mark.parametrize("token", ["x", "a:b:c", "W10:1tA:abc", "%00", "é" * 300, "9" * 2000])
def test_a_forged_link_gets_a_clear_page(token):
    for send in (Client().get, Client().post):
        assert send(f"/notifications/unsubscribe/{token}/").status_code == 404


def test_a_link_of_somebody_who_left_gets_a_clear_page(curator):
    token = token_for(curator, "all")
    curator.is_active = False
    curator.save()
    page = Client().get(f"/notifications/unsubscribe/{token}/")
    assert page.status_code == 404
    assert "This link cannot be read" in page.content.decode()


def test_the_masthead_shows_how_much_is_not_read(spread, thesis, curator):
    factories.argument(thesis)
    spread()
    assert "not read" in as_(curator).get("/about/").content.decode()


def test_administrators_alone_are_offered_to_send_a_letter_again(curator, moderator):
    letter = Letter.objects.create(person=curator, way="daily", state="bounced", due=timezone.now())
    admin = factories.person(is_staff=True, is_superuser=True)
    address = f"/admin/archive/letter/act/send-again/?id={letter.pk}"
    assert as_(moderator).get(address).status_code == 404
    as_(admin).post(address)
    letter.refresh_from_db()
    assert letter.state == "waiting"
