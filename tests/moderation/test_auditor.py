"""Auditors read the admin and change nothing; the second step that the admin may ask for; what is kept of sign-ins."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone

from archive.accounts.models import SignIn
from archive.accounts.services import forget_sign_ins, set_trust
from archive.accounts.sign_ins import network_of
from archive.core.errors import NotAllowed
from archive.moderation.models import Decision
from archive.moderation.services import carry_out, report_thing
from tests import factories
from tests.moderation.desk import Desk
from tests.moderation.test_tables import TABLES

pytestmark = pytest.mark.django_db
INBOX = "/admin/archive/decision/waiting/"


@pytest.fixture
def auditor(db):
    return factories.person("auditor", is_auditor=True)


@pytest.fixture
def claim(thesis, author, opponent):
    claim = factories.argument(thesis, author=author)
    report_thing(thing=claim, reporter=opponent, reason="attack")
    return claim


def test_auditor_reads_every_table_and_the_inbox(auditor, claim):
    desk = Desk(auditor)
    assert desk.client.get("/admin/").status_code == 200
    assert claim.statement in desk.client.get(INBOX).content.decode()
    for table in TABLES:
        assert desk.list(table).status_code == 200, table


def test_auditor_is_offered_no_act_and_every_door_refuses_one(auditor, claim):
    desk = Desk(auditor)
    for address in (INBOX, f"{INBOX}claim/{claim.pk}/"):
        assert 'name="act"' not in desk.client.get(address).content.decode()
    assert "act-button" not in desk.page(claim).content.decode()
    assert desk.client.get(desk.address("remove", claim)).status_code == 404
    typed = {"act": "remove", "rule": "civil", "reason": "Rude."}
    assert desk.client.post(f"{INBOX}claim/{claim.pk}/", {"do": "decide", **typed}).status_code == 403
    assert desk.client.post(f"{INBOX}claim/{claim.pk}/", {"do": "take"}).status_code == 403
    desk.client.post(INBOX, {"ticked": f"claim-{claim.pk}", **typed})
    with pytest.raises(NotAllowed):
        carry_out(thing=claim, moderator=auditor, **typed)
    assert not Decision.objects.exists()


def test_only_administrators_make_auditors_and_a_suspended_one_is_out(opponent, moderator):
    with pytest.raises(NotAllowed):
        set_trust(person=opponent, mark="is_auditor", value=True, by=moderator)
    set_trust(
        person=opponent, mark="is_auditor", value=True, by=factories.person(is_staff=True, is_superuser=True)
    )
    opponent.refresh_from_db()
    assert Desk(opponent).client.get("/admin/").status_code == 200
    opponent.suspended_until = timezone.now() + timezone.timedelta(days=1)
    opponent.save()
    assert Desk(opponent).client.get("/admin/").status_code == 302


def test_admin_asks_for_a_second_step_when_the_setting_says_so(moderator, rules):
    rules(ADMIN_SECOND_FACTOR=True)
    desk = Desk(moderator)
    assert desk.client.get("/admin/")["Location"] == "/accounts/2fa/"
    TOTP.activate(moderator, generate_totp_secret())
    assert "/accounts/2fa/reauthenticate/" in desk.client.get("/admin/archive/claim/")["Location"]
    assert desk.client.get("/").status_code == 200
    rules(ADMIN_SECOND_FACTOR=False)
    assert desk.client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::9", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("", ""),
        ("not an address", ""),
    ],
)
def test_no_full_address_is_kept(address, network):
    assert network_of(address) == network


def test_sign_ins_are_kept_for_ninety_days(author):
    Client().post("/accounts/login/", {"login": author.username, "password": "correct horse"})
    row = SignIn.objects.get()
    assert (row.person, row.how, row.network) == (author, "password", "127.0.0.0/24")
    SignIn.objects.update(at=timezone.now() - timezone.timedelta(days=91))
    assert forget_sign_ins() == 1
