"""The list of sources and the reader."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.claims import services
from archive.claims.services.sources import capture_source
from archive.core.models import Publication
from archive.sources.models import Block, Source
from tests import factories

pytestmark = pytest.mark.django_db

ESSAY = """# On containment

Controls meant to slow a rival may hasten it. The rival learns to do without.

The bomb of 1964 is the example that is always given.

![Three physicists at a reception. Source: Selected papers (Hangzhou, 1994)](https://pictures.example/three.png)

> Nobody asked the physicists.

- first the chips
- then the models
"""


def stored(words=ESSAY, name="essay.md", **fields) -> Source:
    """Store a text and return its source."""
    fields = {"title": "On containment", "authors": "Choi, Jieon", **fields}
    added_by = fields.pop("added_by", None) or factories.person()
    text = capture_source(data=words.encode(), filename=name, fields=fields, captured_by=added_by)
    return Source.objects.get(pk=text.source_id)


def draw(source, exact, statement="", **more):
    """Draw a claim and return the thesis."""
    debate = services.draw_claim(
        source=source,
        exact=exact,
        statement=statement or f"A claim drawn from “{exact[:40]}”.",
        author=more.pop("author", None) or factories.person(),
        **more,
    )
    return debate.claims.get()


def shown(client, source, query="", status=200) -> str:
    """Return the page of a source as text."""
    response = client.get(source.get_absolute_url() + query)
    assert response.status_code == status
    return response.content.decode()


def part(html: str, anchor: str) -> str:
    """Return the mark-up of one block of the reader, up to the next."""
    found = re.search(
        rf'id="{anchor}".*?(?=<section class="paragraph"|<div class="source-after)', html, re.DOTALL
    )
    assert found, anchor
    return found[0]


def words_of(html: str) -> str:
    """Return mark-up without tags and with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


# ------------------------------------------------------------------------------------------- the text


def test_the_text_stands_in_blocks_with_numbered_paragraphs(client):
    html = shown(client, stored())
    assert "Controls meant to slow a rival" in part(html, "p1")
    assert 'href="#p2" aria-label="Paragraph 2"' in part(html, "p2")
    assert "<blockquote" in part(html, "p3")
    assert "Draw a claim from paragraph 4" in part(html, "p4")


def test_a_list_has_its_items_and_marks_across_them(client):
    source = stored()
    draw(source, "the chips\nthen the", paragraph=4)
    items = re.findall(r"<li>(.*?)</li>", part(shown(client, source), "p4"), re.DOTALL)
    assert [words_of(item) for item in items] == ["first the chips", "then theClaim 1 models"]
    assert re.sub(r"<a.*?</a>|<[^>]+>", "", "".join(items)) == "first the chips\nthen the models"
    assert all("<mark" in item for item in items)


def test_words_in_another_language_say_so(client):
    html = shown(client, stored("原子弹与芯片的历史教训。", "a.txt", language="zh-Hans"))
    assert '<p class="reading" data-from="paragraph=1" lang="zh-Hans">' in html
    assert "Chinese" in html


def test_a_picture_is_never_fetched_and_keeps_caption_credit_and_address(client):
    html = shown(client, stored())
    assert "<img" not in html
    assert "Three physicists at a reception" in html
    assert "Selected papers (Hangzhou, 1994)" in html
    assert re.search(r'<a href="https://pictures.example/three.png" rel="[^"]*noreferrer', html)


def test_markup_in_a_text_is_only_text(client):
    html = shown(
        client, stored("Before <script>alert(1)</script> and <img src=x onerror=alert(1)> after.", "a.txt")
    )
    assert "&lt;script&gt;" in html
    assert "<script>alert" not in html
    assert "<img" not in html


def test_an_address_of_a_picture_that_is_no_web_address_is_no_link(client):
    source = stored("Words before.\n\n![alt words](javascript:alert(1))\n\nWords after.\n")
    text = source.texts.get()
    block = Block.objects.filter(source_text=text, kind="figure").first()
    assert "javascript:" not in (block.figure or {}).get("address", "") if block else True
    assert 'href="javascript' not in shown(client, source)


def test_headings_are_below_the_pages_own_and_make_the_contents(client):
    source = stored("# One\n\nFirst words.\n\n## Two\n\nMore words.\n\n# Three\n\nLast words.\n")
    html = shown(client, source)
    assert len(re.findall(r"<h1", html)) == 1
    outline = html.split('aria-label="Contents"')[1].split("</nav>")[0]
    assert [words_of(row) for row in re.findall(r"<li>.*?</li>", outline)][:3] == ["One", "Two", "Three"]


def test_without_headings_the_paragraphs_are_the_contents(client):
    outline = shown(client, stored("First words here.\n\nSecond words here.\n", "a.txt")).split(
        'aria-label="Contents"'
    )[1]
    assert 'href="#p1"' in outline
    assert "Second words here." in outline.split("</nav>")[0]


def test_disclosures_and_the_record_are_shown(client):
    source = stored(
        ai_assistance="Two models helped.", rights="All rights reserved.", issued="c. 1959", language="en"
    )
    html = shown(client, source)
    text = source.texts.get()
    for words in (
        "Two models helped.",
        "All rights reserved.",
        "c. 1959",
        text.sha256,
        f"{text.byte_count} bytes",
    ):
        assert words in html
    assert text.captured_by.signature in html


def test_page_furniture_is_reported(client):
    source = stored("A paragraph of some length that is the document.\n\nComments\n", "page.md")
    assert source.texts.get().furniture == ["Comments"]
    html = shown(client, source)
    assert "Left out as page furniture" in html
    assert "<q>Comments</q>" in html


# ------------------------------------------------------------------------------- passages and their notes


def test_a_drawn_passage_is_marked_and_its_claim_stands_beside_it(client):
    source = stored()
    thesis = draw(source, "may hasten it", "Containment speeds a rival up.")
    factories.argument(thesis, "supports")
    factories.argument(thesis, "opposes")
    first = part(shown(client, source), "p1")
    assert '<mark class="passage" data-density="1">may hasten it</mark>' in first
    assert f'href="{thesis.get_absolute_url()}">Containment speeds a rival up.' in first
    assert "1 for, 1 against" in first
    assert "No claim drawn here yet." not in first
    assert "No claim drawn here yet." in part(shown(client, source), "p2")


def test_overlapping_passages_are_denser_where_they_meet(client):
    source = stored()
    for words in ("slow a rival may hasten it", "may hasten it", "may hasten it. The rival"):
        draw(source, words)
    first = part(shown(client, source), "p1")
    assert '<mark class="passage" data-density="3">may hasten it</mark>' in first
    assert '<mark class="passage" data-density="1">slow a rival </mark>' in first
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


# --------------------------------------------------------------------------------- digests and orphans


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


# ------------------------------------------------------------------------------------ long texts


def long_text(paragraphs: int, words: str = "word and another word ") -> str:
    """Return a plain text of so many paragraphs of about 500 characters."""
    return "\n\n".join(f"Paragraph {n}. {words * (480 // len(words))}" for n in range(1, paragraphs + 1))


def test_a_long_text_is_paged_and_every_paragraph_is_on_some_page(client):
    source = stored(long_text(400), "long.txt")
    query, seen = "", []
    for _ in range(20):
        html = shown(client, source, query)
        assert len(html.encode()) < 150_000
        seen += [int(n) for n in re.findall(r'<section class="paragraph" id="p(\d+)"', html)]
        later = re.search(r'rel="next" href="([^"]+)"', html)
        if not later:
            break
        query = later[1].replace("&amp;", "&")
    assert seen == list(range(1, 401))


def test_the_page_before_ends_where_this_one_begins(client):
    source = stored(long_text(400), "long.txt")
    first = shown(client, source)
    second = shown(client, source, re.search(r'rel="next" href="([^"]+)"', first)[1])
    third = shown(client, source, re.search(r'rel="next" href="([^"]+)"', second)[1])
    back = shown(client, source, re.search(r'rel="prev" href="([^"]+)"', third)[1])
    begins = int(re.search(r'id="p(\d+)"', third)[1])
    seen = [int(n) for n in re.findall(r'<section class="paragraph" id="p(\d+)"', back)]
    assert begins - 1 in seen or begins in seen


def test_a_paragraph_of_a_long_text_has_an_address_of_its_own(client):
    source = stored(long_text(400), "long.txt")
    html = shown(client, source, "?paragraph=333")
    assert "Paragraph 333." in part(html, "p333")
    assert 'href="?paragraph=333#p333"' in html
    assert "Paragraph 2." in shown(client, source, "?paragraph=2")
    shown(client, source, "?paragraph=401", status=404)


def test_one_endless_paragraph_goes_on_on_the_next_page(client):
    words = " ".join(f"word{n}" for n in range(9_000))
    source = stored(words, "endless.txt")
    query, seen = "", ""
    for _ in range(20):
        html = shown(client, source, query)
        assert len(html.encode()) < 150_000
        seen += re.search(r'<p class="reading"[^>]*>(.*?)\n?</p>', html, re.DOTALL)[1]
        later = re.search(r'rel="next" href="([^"]+)"', html)
        if not later:
            break
        query = later[1].replace("&amp;", "&")
    assert seen == words


def test_many_claims_keep_a_page_small_and_are_counted(client):
    source = stored(long_text(60), "long.txt")
    author = factories.person(is_trusted=True)
    for n in range(30):
        draw(source, "word and another", f"Claim number {n} of one paragraph.", paragraph=1, author=author)
    html = shown(client, source)
    assert len(html.encode()) < 150_000
    assert part(html, "p1").count('<article class="note"') == 12
    assert "18 more claims drawn here" in html


def test_pages_of_chinese_stay_small_too(client):
    source = stored(long_text(300, "原子弹与芯片的历史教训，"), "long.txt", language="zh-Hans")
    assert len(shown(client, source).encode()) < 150_000


def queries_of(client, source, query="") -> int:
    """Return how many queries the page takes."""
    with CaptureQueriesContext(
        connection,
    ) as caught:
        shown(client, source, query)
    return len(caught)


def test_the_number_of_queries_does_not_grow(client):
    author = factories.person(is_trusted=True)
    small, large = stored(long_text(3), "small.txt"), stored(long_text(300, "some other words "), "large.txt")
    draw(small, "word and another", paragraph=1, author=author)
    card = factories.evidence(source=small)
    for n in range(1, 41):
        thesis = draw(large, "some other words", f"Claim of paragraph {n}.", paragraph=n, author=author)
        factories.evidence(thesis, source=large, author=author)
    assert card.source == small
    few, many = queries_of(client, small), queries_of(client, large)
    assert few == many <= 11


# ----------------------------------------------------------------------------------- addresses and doors


def test_a_wrong_slug_leads_to_the_right_one_and_keeps_the_query(client):
    source = stored()
    response = client.get(f"/sources/{source.pk}/something-else/?version=1")
    assert response.status_code == 301
    assert response["Location"] == f"{source.get_absolute_url()}?version=1"
    assert client.get(f"/sources/{source.pk}/")["Location"] == source.get_absolute_url()


@pytest.mark.parametrize("id", ["0", "999999", "99999999999999999999999", "abc", "-1"])
def test_a_source_that_is_not_there_is_404(client, id):
    assert client.get(f"/sources/{id}/x/").status_code == 404
    assert client.get(f"/sources/{id}/").status_code == 404


@pytest.mark.parametrize(
    "query", ["?from=abc", "?from=-3", "?at=9999999", "?version=abc", "?from=99999999999999999999"]
)
def test_a_malformed_place_breaks_nothing(client, query):
    assert client.get(stored().get_absolute_url() + query).status_code in (200, 404)


def test_a_place_beyond_the_text_is_404(client):
    shown(client, stored(), "?from=500", status=404)


def test_a_held_source_is_there_for_its_finder_and_moderators_only(client, rules, moderator, stranger):
    rules(HOLD_FIRST=3)
    author = factories.person()
    source = stored(added_by=author)
    assert source.state == Publication.HELD
    for person, status in ((None, 404), (stranger, 404), (author, 200), (moderator, 200)):
        if person:
            client.force_login(person)
        shown(client, source, status=status)
    assert "Waits for a moderator." in shown(client, source)


# ------------------------------------------------------------------------------- evidence and the list


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


def test_the_list_says_what_was_made_of_each_source(client):
    source = stored(issued="2025")
    thesis = draw(source, "may hasten it")
    factories.evidence(thesis, source=source)
    factories.source("A record alone")
    words = words_of(client.get("/sources/").content.decode())
    for part_ in ("On containment", "Jieon Choi", "2025", "1 claim drawn", "cited by 1 card", "text stored"):
        assert part_ in words
    assert "A record alone" not in words
    assert "A record alone" in client.get("/sources/?show=cited").content.decode()
    assert "On containment" not in client.get("/sources/?show=cited").content.decode()
    everything = client.get("/sources/?show=all").content.decode()
    assert "A record alone" in everything
    assert "On containment" in everything


def test_the_list_is_paged_with_a_fixed_number_of_queries(client):
    member = factories.person()
    for n in range(3):
        factories.source(f"Source {n}", member)
    with CaptureQueriesContext(connection) as few:
        client.get("/sources/?show=all")
    for n in range(3, 43):
        factories.source(f"Source {n}", member)
    with CaptureQueriesContext(connection) as many:
        first = client.get("/sources/?show=all").content.decode()
    assert len(few) == len(many) <= 4
    last = client.get("/sources/?show=all&from=40").content.decode()
    assert "Source 42<" in first
    assert "Source 0<" in last
    assert "Source 22<" not in first
    assert 'rel="next"' not in last


def test_an_empty_list_says_what_to_do(client):
    html = client.get("/sources/").content.decode()
    assert "No sources here yet." in html
    assert 'href="/sources/add/"' in html


def test_a_held_source_is_not_in_the_list(client, rules):
    rules(HOLD_FIRST=3)
    stored()
    assert "On containment" not in client.get("/sources/?show=all").content.decode()


def test_the_file_that_was_uploaded_is_the_file_that_is_read(client):
    member = factories.person()
    client.force_login(member)
    file = SimpleUploadedFile("note.txt", b"One paragraph of plain text.", "text/plain")
    response = client.post("/sources/add/", {"file": file, "title": "A note"}, follow=True)
    assert "One paragraph of plain text." in response.content.decode()
