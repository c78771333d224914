"""Closing an account, table by table: what was published stays under "Former member", what is personal goes."""

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test import Client

from archive.accounts.models import User
from archive.accounts.services import forget_person
from archive.claims import services
from archive.claims.models import Curatorship, Invitation, Suggestion
from archive.core.errors import NotAllowed, Refused
from tests import factories
from tests.accounts.conftest import PASSWORD, Visitor
from tests.accounts.filled import BIO, DISPLAY, EMAIL, NAME, full_member
from tests.contract import ContractClient
from tests.moderation.test_at_once import at_once
from tests.oracle import assert_counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(opponent, moderator):
    return full_member(opponent, moderator)


def close(person, confirmation=None):
    return services.close_account(person=person, confirmation=confirmation or person.username)


def rows_about(person) -> dict[tuple[str, str, str], int]:
    """The number of rows of each column that refers to the person, with what happens when an account is deleted."""
    found = {}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if (
                not (field.concrete and field.is_relation and field.related_model is User)
                or field.many_to_many
            ):
                continue
            if not model._meta.managed or model._meta.proxy:
                continue
            fate = field.remote_field.on_delete.__name__
            count = model._base_manager.filter(**{field.name: person}).count()
            found[model._meta.label, field.name, fate] = count
    return found


def tables_that_say(words: str) -> set[str]:
    """The tables in which any column, read as text, holds the words."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {quoted} t WHERE t::text ILIKE %s)", [f"%{words}%"])
            if cursor.fetchone()[0]:
                found.add(table)
    return found


ENDED = {
    ("archive.Curatorship", "curator"),
    ("archive.Curatorship", "named_by"),
}  # left, with its revision kept


def test_personal_rows_go_and_contributions_stay_table_by_table(member):
    before = rows_about(member)
    close(member)
    after = rows_about(member)
    cascading = {key for key in before if key[2] == "CASCADE"}
    assert len([key for key in cascading if before[key]]) >= 12
    assert {key: after[key] for key in cascading if after[key]} == {}
    kept = {key for key in before if key[2] == "PROTECT" and key[:2] not in ENDED}
    assert {key: (before[key], after[key]) for key in kept if after[key] < before[key]} == {}
    assert_counted()


@pytest.mark.parametrize("words", [DISPLAY, BIO, EMAIL, NAME])
def test_no_column_of_any_table_says_who_it_was(member, client, words):
    assert tables_that_say(words)
    close(member)
    assert tables_that_say(words) == set()


def test_page_shows_a_former_member_and_the_old_address_nothing(member, client):
    claim = factories.thesis("Hers still stands.", member)
    close(member)
    assert client.get(f"/people/{NAME}/").status_code == 404
    page = client.get(f"/people/former-{member.pk}/").content.decode()
    assert "Former member" in page
    assert claim.statement in page
    assert "here since" not in page
    assert "Former member" in client.get(f"/claims/{claim.pk}/").content.decode()
    told = ContractClient().get(f"/api/v1/people/former-{member.pk}/").json()
    assert (told["name"], told["bio"], told["trust"]["level"]) == ("Former member", "", "closed")


def test_what_was_open_ends(member):
    debates = set(Curatorship.objects.filter(curator=member).values_list("debate_id", flat=True))
    assert debates
    close(member)
    assert not Curatorship.objects.filter(curator=member).exists()
    assert not Suggestion.objects.filter(author=member, state="open").exists()
    assert not Invitation.objects.filter(state="open").exists()


def test_closing_twice_is_closing_once(member):
    close(member)
    when = User.objects.get(pk=member.pk).closed_at
    forget_person(person=member)
    assert User.objects.get(pk=member.pk).closed_at == when


@pytest.mark.django_db(transaction=True)
def test_two_who_close_one_account_at_once_close_it_once(author):
    outcomes = at_once(*[lambda: close(author, "author") and None] * 2)
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert User.objects.get(pk=author.pk).username == f"former-{author.pk}"


def test_last_administrator_cannot_close(member):
    User.objects.filter(is_superuser=True).update(is_superuser=False)
    boss = factories.person("boss", is_superuser=True, is_staff=True)
    with pytest.raises(Refused) as refusal:
        close(boss)
    assert refusal.value.code == "last_administrator"
    factories.person("second", is_superuser=True, is_staff=True)
    close(boss)
    assert not User.objects.get(pk=boss.pk).is_staff


def test_closed_account_can_do_nothing(member, thesis):
    closed = close(member)
    with pytest.raises(NotAllowed):
        factories.argument(thesis, author=closed)


@pytest.mark.parametrize("name", ["former-12", "Former-1", "former"])
def test_nobody_else_becomes_a_former_member(visitor, name):
    assert visitor.sign_up(username=name).status_code == 422 or not User.objects.filter(username=name)
    from archive.accounts.adapter import AccountAdapter

    with pytest.raises(ValidationError):
        AccountAdapter().clean_username(name)


class TestPage:
    """In a browser without scripts."""

    @pytest.fixture
    def ada(self, visitor):
        person = factories.person("ada")
        person.set_password(PASSWORD)
        person.save()
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        visitor.sign_in("ada", PASSWORD)
        visitor.post("/accounts/reauthenticate/", {"password": PASSWORD})
        return person

    def test_closes_after_the_name_was_typed_and_signs_out(self, visitor, ada):
        page = visitor.get("/settings/close/").content.decode()
        assert "This cannot be undone" in page
        for typed in ("", "somebody", "x" * 9999, "a\0da"):
            answer = visitor.post("/settings/close/", {"confirmation": typed})
            assert answer.status_code == 422, typed
        assert visitor.is_signed_in
        answer = visitor.post("/settings/close/", {"confirmation": " ADA "}, follow=True)
        assert "Your account is closed." in answer.content.decode()
        assert not visitor.is_signed_in

    def test_signing_in_afterwards_is_refused_kindly(self, visitor, ada):
        close(ada)
        for login in ("ada", "ada@example.org", f"former-{ada.pk}"):
            answer = Visitor().sign_in(login, PASSWORD)
            assert answer.status_code == 422 or b"No account has this" in answer.content, answer.status_code
            assert b"No account has this" in answer.content

    def test_other_sessions_end(self, visitor, ada):
        other = Visitor()
        other.sign_in("ada", PASSWORD)
        visitor.post("/settings/close/", {"confirmation": "ada"})
        assert other.get("/settings/close/").status_code == 302

    def test_who_only_signed_in_proves_first_who_they_are(self, ada, client):
        client.force_login(ada)
        assert "reauthenticate" in client.get("/settings/close/")["Location"]
        client.post("/settings/close/", {"confirmation": "ada"})
        ada.refresh_from_db()
        assert ada.closed_at is None

    def test_debates_that_nobody_else_curates_are_named(self, visitor, ada):
        debate = factories.debate("Only hers holds.", ada)
        assert debate.get_absolute_url() in visitor.get("/settings/close/").content.decode()

    def test_visitors_sign_in(self, client):
        assert Client().get("/settings/close/").status_code == 302


def test_freed_name_is_free(member, visitor):
    close(member)
    visitor.sign_up(username=NAME, email="new@example.org")
    assert User.objects.get(username=NAME).pk != member.pk


def test_cascades_are_known():
    """A table that goes with its person must not hold what others rely on."""
    cascading = {
        relation.related_model._meta.label
        for relation in User._meta.get_fields(include_hidden=True)
        if getattr(relation, "on_delete", None) is models.CASCADE
    }
    assert not cascading & {"archive.Claim", "archive.Evidence", "archive.Rating", "archive.Comment"}
