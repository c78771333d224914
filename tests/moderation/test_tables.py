"""The admin's tables: read-only, grouped, the same number of queries at any size, no secrets."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from knox.models import AuthToken

from archive.claims import services
from archive.claims.models import Activity, Bookmark, Comment, Draft, Rating, Suggestion, Topic
from archive.claims.services.incoming import queue_file
from archive.claims.services.sources import capture_source
from archive.moderation.models import Appeal, Decision, ErasureRequest, Report, ReportReason
from archive.notices.models import Follow, Letter, Notification, Preference
from tests import factories
from tests.moderation.desk import Desk

TABLES = sorted(
    model._meta.model_name for model in admin.site._registry if model._meta.app_label == "archive"
)


@pytest.fixture
def everything(claim, moderator, desk):
    """A row or more in most tables."""
    card = factories.evidence(claim, quote="Words of it.")
    desk.do("remove", card, rule="honest", reason="Bent.")
    desk.do("suspend", card.author, days="2", rule="honest", reason="Bent.")
    factories.rate(claim)
    rare_rows(claim, moderator)
    return card


def rare_rows(claim, moderator):
    """Rows of tables that no service writes yet, and a source with its text, its passage and its drawing."""
    author = claim.author
    attack = ReportReason.objects.get(slug="attack")
    report = Report.objects.create(claim=claim, reporter=author, reason=attack, details="Rude.")
    ErasureRequest.objects.create(claim=claim, asked_by=moderator, rule="safe", reason="An address.")
    Appeal.objects.create(decision=Decision.objects.first(), author=author, text="It was not bent.")
    Comment.objects.create(claim=claim, author=author, text="Which year is meant?")
    words = {"kind": "reword", "statement": "Shorter.", "reason": "It is long."}
    Suggestion.objects.create(claim=claim, author=author, **words)
    Topic.objects.create(slug="trade", name="Trade")
    Follow.objects.create(follower=author, claim=report.claim)
    Preference.objects.create(person=author, kind="answer", way="daily")
    Letter.objects.create(person=author, way="daily", due=timezone.now())
    Notification.objects.create(
        person=author,
        activity=Activity.objects.latest("pk"),
        kind="followed",
        about="followed:d1",
        way="site",
    )
    services.ask_for_evidence(claim=claim, person=factories.person())
    text = capture_source(
        data=b"# A report\n\nOne finding stands here, in words enough.\n",
        filename="report.md",
        captured_by=author,
    )
    queue_file(data=b"%PDF-1.7", captured_by=author, filename="waits.pdf")
    services.draw_claim(
        source=text.source, exact="One finding stands here", statement="It stands.", author=author
    )


def test_every_table_of_the_archive_has_a_group():
    from archive.admin import GROUPS

    placed = {place.url_name for _, places in GROUPS for place in places}
    assert {f"admin:archive_{table}_changelist" for table in TABLES} <= placed


def table_of(name):
    """Return the model of a table by its name."""
    return next(m for m in admin.site._registry if m._meta.label_lower == f"archive.{name}")


def test_every_list_opens_searches_and_filters(everything, desk):
    for table in TABLES:
        for query in ("", "?q=word", "?q=" + "9" * 40, "?p=2", "?state__exact=published"):
            answer = desk.list(table, query)
            assert answer.status_code in (200, 302), f"{table}{query}"  # 302: no such filter here
        assert desk.list(table).status_code == 200, table


def test_every_row_opens_and_nothing_in_it_can_be_typed_over(everything, desk):
    for table in TABLES:
        row = table_of(table).objects.first()
        assert row is not None, table
        page = desk.page(row)
        assert page.status_code == 200, table
        assert not page.context["adminform"].form.fields, table
        address = page.request["PATH_INFO"]
        assert desk.client.post(address, {"state": "published"}).status_code == 403, table
        delete = address.replace("/change/", "/delete/")
        assert desk.client.post(delete, {"post": "yes"}).status_code == 403, table
        assert desk.list(table, "add/").status_code == 403, table


def test_unknown_row_is_not_a_server_error(desk):
    for number in ("999999", "abc", "9" * 30):
        assert desk.client.get(f"/admin/archive/claim/{number}/change/").status_code in (302, 404)


def queries_of(desk, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert desk.client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("table", ["claim", "evidence", "debate", "comment", "user", "source", "decision"])
def test_lists_cost_the_same_at_any_size(table, thesis, desk, moderator):
    def more(times):
        for _ in range(times):
            claim = factories.argument(thesis)
            factories.evidence(claim)
            Comment.objects.create(claim=claim, author=claim.author, text="Which year?")
            factories.thesis()
            desk.do("remove", claim, rule="civil", reason="Rude.")

    more(2)
    address = f"/admin/archive/{table}/"
    queries_of(desk, address)
    few = queries_of(desk, address)
    more(8)
    assert queries_of(desk, address) == few
    assert few <= 15


def test_lists_count_no_table(thesis, claim, desk):
    with CaptureQueriesContext(connection) as captured:
        desk.list("claim")
    counted = [q["sql"] for q in captured if "COUNT(" in q["sql"] and "WHERE" not in q["sql"]]
    assert counted == []


def test_front_page_and_queue_cost_the_same_at_any_size(thesis, newcomer, rules, desk):
    rules(HOLD_FIRST=3)
    factories.argument(thesis, author=newcomer)
    few = [queries_of(desk, address) for address in ("/admin/", "/admin/archive/decision/waiting/")]
    for _ in range(5):
        factories.evidence(thesis, factories.person())
        factories.argument(thesis, author=factories.person())
    assert [queries_of(desk, a) for a in ("/admin/", "/admin/archive/decision/waiting/")] == few


def test_long_list_goes_on_on_the_next_page(thesis, desk):
    author = factories.person()
    for _ in range(101):
        factories.argument(thesis, author=author)
    assert len(desk.list("claim").context["cl"].result_list) == 100
    assert len(desk.list("claim", "?p=2").context["cl"].result_list) == 2


def test_claim_is_found_by_its_number_and_its_words(claim, desk):
    for query in (f"?q={claim.pk}", "?q=faster+with+them"):
        assert [row.pk for row in desk.list("claim", query).context["cl"].result_list] == [claim.pk]


def test_claims_page_shows_where_it_stands_and_what_was_decided(thesis, claim, everything, desk):
    desk.do("remove", claim, rule="civil", reason="Rude words.")
    page = desk.page(claim).content.decode()
    for words in (thesis.statement, claim.statement, everything.tag, "Rude words.", claim.get_absolute_url()):
        assert words in page


@pytest.mark.parametrize("model", [Group, AuthToken, EmailAddress, Authenticator, Rating, Draft, Bookmark])
def test_tables_that_are_private_or_hold_secrets_are_hidden(model):
    assert not admin.site.is_registered(model)


def test_background_work_is_for_administrators(desk, administrator):
    address = "/admin/django_tasks_database/dbtaskresult/"
    assert desk.client.get(address).status_code == 403
    assert Desk(administrator).client.get(address).status_code == 200
    assert "Background work" not in desk.client.get("/admin/").content.decode()


def test_admin_may_run_its_own_scripts_and_nobody_elses(desk):
    policy = desk.client.get("/admin/")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "http" not in policy
