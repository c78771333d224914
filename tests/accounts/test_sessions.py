"""Where one is signed in: listed, ended one by one or all but the present one, and never somebody else's."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.accounts.conftest import PASSWORD, Visitor

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def ada(visitor):
    person = factories.person("ada")
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def signed_in(agent=FIREFOX, login="ada", address="/accounts/login/") -> Visitor:
    browser = Visitor(headers={"user-agent": agent})
    browser.post(address, {"login": login, "username": login, "password": PASSWORD})
    return browser


def test_sessions_are_listed_and_one_can_be_ended(ada):
    here, there = signed_in(), signed_in("Lynx/2.9 <b>")
    page = here.get("/settings/sessions/").content.decode()
    assert "Firefox, Linux" in page
    assert "Lynx/2.9 &lt;b&gt;" in page
    number = UserSession.objects.get(session_key=there.session.session_key).pk
    assert there.get("/settings/").status_code == 200
    here.post("/settings/sessions/", {"end": number})
    assert there.get("/settings/").status_code == 302
    assert here.get("/settings/").status_code == 200


def test_all_others_are_ended_at_once(ada):
    here, *others = [signed_in() for _ in range(3)]
    here.post("/settings/sessions/", {"others": "1"})
    assert [one.get("/settings/").status_code for one in (here, *others)] == [200, 302, 302]


def test_ending_the_present_one_signs_out(ada):
    here = signed_in()
    answer = here.post("/settings/sessions/", {"end": UserSession.objects.get().pk})
    assert answer["Location"].startswith("/accounts/login/")
    assert not here.is_signed_in


@pytest.mark.parametrize("number", ["", "x", "0", "9" * 30, "-1"])
def test_wrong_numbers_end_nothing(ada, number):
    here = signed_in()
    assert here.post("/settings/sessions/", {"end": number}).status_code == 302
    assert here.is_signed_in


def test_nobody_ends_the_sessions_of_others(ada, opponent, client):
    here = signed_in()
    client.force_login(opponent)
    client.post("/settings/sessions/", {"end": UserSession.objects.get().pk, "others": "1"})
    assert here.get("/settings/").status_code == 200


def test_sign_in_at_the_admins_door_is_listed(ada):
    ada.is_staff = True
    ada.save()
    desk = signed_in(address="/admin/login/?next=/admin/")
    assert desk.is_signed_in
    assert "this one" in desk.get("/settings/sessions/").content.decode()


def test_reading_writes_nothing_and_asks_as_much_for_many_as_for_one(ada):
    counts = []
    here = signed_in()
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            here.get("/settings/sessions/")
        counts.append(len(asked))
        assert not [q for q in asked if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        for _ in range(3):
            signed_in()
    assert counts[0] == counts[1]
    with CaptureQueriesContext(connection) as asked:
        here.get("/about/")
    assert not [q for q in asked if "usersession" in q["sql"]]
