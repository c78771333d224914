"""Moderators at their desk: marking sources, merging records, and what lost its place."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.claims import services
from archive.sources.models import Source, SourceMark, SourceMerge
from tests import factories
from tests.moderation.desk import Desk, codes, messages

pytestmark = pytest.mark.django_db

FIRST = b"Nobody had planned for the rise in spending."
SECOND = b"The committee met in March and again in May."


@pytest.fixture
def source(author):
    return factories.source("A study of chips", added_by=author, doi="10.1234/abc")


@pytest.fixture
def lost(author):
    """A source whose newest text has neither the passage nor the quote that were taken from the first."""
    source = services.capture_source(data=FIRST, captured_by=author, fields={"title": "Minutes"}).source
    services.draw_claim(
        source=source, exact="planned for the rise", statement="It was planned.", author=author
    )
    factories.evidence(source=source, quote="Nobody had planned for the rise")
    services.capture_source(data=SECOND, captured_by=author, source=source)
    return source


def test_a_moderator_marks_a_source_and_lifts_the_mark(desk, source):
    answer = desk.do("mark", source, kind="retracted", reason="Made up.", url="https://example.org/notice")
    assert messages(answer) == [f"Source {source.pk}: marked."]
    assert "Made up." in answer.content.decode()
    source.refresh_from_db()
    assert source.mark == "retracted"
    assert messages(desk.do("unmark", source, reason="It was not.")) == [f"Source {source.pk}: mark lifted."]
    source.refresh_from_db()
    assert (source.mark, SourceMark.objects.get().lifted_because) == ("", "It was not.")
    assert codes(desk.do("unmark", source, reason="Again.")) == {"lifted"}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"kind": "", "reason": "So it is."}, "kind"),
        ({"kind": "retracted", "reason": ""}, "empty"),
        ({"kind": "retracted", "reason": "So it is.", "url": "javascript:alert(1)"}, "address"),
    ],
)
def test_what_is_wrong_with_a_mark_is_told_and_nothing_is_done(desk, source, fields, code):
    answer = desk.do("mark", source, **fields)
    assert (answer.status_code, codes(answer)) == (422, {code})
    assert not SourceMark.objects.exists()


def test_a_moderator_merges_two_records(desk, source):
    other = factories.source("The study of chips")
    answer = desk.do("merge", source, into=str(other.pk), reason="One study.")
    assert messages(answer) == [f"Source {source.pk}: merged."]
    assert "Merged into" in answer.content.decode()
    assert SourceMerge.objects.get().into == other
    page = desk.page(source).content.decode()
    assert 'data-act="mark"' not in page
    assert 'data-act="merge"' not in page
    assert f"Source {source.pk} into source {other.pk}" in desk.page(other).content.decode()


@pytest.mark.parametrize(("into", "code"), [("", "source"), ("no such", "source"), ("10.1234/abc", "same")])
def test_a_record_that_is_no_other_one_is_refused(desk, source, into, code):
    answer = desk.do("merge", source, into=into, reason="One study.")
    assert (answer.status_code, codes(answer)) == (422, {code})


@pytest.mark.parametrize("act", ["mark", "unmark", "merge"])
def test_nobody_else_reaches_the_acts(source, act, author):
    assert "login" in Desk(author).do(act, source).redirect_chain[0][0]


def test_several_are_marked_at_once(desk, source):
    other = factories.source()
    answer = desk.do("mark", source, other, kind="disputed", reason="Both are forgeries.")
    assert messages(answer) == ["2 sources: marked."]
    assert set(Source.objects.values_list("mark", flat=True)) == {"disputed"}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?mark__exact=retracted", {"Marked"}),
        ("?merged=yes", {"Merged"}),
        ("?merged=no", {"Marked", "Minutes"}),
        ("?lost=yes", {"Minutes"}),
        ("?lost=no", {"Marked", "Merged"}),
    ],
)
def test_lists_are_narrowed_by_what_became_of_a_source(desk, lost, moderator, query, titles):
    marked, gone = factories.source("Marked"), factories.source("Merged")
    services.mark_source(source=marked, kind="retracted", reason="Made up.", person=moderator)
    services.merge_sources(source=gone, into=marked, reason="One.", person=moderator)
    evidence_of_others = Source.objects.exclude(title__in=["Marked", "Merged", "Minutes"])
    assert not evidence_of_others.exists()
    rows = desk.list("source", query).context["cl"].result_list
    assert {row.title for row in rows} == titles


def test_the_front_page_counts_what_waits_for_a_curator(desk, lost):
    html = desk.client.get("/admin/").content.decode()
    assert "<b>1</b> passage that lost its place" in html
    assert "<b>1</b> quote altered or missing" in html
    assert "1 passage without a place" in desk.page(lost).content.decode()


def test_lists_of_sources_cost_the_same_with_marks_and_merges(desk, moderator):
    empty = queries_of(desk, "?mark__exact=disputed")
    for _ in range(6):
        one, other = factories.source(), factories.source()
        services.mark_source(source=one, kind="corrected", reason="A date.", person=moderator)
        services.merge_sources(source=one, into=other, reason="One.", person=moderator)
    assert queries_of(desk, "?merged=yes") == empty


def queries_of(desk, query):
    """Return how many queries a list of sources costs."""
    desk.list("source", query)
    with CaptureQueriesContext(connection) as counted:
        assert desk.list("source", query).status_code == 200
    return len(counted)
