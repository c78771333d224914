"""Claims beside the words they were drawn from, in texts, digests and older copies."""

import re

import pytest

from archive.claims import services
from archive.claims.services.sources import capture_source
from archive.core.models import Publication
from tests import factories
from tests.sources.reader import ESSAY, draw, long_text, part, shown, stored, words_of

pytestmark = pytest.mark.django_db


def test_a_drawn_passage_is_marked_and_its_claim_stands_beside_it(client):
    source = stored()
    thesis = draw(source, "may hasten it", "Containment speeds a rival up.")
    factories.argument(thesis, "supports")
    factories.argument(thesis, "opposes")
    first = part(shown(client, source), "p1")
    assert '<mark class="passage" data-density="1" data-claims="1">may hasten it</mark>' in first
    assert f'href="{thesis.get_absolute_url()}">Containment speeds a rival up.' in first
    assert "1 for, 1 against" in first
    assert "No claim drawn here yet." not in first
    assert "No claim drawn here yet." in part(shown(client, source), "p2")


def test_the_claims_of_a_paragraph_fold_under_their_number(client):
    source = stored()
    for n in range(2):
        draw(source, "may hasten it", f"Claim number {n} of it.")
    first = part(shown(client, source), "p1")
    assert "<summary>2 claims drawn from here</summary>" in first
    assert re.search(r'<details class="fold">\s*<summary>', first)


def test_overlapping_passages_are_denser_where_they_meet(client):
    source = stored()
    for words in ("slow a rival may hasten it", "may hasten it", "may hasten it. The rival"):
        draw(source, words)
    first = part(shown(client, source), "p1")
    assert '<mark class="passage" data-density="3" data-claims="1 2 3">may hasten it</mark>' in first
    assert '<mark class="passage" data-density="1" data-claims="1">slow a rival </mark>' in first
    assert first.count('<article class="note"') == 3


def test_a_claim_of_two_paragraphs_has_one_note_and_a_mention(client):
    source = stored()
    thesis = draw(source, "may hasten it")
    passage = services.debates.mark_passage(source=source, exact="The bomb of 1964")
    services.debates.link_passage(thesis, passage, thesis.author, "asserts")
    html = shown(client, source)
    assert html.count('<article class="note"') == 1
    assert 'Also drawn from <a href="#p2">paragraph 2</a>' in part(html, "p1")
    assert 'Drawn from here: <a href="#note-1">claim 1</a>' in part(html, "p2")


def test_of_many_other_paragraphs_the_first_six_are_named(client):
    source = stored(long_text(10), "long.txt")
    thesis = draw(source, "Paragraph 1.", paragraph=1)
    for n in range(2, 11):
        passage = services.debates.mark_passage(source=source, exact=f"Paragraph {n}.", paragraph=n)
        services.debates.link_passage(thesis, passage, thesis.author, "asserts")
    words = words_of(part(shown(client, source), "p1"))
    assert "Also drawn from paragraph 2, paragraph 3, " in words
    assert "paragraph 7 and 3 more" in words


def test_a_removed_claim_keeps_its_place_in_the_margin(client, moderator):
    source = stored()
    thesis = draw(source, "may hasten it", "These words are removed.")
    services.set_claim_state(
        claim=thesis, state=Publication.REMOVED, moderator=moderator, reason="Spam.", entry=1
    )
    html = shown(client, source)
    assert "Removed by a moderator: Spam." in html
    assert "These words are removed." not in html


def test_a_held_claim_is_marked_for_its_author_only(client, rules):
    rules(HOLD_FIRST=3)
    author = factories.person()
    source = stored(added_by=factories.person(is_trusted=True))
    draw(source, "may hasten it", "This one waits.", author=author)
    assert "This one waits." not in shown(client, source)
    assert "<mark" not in part(shown(client, source), "p1")
    client.force_login(author)
    assert "This one waits." in shown(client, source)


def test_a_source_without_a_text_shows_its_digest_with_the_claims_of_each_paragraph(client):
    digest = [{"paragraph": 1, "text": "Sets the scene."}, {"paragraph": 2, "text": "Draws a lesson."}]
    source = factories.source("Only a digest", digest=digest)
    draw(source, "words that only the essay has", "A claim of paragraph two.", paragraph=2)
    html = shown(client, source)
    assert "You are reading a digest in our own words." in html
    assert "A claim of paragraph two." in part(html, "p2")
    assert "words that only the essay has" in part(html, "p2")
    assert "A claim of paragraph two." not in part(html, "p1")
    assert "1 of 2 paragraphs examined" in words_of(html)


def test_a_record_alone_says_that_nothing_is_stored(client):
    source = factories.source("Only a record")
    draw(source, "words of page nine", "Drawn from a book on a shelf.")
    html = shown(client, source)
    assert "No text is stored." in html
    assert "words of page nine" in html
    assert "Drawn from a book on a shelf." in html


def test_words_that_a_newer_copy_lacks_are_listed_with_their_claim(client):
    source = stored()
    draw(source, "The rival learns to do without", "A rival learns.")
    draw(source, "may hasten it", "It hastens.")
    member = factories.person()
    changed = ESSAY.replace("The rival learns to do without.", "Nothing follows from this.")
    capture_source(data=changed.encode(), filename="essay.md", captured_by=member, source=source)
    html = shown(client, source)
    lost = html.split('id="lost"')[1]
    assert "The rival learns to do without" in lost
    assert "A rival learns." in lost
    assert "It hastens." in part(html, "p1")
    assert "1 of 4 paragraphs examined" in words_of(html)
    assert 'id="lost"' not in shown(client, source, "?version=1")


def test_old_versions_stay_readable_and_say_so(client):
    source = stored()
    draw(source, "may hasten it")
    capture_source(
        data=ESSAY.replace("1964", "the sixties").encode(),
        filename="essay.md",
        captured_by=factories.person(),
        source=source,
    )
    assert "the sixties" in shown(client, source)
    old = shown(client, source, "?version=1")
    assert "The bomb of 1964" in old
    assert "An older copy: version 1" in old
    assert "Draw a claim from" not in old
    assert 'id="lost"' not in old
    shown(client, source, "?version=3", status=404)


def test_cards_that_cite_the_source_are_listed_by_bearing(client):
    source = stored()
    claim = factories.argument(statement="The claim under which it stands.")
    factories.evidence(claim, source=source, tag="It shows the speed.", quote="may hasten it")
    factories.evidence(claim, source=source, tag="It shows the cost.", bearing="undermines")
    html = shown(client, source).split('id="cited"')[1]
    assert html.index("Supports its claim") < html.index("It shows the speed.")
    assert html.index("Undermines its claim") < html.index("It shows the cost.")
    assert f'href="{claim.get_absolute_url()}"' in html
    assert 'data-check="exact"' in html


def test_fifty_cards_are_listed_at_most(client):
    source, claim = stored(), factories.argument()
    author = factories.person(is_trusted=True)
    for n in range(51):
        factories.evidence(claim, source=source, tag=f"Card {n} shows it.", author=author)
    html = shown(client, source)
    assert html.count("shows it.</a>") == 50
    assert "the first 50" in html
