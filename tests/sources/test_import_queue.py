"""Files that a request cannot wait for: queued through both doors, read by a worker, told of on a page."""

import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from fpdf import FPDF

from archive.claims.models import Evidence
from archive.claims.services import incoming
from archive.core.errors import NotAllowed, Refused, TooSoon
from archive.sources.models import Source, SourceImport, SourceText
from archive.sources.services.incoming import KEPT_DAYS, forget_bytes
from tests import factories
from tests.contract import client_of
from tests.moderation.desk import Desk, messages

pytestmark = pytest.mark.django_db(transaction=True)

NO_TIME = 0.01


def pdf(words="Spending rose by a sixth in two years."):
    made = FPDF()
    made.set_font("helvetica", size=12)
    made.add_page()
    made.multi_cell(0, 8, words)
    return bytes(made.output())


@pytest.fixture(autouse=True)
def impatient(rules):
    """No request has the time to read a PDF; a worker has."""
    rules(READ_SECONDS_IN_REQUEST=NO_TIME, READ_SECONDS=60)


def upload(data, name="report.pdf"):
    return SimpleUploadedFile(name, data, "application/pdf")


def add(person, data=None, **fields):
    """Send a file by the form."""
    fields = {"kind": "report", "file": upload(data or pdf()), **fields}
    return signed_in(person).post("/sources/add/", fields)


def work():
    """Do what a worker does with everything that is due, and end."""
    Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    ).run()


def due_now():
    """Let what is queued for later be due, as if that time had come."""
    DBTaskResult.objects.ready().update(run_after=timezone.now())


def signed_in(person):
    browser = Client()
    browser.force_login(person)
    return browser


def page(person, row):
    return signed_in(person).get(row.get_absolute_url())


# ------------------------------------------------------------------------------------------ both doors


def test_a_form_leads_to_a_page_that_waits_and_then_to_the_source(author):
    answer = add(author, title="On spending", authors="Choi, Jieon")
    row = SourceImport.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/sources/imports/{row.pk}/")
    waits = page(author, row).content.decode()
    assert "It is waiting to be read." in waits
    assert "Look again" in waits
    assert not Source.objects.exists()
    work()
    row.refresh_from_db()
    source = Source.objects.get()
    assert (row.state, row.text, bytes(row.data)) == ("done", source.texts.get(), b"")
    assert (source.title, source.author_names, source.added_by) == ("On spending", "Jieon Choi", author)
    assert source.texts.get().captured_by == author
    assert "Spending rose" in source.texts.get().text
    done = page(author, row)
    assert (done.status_code, done["Location"]) == (302, source.get_absolute_url())
    assert "It is stored." in signed_in(author).get(f"{row.get_absolute_url()}?look=1").content.decode()


def test_the_api_answers_202_and_tells_what_became_of_it(author):
    body = {"file": upload(pdf()), "title": "On spending", "authors": ["Choi, Jieon"]}
    answer = client_of(author).post("/api/v1/sources/", body, format="multipart")
    row = SourceImport.objects.get()
    told = answer.json()["import"]
    assert (answer.status_code, told["id"], told["state"]) == (202, row.pk, "waiting")
    assert answer["Location"].endswith(f"/api/v1/imports/{row.pk}/")
    work()
    told = client_of(author).get(f"/api/v1/imports/{row.pk}/").json()
    assert (told["state"], told["source"], told["version"]) == ("done", Source.objects.get().pk, 1)
    assert Source.objects.get().author_names == "Jieon Choi"


def test_a_newer_copy_waits_too_and_checks_quotes_when_it_is_stored(author):
    source = factories.source("On spending", author)
    card = factories.evidence(source=source, quote="rose by a sixth")
    answer = client_of(author).post(
        f"/api/v1/sources/{source.pk}/text/", {"file": upload(pdf())}, format="multipart"
    )
    assert (answer.status_code, answer.json()["import"]["source"]) == (202, source.pk)
    assert Evidence.objects.get(pk=card.pk).check_state == "unchecked"
    work()
    assert Evidence.objects.get(pk=card.pk).check_state == "exact"


