"""Every act of moderation, by every role, through every door: who may, and that nothing happens otherwise."""

import contextlib
from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from archive.core.errors import NotAllowed, Refused
from archive.moderation.models import Decision, ErasureRequest
from archive.moderation.services import OFFERS, carry_out
from tests import factories
from tests.moderation.desk import Desk
from tests.moderation.test_acts import WHY, report

pytestmark = pytest.mark.django_db
SOURCE_ACTS = ("mark", "unmark")
ROLES = {
    "anonymous": False,
    "member": False,
    "author": False,
    "curator": False,
    "own moderator": False,
    "moderator": True,
    "administrator": True,
    "suspended moderator": False,
    "auditor": False,
}


def kind_for(act):
    return OFFERS[act].kinds[0]


def prepared(act, moderator):
    """Return a thing that the act fits, and the fields it asks for."""
    other = factories.person("maker", is_staff=True)
    thesis = factories.thesis(author=factories.person("curator"))
    claim = factories.argument(thesis, author=other)
    things = {"claim": claim, "person": other, "source": factories.source(added_by=other)}
    kind = kind_for(act)
    thing = things[kind]
    before = {"restore": "remove", "release": "hold", "unlock": "lock", "unmark": "mark", "lift": "silence"}
    if act == "dismiss":
        report(claim, claim=claim)
    if act in before:
        more = {"days": 2} if act == "lift" else {"kind": "retracted"} if act == "unmark" else {}
        carry_out(act=before[act], thing=thing, moderator=moderator, **WHY, **more)
        thing.refresh_from_db()
    beside = factories.argument(thesis)
    fields = {
        "move": {"parent": beside.pk, "stance": "supports", "aim": "standing"},
        "merge": {"into": beside.pk},
        "suspend": {"days": 2},
        "silence": {"days": 2},
        "revert": {"hours": 2},
        "mark": {"kind": "retracted"},
    }
    return thing, fields.get(act, {})


def cast(role, thing):
    """Return the person of a role towards the thing; its maker is a moderator, so that only that is at stake."""
    made_by = {"own moderator": "maker"}
    if role == "anonymous":
        return None
    if role in made_by:
        return factories.User.objects.get(username="maker")
    maker = factories.User.objects.get(username="maker")
    maker.is_staff = False  # from here on an ordinary member
    maker.save()
    if role == "author":
        return maker
    if role == "curator":
        return factories.User.objects.get(username="curator")
    marks = {
        "moderator": {"is_staff": True},
        "administrator": {"is_staff": True, "is_superuser": True},
        "suspended moderator": {"is_staff": True, "suspended_until": timezone.now() + timedelta(days=1)},
        "auditor": {"is_auditor": True},
    }
    return factories.person(**marks.get(role, {}))


def by_service(person, act, thing, fields):
    from django.contrib.auth.models import AnonymousUser

    carry_out(act=act, thing=thing, moderator=person or AnonymousUser(), **WHY, **fields)


def by_admin(person, act, thing, fields):
    Desk(person).do(act, thing, **WHY, **fields)


def by_api(person, act, thing, fields):
    client = APIClient()
    if person is not None:
        client.force_authenticate(person)
    body = {**WHY, **fields, "act": act, "kind": kind_for(act), "id": thing.pk}
    if "kind" in fields:
        body["mark"] = fields["kind"]
    return client.post("/api/v1/decisions/", body, format="json")


DOORS = {"service": by_service, "admin": by_admin, "api": by_api}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("role", ROLES)
def test_who_may_do_each_act_through_each_door(role, door):
    wrong = []
    for number, act in enumerate(OFFERS):
        moderator = factories.person(f"first{number}", is_staff=True, is_superuser=True)
        thing, fields = prepared(act, moderator)
        person = cast(role, thing)
        before = Decision.objects.count() + ErasureRequest.objects.count()
        with contextlib.suppress(Refused, NotAllowed):
            DOORS[door](person, act, thing, fields)
        done = Decision.objects.count() + ErasureRequest.objects.count() - before
        if bool(done) is not ROLES[role]:
            wrong.append((str(act), done))
        for name in ("maker", "curator"):
            factories.User.objects.filter(username=name).update(username=f"{name}{number}", email="")
    assert wrong == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "required"),
        ({"act": "remove", "kind": "claim", "id": "1", "reason": "x"}, "invalid"),
        ({"act": "remove", "kind": "claim", "id": 10**30, "reason": "x"}, "max_value"),
        ({"act": "remove", "kind": "planet", "id": 1, "reason": "x"}, "kind"),
        ({"act": "remove", "kind": "claim", "id": 987654, "reason": "x"}, "does_not_exist"),
        ({"act": 7, "kind": "claim", "id": 1, "reason": "x"}, "invalid"),
        ([], "invalid"),
    ],
)
def test_bad_input_at_the_api_is_told(body, code, moderator):
    client = APIClient()
    client.force_authenticate(moderator)
    answer = client.post("/api/v1/decisions/", body, format="json")
    assert answer.status_code == 400
    assert code in {error["code"] for error in answer.json()["errors"]}


def test_undoing_and_confirming_at_the_api(claim, moderator, second):
    client, other = APIClient(), APIClient()
    client.force_authenticate(moderator)
    other.force_authenticate(second)
    body = {**WHY, "kind": "claim", "id": claim.pk}
    made = client.post("/api/v1/decisions/", {**body, "act": "remove"}, format="json")
    assert made.status_code == 201
    address = f"/api/v1/decisions/{made.json()['entry']}/undo/"
    assert other.post(address, {"reason": " "}, format="json").status_code == 400
    assert other.post(address, {"reason": "Read again."}, format="json").status_code == 201
    assert other.post(address, {"reason": "Read again."}, format="json").status_code == 409
    asked = client.post("/api/v1/decisions/", {**body, "act": "erase"}, format="json").json()
    assert asked["entry"] is None
    address = f"/api/v1/erasures/{asked['erasure']}/confirm/"
    assert client.post(address, {"reason": "Yes."}, format="json").status_code == 403
    assert other.post(address, {"reason": "Yes."}, format="json").status_code == 201
    assert APIClient().post(address, {"reason": "Yes."}, format="json").status_code in (401, 403)
