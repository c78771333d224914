"""Merging and marking while others write: nothing is left with a record that went, and nobody waits for ever."""

import pytest
from django.db import transaction

from archive.claims import services
from archive.claims.models import Drawing, Evidence
from archive.core.errors import Refused
from archive.sources.models import Passage, Source, SourceMark, SourceMerge, SourceText
from tests import factories
from tests.moderation.test_at_once import at_once
from tests.oracle import assert_counted
from tests.sources.test_at_once import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)

OLD = b"Spending rose by a sixth in the first two years."
NEW = b"A preface.\n\nSpending rose by a sixth in the first two years."


@pytest.fixture
def old(author):
    return services.capture_source(data=OLD, captured_by=author, fields={"title": "A report"}).source


@pytest.fixture
def new(author):
    return services.capture_source(data=NEW, captured_by=author, fields={"title": "The report"}).source


def merging(source, into, person):
    return lambda: services.merge_sources(source=source, into=into, reason="One.", person=person)


def codes(results):
    return sorted(getattr(result, "code", type(result).__name__) for result in results)


def keeping(call, kept):
    """Return the call, so that what it returns or refuses is put into `kept`."""

    def run():
        try:
            kept.append(call())
        except Refused as refusal:
            kept.append(refusal)

    return run


def nothing_is_left_with_what_went():
    gone = Source.objects.filter(merged_into__isnull=False)
    assert not Evidence.objects.filter(source__in=gone).exists()
    assert not Passage.objects.filter(source__in=gone).exists()
    assert not gone.filter(merged_into__merged_into__isnull=False).exists(), "one step leads to the end"
    assert_counted()


def test_of_two_merges_of_one_record_one_wins(old, new, moderator):
    third = factories.source("A third", added_by=moderator)
    services.capture_source(data=NEW + b" More.", captured_by=moderator, source=third)
    results = at_once(merging(old, new, moderator), merging(old, third, moderator))
    assert codes(results) == ["SourceMerge", "merged"]
    assert SourceMerge.objects.count() == 1


def test_two_records_merged_into_each_other_make_no_circle(old, new, moderator):
    factories.evidence(source=old)
    factories.evidence(source=new)
    results = at_once(merging(old, new, moderator), merging(new, old, moderator))
    assert codes(results) == ["SourceMerge", "merged"]
    assert Source.objects.filter(merged_into=None).count() == 1
    nothing_is_left_with_what_went()


def test_a_chain_that_is_made_from_both_ends_at_once_is_one_step_long(old, new, moderator):
    last = factories.source("The last", added_by=moderator)
    services.capture_source(data=NEW + b" More.", captured_by=moderator, source=last)
    factories.evidence(source=old)
    results = at_once(merging(old, new, moderator), merging(new, last, moderator))
    assert codes(results) in (
        ["SourceMerge", "SourceMerge"],
        ["SourceMerge", "changed"],
        ["SourceMerge", "merged"],
    )
    nothing_is_left_with_what_went()


@pytest.mark.parametrize("quote", ["", "Spending rose"])
def test_a_card_that_is_posted_during_a_merge_cites_the_record_that_stays(
    old, new, moderator, opponent, quote
):
    claim, posted = factories.argument(), []
    card = {"claim": claim, "source": old, "tag": "It rose.", "author": opponent, "quote": quote}
    with transaction.atomic():
        merging(old, new, moderator)()
        threads = meanwhile(keeping(lambda: services.attach_evidence(**card), posted))
        threads[0].join(timeout=0.5)  # it waits for us, or is done by now
    threads[0].join(timeout=30)
    assert codes(posted) in (["merged"], ["Evidence"])
    assert services.attach_evidence(**{**card, "source": Source.objects.get(pk=old.pk)}).source == new
    nothing_is_left_with_what_went()


@pytest.mark.parametrize("quote", ["", "Spending rose"])
def test_a_merge_that_begins_while_a_card_is_posted_leaves_none_behind(old, new, moderator, opponent, quote):
    claim, merges = factories.argument(), []
    with transaction.atomic():
        services.attach_evidence(claim=claim, source=old, tag="It rose.", author=opponent, quote=quote)
        threads = meanwhile(keeping(merging(old, new, moderator), merges))
        threads[0].join(timeout=0.5)
    threads[0].join(timeout=30)
    assert codes(merges) == ["changed"]
    merging(old, new, moderator)()
    assert Evidence.objects.get().source == new
    nothing_is_left_with_what_went()


def test_a_claim_that_is_drawn_during_a_merge_is_drawn_from_the_record_that_stays(
    old, new, moderator, opponent
):
    drawn = []
    draw = {"source": old, "exact": "rose by a sixth", "statement": "It rose.", "author": opponent}
    with transaction.atomic():
        merging(old, new, moderator)()
        threads = meanwhile(keeping(lambda: services.draw_claim(**draw), drawn))
        threads[0].join(timeout=0.5)
    threads[0].join(timeout=30)
    assert codes(drawn) in (["merged"], ["Debate"])
    services.draw_claim(**{**draw, "source": Source.objects.get(pk=old.pk), "statement": "It did rise."})
    assert set(Drawing.objects.values_list("passage__source", flat=True)) == {new.pk}
    nothing_is_left_with_what_went()


def test_a_text_that_is_stored_during_a_merge_goes_to_the_record_that_stays(old, new, moderator, opponent):
    stored = []
    with transaction.atomic():
        merging(old, new, moderator)()
        capture = {"data": OLD + b" Later.", "captured_by": opponent, "source": old}
        threads = meanwhile(keeping(lambda: services.capture_source(**capture), stored))
        threads[0].join(timeout=0.5)
    threads[0].join(timeout=30)
    assert codes(stored) == ["merged"]
    assert SourceText.objects.filter(source=old).count() == 1


def test_many_writers_and_one_merge_end_with_one_record(old, new, moderator):
    claims = [factories.argument() for _ in range(4)]
    results = at_once(
        merging(old, new, moderator),
        *(
            lambda c=c: services.attach_evidence(
                claim=c, source=old, tag="It rose.", author=factories.person()
            )
            for c in claims
        ),
    )
    assert None not in results
    if not SourceMerge.objects.exists():  # somebody was faster
        merging(old, new, moderator)()
    nothing_is_left_with_what_went()


def test_marks_set_and_lifted_at_once_leave_the_newest_in_force(old, author, moderator):
    first = services.mark_source(source=old, kind="disputed", reason="So it is.", person=author)
    second = factories.person(is_staff=True)
    at_once(
        lambda: services.mark_source(source=old, kind="retracted", reason="Made up.", person=moderator),
        lambda: services.mark_source(source=old, kind="corrected", reason="A table.", person=second),
        lambda: services.lift_mark(mark=first, reason="Settled.", person=author),
    )
    old.refresh_from_db()
    assert old.mark == SourceMark.objects.filter(lifted_at=None).order_by("-id").first().kind


def test_of_two_who_lift_a_mark_one_is_told(old, author, moderator):
    mark = services.mark_source(source=old, kind="disputed", reason="So it is.", person=author)
    results = at_once(
        *(
            lambda by=by: services.lift_mark(mark=mark, reason="Settled.", person=by)
            for by in (author, moderator)
        )
    )
    assert codes(results) == ["SourceMark", "lifted"]