def test_a_newer_copy_of_a_source_that_much_leans_on_is_stored_by_a_worker(author, monkeypatch):
    monkeypatch.setattr(incoming, "LEANING_AT_MOST", 1)
    source = factories.source("On spending", author)
    factories.evidence(source=source, quote="rose by a sixth")
    browser, address = signed_in(author), f"/sources/{source.pk}/store/"
    browser.post(address, {"text": "First words."})
    assert source.texts.count() == 1
    factories.evidence(source=source, quote="First words")
    browser.post(address, {"text": "Spending rose by a sixth."})
    assert (source.texts.count(), SourceImport.objects.get().source) == (1, source)
    assert browser.post(address, {"text": "First words."}).status_code == 422  # stored already: told at once
    work()
    assert source.texts.count() == 2
    assert {c.quote: c.check_state for c in Evidence.objects.all()}["rose by a sixth"] == "exact"


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [(b"%PDF-1.7\nbroken", "broken", "This PDF is damaged"), (None, "too_slow", "longer")],
)
def test_a_failure_keeps_its_reason_and_offers_another_try(author, rules, data, code, words):
    rules(READ_SECONDS=60 if data else NO_TIME)
    add(author, data, title="Typed once", authors="Choi, Jieon")
    work()
    row = SourceImport.objects.get()
    assert (row.state, row.code, row.text) == ("failed", code, None)
    assert bool(row.data) == (code == "too_slow")
    shown = page(author, row).content.decode()
    assert words in shown
    again = f"/sources/add/?again={row.pk}"
    assert f'href="{again}">Try again with another file' in shown
    assert "Typed once" not in signed_in(factories.person()).get(again).content.decode()
    form = signed_in(author).get(again).context["form"]
    assert (form["title"].value(), form["authors"].value()) == ("Typed once", "Choi, Jieon")
    told = client_of(author).get(f"/api/v1/imports/{row.pk}/").json()
    assert (told["code"], told["detail"]) == (code, row.message)
    assert not Source.objects.exists()
    assert DBTaskResult.objects.failed().count() == 0


def test_bytes_that_are_stored_meanwhile_fail_with_the_way_to_them(author, opponent, rules):
    data = pdf()
    add(author, data)
    rules(READ_SECONDS_IN_REQUEST=60)
    add(opponent, data, title="Sooner")
    work()
    row, source = SourceImport.objects.get(), Source.objects.get()
    assert (row.state, row.code, row.existing) == ("failed", "already_stored", source.get_absolute_url())
    assert f'href="{source.get_absolute_url()}"' in page(author, row).content.decode()


def test_what_is_refused_without_reading_is_never_queued(author, stranger, newcomer, rules):
    rules(HOLD_FIRST=3)
    assert add(author, url="javascript:alert(1)").status_code == 422
    assert add(stranger).status_code == 403
    browser = signed_in(newcomer)
    source = factories.source(added_by=author)
    assert browser.post(f"/sources/{source.pk}/store/", {"file": upload(pdf())}).status_code == 403
    assert not SourceImport.objects.exists()


def test_a_file_that_waits_counts_as_one_post(author, rules):
    rules(POST_INTERVAL_SECONDS=30)
    assert add(author).status_code == 302
    answer = add(author, pdf("Another."))
    assert (answer.status_code, answer["Retry-After"]) == (429, "30")
    work()
    assert SourceImport.objects.get().state == "done"
    author.refresh_from_db()
    assert timezone.now() - author.last_post_at < timedelta(seconds=30)


def test_the_same_file_sent_twice_waits_once_and_five_wait_at_most(author):
    first = pdf("File 1.")
    files = [first, first, *(pdf(f"File {number}.") for number in range(2, 6))]
    rows = [add(author, file)["Location"] for file in files]
    assert rows[0] == rows[1]
    answer = add(author, pdf("File 6."))
    assert answer.status_code == 429
    assert "files of yours wait to be read" in answer.content.decode()
    assert SourceImport.objects.count() == 5
    work()
    assert add(author, pdf("File 6.")).status_code == 302


def test_newcomers_files_become_held_sources(newcomer, rules):
    rules(HOLD_FIRST=3)
    add(newcomer)
    work()
    assert Source.objects.get().state == "held"


