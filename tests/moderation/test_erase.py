"""Erasing: two moderators, and no door that shows the words afterwards."""

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from archive.claims import services as claims
from archive.core.errors import NotAllowed, Refused
from archive.moderation.models import Decision, ErasureRequest, Item
from archive.moderation.services import confirm_erasure, decline_erasure, undo_decision
from archive.sources.models import SourceText
from tests import factories
from tests.moderation.test_acts import act, refusal
from tests.oracle import assert_counted

pytestmark = pytest.mark.django_db
SECRET = "Zebrafinch lives in Quince Street"
WORD = "zebrafinch"


def erase(thing, first, second, reason="It names where somebody lives."):
    request = act("erase", thing, first, reason=reason)
    return confirm_erasure(request=request, moderator=second, reason="So it does.")


def everything_stored() -> dict[str, str]:
    """Return every row of every table of the archive as text, by table."""
    stored = {}
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names())
        for table in sorted(there & {model._meta.db_table for model in apps.get_models()}):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" t")
            stored[table] = cursor.fetchone()[0]
    return stored


def assert_gone():
    assert [table for table, rows in everything_stored().items() if WORD in rows.lower()] == []


def test_erased_claim_is_a_tombstone_without_words_at_any_door(thesis, moderator, second, author, opponent):
    claim = factories.argument(thesis, statement=f"{SECRET}.", author=author)
    claims.reword_claim(claim=claim, statement=f"{SECRET}, really.", author=author)
    answer = factories.argument(claim, author=opponent)
    card = factories.evidence(claim)
    factories.rate(claim, convincing=4, bearing=4, times=2)
    factories.suggestion(claim, opponent, statement=f"{SECRET}, they say.", reason=f"Not {SECRET}.")
    decision = erase(claim, moderator, second)
    assert_gone()
    claim.refresh_from_db()
    assert (claim.state, claim.statement, claim.state_entry) == ("erased", "", decision.pk)
    assert (decision.moderator, decision.detail["asked_by"]) == (second, moderator.pk)
    answer.refresh_from_db()
    card.refresh_from_db()
    assert (answer.parent, answer.state, card.state) == (claim, "published", "published")
    assert_counted()
    addresses = [
        claim.get_absolute_url(),
        thesis.debate.get_absolute_url(),
        f"/api/v1/claims/{claim.pk}/",
        f"/api/v1/debates/{thesis.debate_id}/",
        "/search/?q=zebrafinch",
        "/api/v1/search/?q=zebrafinch",
        "/moderation/log/",
        f"/people/{author.username}/",
    ]
    for person in (None, author, moderator):
        client = Client()
        if person is not None:
            client.force_login(person)
        for address in addresses:
            page = client.get(address, follow=True).content.decode().lower()
            assert "quince street" not in page, (person, address)


def test_address_made_of_an_erased_thesis_goes_with_it(moderator, second):
    thesis = factories.thesis(f"{SECRET}.")
    erase(thesis, moderator, second)
    thesis.debate.refresh_from_db()
    assert WORD not in thesis.debate.slug
    assert_gone()
    assert_counted()


def test_erased_removed_and_merged_claims_keep_counts_true(thesis, moderator, second):
    removed = factories.argument(thesis, statement=f"{SECRET}.")
    act("remove", removed, moderator)
    erase(removed, moderator, second)
    kept, merged = factories.argument(thesis), factories.argument(thesis, statement=f"{SECRET} too.")
    act("merge", merged, moderator, into=kept.pk)
    merged.refresh_from_db()
    erase(merged, moderator, second)
    assert_gone()
    assert_counted()


def test_erased_card_comment_and_profile_leave_no_words(claim, moderator, second, opponent):
    card = factories.evidence(claim, tag=SECRET, quote=f"{SECRET}.", note=SECRET, locator="zebrafinch 2")
    comment = factories.comment(claim, text=f"{SECRET}.")
    opponent.display_name, opponent.bio = "Zebrafinch", SECRET
    opponent.save()
    for thing in (card, comment, opponent):
        erase(thing, moderator, second)
    assert_gone()
    assert_counted()


def test_erased_source_leaves_neither_record_nor_text(moderator, second):
    text = claims.capture_source(
        data=f"{SECRET}, and some more words stand here.".encode(),
        captured_by=factories.person(),
        filename="zebrafinch.txt",
        media_type="text/plain",
        fields={"title": f"{SECRET}", "url": "https://example.org/zebrafinch"},
    )
    debate = claims.draw_claim(
        source=text.source, exact=SECRET, statement="Somebody lives there.", author=factories.person()
    )
    card = factories.evidence(debate.claims.get(), source=text.source, quote="some more words")
    erase(text.source, moderator, second)
    card.refresh_from_db()
    assert (card.state, card.check_state, SourceText.objects.count()) == ("published", "unchecked", 0)
    assert_gone()
    assert_counted()


def test_nobody_confirms_their_own_request_administrators_neither(claim, administrator, second):
    request = act("erase", claim, administrator)
    assert Item.objects.get(matter="erasure", closed_at=None).claim == claim
    with pytest.raises(NotAllowed) as caught:
        confirm_erasure(request=request, moderator=administrator, reason="Yes.")
    assert caught.value.code == "second"
    for person in (factories.person(), claim.author):
        with pytest.raises(NotAllowed):
            confirm_erasure(request=request, moderator=person, reason="Yes.")
    assert refusal("erase", claim, second) == ("asked", "")
    claim.refresh_from_db()
    assert claim.state == "published"


def test_declined_erasure_changes_nothing_and_may_be_asked_again(claim, moderator, second):
    request = act("erase", claim, moderator)
    decline_erasure(request=request, moderator=second, reason="It is public already.")
    claim.refresh_from_db()
    assert (claim.state, Decision.objects.count(), Item.objects.filter(closed_at=None).count()) == (
        "published",
        0,
        0,
    )
    with pytest.raises(Refused) as caught:
        confirm_erasure(request=request, moderator=second, reason="Yes.")
    assert caught.value.code == "decided"
    assert act("erase", claim, second).pk != request.pk
    assert ErasureRequest.objects.count() == 2


def test_reason_that_repeats_what_is_to_go_is_refused(claim, moderator):
    reason = f"It says: {claim.statement.upper()}"
    assert refusal("erase", claim, moderator, reason=reason) == ("repeats", "reason")


def test_erasing_is_not_undone_and_not_done_twice(claim, moderator, second):
    decision = erase(claim, moderator, second)
    with pytest.raises(Refused) as caught:
        undo_decision(decision=decision, moderator=second, reason="Back.")
    assert caught.value.code == "kept"
    assert refusal("erase", claim, moderator) == ("state", "")