def test_whoever_may_no_longer_import_when_it_is_read_is_told(author):
    add(author)
    author.suspended_until = timezone.now() + timedelta(days=1)
    author.save()
    work()
    assert SourceImport.objects.get().code == "suspended"


def test_a_source_that_was_removed_meanwhile_gets_no_text(author, opponent):
    source = factories.source("On spending", opponent)
    signed_in(author).post(f"/sources/{source.pk}/store/", {"file": upload(pdf())})
    Source.objects.update(state="removed")
    work()
    assert SourceImport.objects.get().code == "gone"
    assert not source.texts.exists()


# --------------------------------------------------------------------------------------- who sees it


def test_only_its_person_and_moderators_see_a_file(author, opponent, moderator):
    add(author)
    row = SourceImport.objects.get()
    address = f"/api/v1/imports/{row.pk}/"
    seen = {p: page(p, row).status_code for p in (author, opponent, moderator)}
    assert seen == {author: 200, opponent: 404, moderator: 200}
    told = {p: client_of(p).get(address).status_code for p in (author, opponent, moderator)}
    assert told == {author: 200, opponent: 404, moderator: 200}
    assert client_of().get(address).status_code == 401
    assert "/accounts/login/" in Client().get(row.get_absolute_url())["Location"]
    assert page(author, SourceImport(pk=999_999)).status_code == 404


def test_the_page_for_adding_lists_ones_own_files_without_a_result(author, opponent):
    add(author)
    row = SourceImport.objects.get()
    assert row.get_absolute_url() in signed_in(author).get("/sources/add/").content.decode()
    assert row.get_absolute_url() not in signed_in(opponent).get("/sources/add/").content.decode()
    work()
    assert row.get_absolute_url() not in signed_in(author).get("/sources/add/").content.decode()


def test_a_page_says_when_nothing_reads_and_how_many_are_before(author):
    add(author)
    add(author, pdf("Another."))
    first, second = SourceImport.objects.order_by("id")
    assert "1 file waits before it" in page(author, second).content.decode()
    SourceImport.objects.update(created=timezone.now() - timedelta(minutes=2))
    assert "may not be running" in page(author, first).content.decode()
    assert "may not be running" not in page(author, second).content.decode()


def test_pages_of_a_file_leave_its_bytes_in_the_database_and_cost_the_same(author):
    browser = signed_in(author)

    def asked(address):
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        assert not any('"data"' in q["sql"].split(" FROM ")[0] for q in queries)
        return len(queries)

    add(author)
    row = SourceImport.objects.get()
    few = [asked(a) for a in (row.get_absolute_url(), "/sources/add/")]
    for number in range(4):
        add(author, pdf(f"File {number}."))
    assert [asked(a) for a in (row.get_absolute_url(), "/sources/add/")] == few


# ------------------------------------------------------------------------------------------ the worker


def test_two_workers_at_one_file_store_one_text(author):
    add(author)
    row = SourceImport.objects.get()
    states = []

    def read():
        try:
            states.append(incoming.read_file(row.pk))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(states) == ["", "done"]
    assert Source.objects.count() == SourceText.objects.count() == 1
    assert incoming.read_file(row.pk) == ""


def test_a_worker_that_died_is_followed_by_another_try(author, monkeypatch):
    add(author)
    row = SourceImport.objects.get()

    def die(**_):
        raise SystemExit  # nothing of ours catches it, as nothing runs after a kill

    with monkeypatch.context() as patched:
        patched.setattr(incoming, "capture_source", die)
        work()
    row.refresh_from_db()
    assert row.state == "reading"
    due_now()
    work()
    row.refresh_from_db()
    assert row.state == "reading", "its time is not up; the worker may only be slow"
    old = timezone.now() - incoming.patience()
    SourceImport.objects.update(started=old)
    incoming.read_queued.enqueue(row.pk, 2)
    work()
    row.refresh_from_db()
    assert row.state == "done"


def test_a_file_that_ends_two_workers_is_given_up(author):
    add(author)
    row = SourceImport.objects.get()
    old = timezone.now() - incoming.patience()
    SourceImport.objects.update(state="reading", started=old)
    assert incoming.read_file(row.pk, incoming.ATTEMPTS + 1) == "failed"
    row.refresh_from_db()
    assert (row.state, row.code, bool(row.data)) == ("failed", "gave_up", True)


def test_a_worker_that_was_overtaken_stores_nothing(author, monkeypatch):
    add(author)
    row = SourceImport.objects.get()
    read = incoming.capture_source

    def slowly(**given):
        SourceImport.objects.update(started=timezone.now() + timedelta(seconds=1))
        return read(**given)

    monkeypatch.setattr(incoming, "capture_source", slowly)
    assert incoming.read_file(row.pk) == "failed"
    row.refresh_from_db()
    assert (row.state, row.code) == ("reading", "")
    assert not Source.objects.exists()


def test_an_unforeseen_failure_is_told_and_kept_for_administrators(author, monkeypatch):
    add(author)

    def fail(**_):
        raise ZeroDivisionError

    monkeypatch.setattr(incoming, "capture_source", fail)
    work()
    row = SourceImport.objects.get()
    assert (row.state, row.code, bool(row.data)) == ("failed", "error", True)
    assert DBTaskResult.objects.failed().get().exception_class_path == "builtins.ZeroDivisionError"


def test_a_file_whose_task_was_lost_is_queued_again_when_a_worker_starts(author):
    add(author)
    DBTaskResult.objects.all().delete()
    assert incoming.queue_left() == 1
    assert incoming.queue_left() == 1
    work()
    assert SourceImport.objects.get().state == "done"
    assert SourceText.objects.count() == 1
    assert incoming.queue_left() == 0


def test_history_names_whose_file_it_was(author):
    from django.apps import apps

    add(author)
    work()
    event = apps.get_model("archive", "SourceEvent").objects.select_related("pgh_context").get()
    assert event.pgh_context.metadata["user"] == author.pk


# ------------------------------------------------------------------------------------- moderators


def test_moderators_see_files_and_have_one_tried_again(author, moderator, rules):
    rules(READ_SECONDS=NO_TIME)
    add(author)
    work()
    row = SourceImport.objects.get()
    desk = Desk(moderator)
    assert "report.pdf" in desk.list("sourceimport").content.decode()
    assert 'data-act="try-again"' in desk.page(row).content.decode()
    rules(READ_SECONDS=60)
    assert "waits to be read again" in messages(desk.do("try-again", row))[0]
    work()
    row.refresh_from_db()
    assert row.state == "done"
    assert 'data-act="try-again"' not in desk.page(row).content.decode()


def test_nothing_without_bytes_is_tried_again_and_members_have_no_say(author, moderator):
    add(author, b"%PDF-1.7\nbroken")
    work()
    row = SourceImport.objects.get()
    with pytest.raises(Refused) as refused:
        incoming.queue_again(row=row, moderator=moderator)
    assert refused.value.code == "gone"
    with pytest.raises(NotAllowed):
        incoming.queue_again(row=row, moderator=author)


def test_bytes_of_failures_are_forgotten_after_a_week(author, rules):
    rules(READ_SECONDS=NO_TIME)
    add(author)
    work()
    assert forget_bytes() == 0
    week = timedelta(days=KEPT_DAYS, minutes=1)
    SourceImport.objects.update(finished=timezone.now() - week)
    assert forget_bytes() == 1
    assert bytes(SourceImport.objects.get().data) == b""


def test_limits_are_asked_before_the_queue(author, rules):
    rules(POST_INTERVAL_SECONDS=30)
    author.last_post_at = timezone.now()
    author.save()
    with pytest.raises(TooSoon):
        incoming.capture_or_queue(data=pdf(), captured_by=author, filename="a.pdf")
    with pytest.raises(TooSoon):
        incoming.queue_file(data=pdf(), captured_by=author, filename="a.pdf")
    assert not SourceImport.objects.exists()


def test_small_text_is_stored_at_once_however_impatient_requests_are(author):
    answer = add(author, b"Only words.", file=SimpleUploadedFile("a.md", b"Only words."))
    assert answer["Location"] == Source.objects.get().get_absolute_url()
    assert not SourceImport.objects.exists()
