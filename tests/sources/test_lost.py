"""Words that the newest text does not have: they stay listed with their old context, and are placed again by hand."""

import pytest
from django.test import Client

from archive.claims import services
from archive.claims.models import Claim, Evidence
from archive.core.models import Publication
from archive.sources.models import Found, Passage, Place
from tests import factories
from tests.contract import ContractClient

pytestmark = pytest.mark.django_db

FIRST = """The committee met twice before the vote.

Nobody had planned for the rise in spending that followed the second meeting.

It ended in March."""
SECOND = """The committee met twice before the vote.

Few members foresaw how spending would rise after the second meeting.

It ended in March."""
LOST = "Nobody had planned for the rise"
AGAIN = "Few members foresaw how spending would rise"


@pytest.fixture
def source(author):
    return services.capture_source(
        data=FIRST.encode(), captured_by=author, fields={"title": "Minutes"}
    ).source


@pytest.fixture
def passage(source, opponent):
    """A passage that `opponent` drew a claim from, and that the newest text does not have."""
    services.draw_claim(source=source, exact=LOST, statement="The rise was a surprise.", author=opponent)
    passage = Passage.objects.get()
    renew(source)
    passage.refresh_from_db()
    assert passage.found == Found.NOWHERE
    return passage


def renew(source, words=SECOND):
    return services.capture_source(data=words.encode(), captured_by=source.added_by, source=source)


def page(address, person=None):
    client = Client()
    if person is not None:
        client.force_login(person)
    answer = client.get(address)
    return answer.content.decode() if answer.status_code == 200 else answer.status_code


def told(address, person=None):
    client = ContractClient()
    client.force_authenticate(person)
    return client.get(f"/api/v1{address}").json()


# -------------------------------------------------------------------------------------------- what is listed


def test_the_reader_lists_lost_words_with_their_context_and_where_they_stood(source, passage):
    html = page(source.get_absolute_url())
    assert LOST in html
    assert passage.prefix.strip() in html
    assert passage.suffix.strip() in html
    place = Place.objects.get()
    address = f"{source.get_absolute_url()}?version=1&amp;words={place.start}-{place.end}#words"
    assert f'href="{address}"' in html
    assert "version 1, paragraph 2" in html
    assert "Place it again" not in html, "that is for those who may"


def test_the_old_words_are_read_where_they_stood(source, passage):
    place = Place.objects.get()
    assert LOST in page(f"{source.get_absolute_url()}?version=1&words={place.start}-{place.end}")


@pytest.mark.parametrize("address", ["{debate}", "/claims/{claim}/"])
def test_a_claim_says_that_its_words_are_lost(source, passage, address):
    claim = Claim.objects.get()
    html = page(address.format(debate=claim.debate.get_absolute_url(), claim=claim.pk))
    assert "The newest text of the source does not have these words." in html


def test_a_claim_says_that_its_words_changed_and_how(opponent, author):
    words = "The committee met twice before the vote and once after it was taken."
    source = services.capture_source(data=words.encode(), captured_by=author, fields={"title": "A"}).source
    debate = services.draw_claim(source=source, exact=words[4:50], statement="It met.", author=opponent)
    renew(source, words.replace("committee met twice", "committee convened twice"))
    passage = Passage.objects.get()
    assert passage.found == Found.CHANGED
    now = passage.source_text.text[passage.start : passage.end]
    for address in (debate.get_absolute_url(), f"/claims/{debate.claims.get().pk}/"):
        html = page(address)
        assert "The source’s words have changed since:" in html
        assert f"was <q>{passage.exact}</q>, now <q>{now}</q>" in html
    drawn = told(f"/claims/{debate.claims.get().pk}/")["drawn_from"][0]
    assert (drawn["exact"], drawn["now"], drawn["found"]) == (passage.exact, now, "changed")


def test_words_that_stand_as_they_were_say_nothing_of_it(source, opponent):
    debate = services.draw_claim(source=source, exact="met twice", statement="It met.", author=opponent)
    renew(source)
    html = page(debate.get_absolute_url())
    assert "have changed since" not in html
    assert "does not have these words" not in html


def test_words_of_a_source_that_never_had_a_text_are_not_lost(opponent):
    source = factories.source("A digest", digest=[{"paragraph": 1, "text": "Summary."}])
    debate = services.draw_claim(source=source, exact="its words", statement="So it is.", author=opponent)
    assert not Passage.objects.lost().exists()
    assert "does not have these words" not in page(debate.get_absolute_url())
    assert "its words" not in page("/sources/lost/")


def test_the_list_has_what_concerns_a_person_and_on_demand_all(source, passage, opponent, author, curator):
    factories.evidence(source=source, quote=LOST, author=curator, tag="Nobody planned it.")
    assert Evidence.objects.get().check_state == "missing"
    mine, others, everything = (page("/sources/lost/" + q, p) for q, p in (
        ("", opponent), ("", author), ("?all=1", author)))  # fmt: skip
    assert LOST in mine
    assert "Nobody planned it." not in mine
    assert LOST not in others
    assert "Every passage of yours has its place." in others
    assert LOST in everything
    assert "Nobody planned it." in everything
    assert "Nobody planned it." in page("/sources/lost/", curator), "who wrote the card"
    visitor = page("/sources/lost/")
    assert LOST in visitor
    assert "Nobody planned it." in visitor
    assert "Place it again" not in visitor


def test_what_one_curates_comes_before_what_one_wrote(source, author, opponent):
    services.draw_claim(source=source, exact=LOST, statement="The rise was a surprise.", author=opponent)
    later = services.draw_claim(
        source=source, exact="planned for the rise", statement="Not planned.", author=author
    )
    factories.curate(Claim.objects.order_by("id").first().debate, author)
    later.curatorships.all().delete()
    renew(source)
    html = page("/sources/lost/", author)
    assert html.index("The rise was a surprise.") < html.index("Not planned.")
    assert html.count("Place it again<") == 2, "who curates it, and who drew it"


def test_altered_quotes_are_listed_for_those_who_answer_for_them(thesis, source, curator, opponent, author):
    claim = factories.argument(thesis, author=author)
    card = factories.evidence(
        claim, opponent, source=source, quote="Nobody had planed for the rise of spending."
    )
    assert card.check_state == "altered"
    for person in (curator, author, opponent):
        assert "It shows the point." in page("/sources/lost/", person), person
    assert "It shows the point." not in page("/sources/lost/", factories.person())


@pytest.mark.parametrize("state", [Publication.REMOVED, Publication.WITHDRAWN, Publication.HELD])
def test_lost_words_go_out_of_sight_with_their_claim(passage, state, author, moderator):
    Claim.objects.update(state=state)
    for person in (None, author, moderator):
        assert LOST not in page("/sources/lost/?all=1", person)
        assert page(f"/passages/{passage.pk}/place/", person or author) == 404
    assert told("/passages/", moderator)["results"] == []


@pytest.mark.parametrize("size", [2, 30])
def test_the_list_costs_the_same_queries_at_every_size(source, opponent, size, django_assert_num_queries):
    for n in range(size):
        factories.evidence(source=source, quote=f"Words that are nowhere, number {n}.")
        services.draw_claim(source=source, exact=LOST, statement=f"Claim {n}.", author=opponent)
    renew(source)
    client = Client()
    client.force_login(opponent)
    client.get("/sources/lost/?all=1")
    with django_assert_num_queries(6):  # session, person, passages, claims, last places, cards
        html = client.get("/sources/lost/?all=1").content.decode()
    assert html.count("Drawn from them:") == min(size, 20)
    assert ("Older passages" in html) is (size > 20)
    if size > 20:
        more = client.get("/sources/lost/?all=1&passages=20").content.decode()
        assert more.count("Drawn from them:") == 10
        assert more.count('data-check="missing"') == 20


@pytest.mark.parametrize(
    "query", ["?passages=x&quotes=-1", "?passages=999999999", "?all=2&quotes=99999999999999"]
)
def test_no_address_breaks_the_list(passage, query):
    assert isinstance(page("/sources/lost/" + query), str)


# ----------------------------------------------------------------------------------------------- placing again


def test_the_page_shows_old_words_beside_the_likely_paragraph(passage, opponent):
    html = page(f"/passages/{passage.pk}/place/", opponent)
    assert LOST in html
    assert "Few members foresaw" in html
    assert "The newest text, paragraph 2" in html
    other = page(f"/passages/{passage.pk}/place/?paragraph=3", opponent)
    assert "The newest text, paragraph 3" in other
    assert "It ended in March." in other
    assert page(f"/passages/{passage.pk}/place/?paragraph=99", opponent) == 404


def test_a_passage_is_placed_again(door, source, passage, opponent):
    outcome = door.place(opponent, passage, AGAIN)
    assert outcome.ok, outcome.text
    passage.refresh_from_db()
    text = source.texts.get(version=2)
    assert (passage.found, passage.source_text, passage.paragraph) == (Found.BY_HAND, text, 2)
    assert text.text[passage.start : passage.end] == AGAIN
    assert passage.exact == LOST, "the words in which it was drawn stay"
    assert passage.places.count() == 2
    html = page(Claim.objects.get().debate.get_absolute_url())
    assert AGAIN in html
    assert "placed by hand" in html
    assert not Passage.objects.lost().exists()


def test_a_passage_is_placed_twice_if_the_first_was_wrong(door, passage, opponent):
    assert door.place(opponent, passage, "Few members foresaw").ok
    assert door.place(opponent, passage, AGAIN, paragraph=2).ok
    passage.refresh_from_db()
    assert passage.end - passage.start == len(AGAIN)
    assert passage.places.count() == 2


MAY_PLACE = {
    "opponent": True,  # drew it, and curates its debate
    "second_curator": True,
    "moderator": True,
    "author": False,  # stored the text
    "newcomer": False,
    "stranger": False,
    None: False,
}


@pytest.fixture
def second_curator(passage, opponent):
    person = factories.person()
    factories.curate(Claim.objects.get().debate, person)
    return person


@pytest.mark.parametrize(("who", "may"), MAY_PLACE.items())
def test_who_may_place(door, who, may, passage, request):
    outcome = door.place(who and request.getfixturevalue(who), passage, AGAIN)
    assert outcome.ok is may
    assert outcome.status in ((200, 302) if may else (401, 403))


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"exact": ""}, "exact", "empty"),
        ({"exact": LOST}, "exact", "not_in_text"),
        ({"exact": AGAIN, "paragraph": 1}, "exact", "not_in_text"),
        ({"exact": "x" * 2001}, "exact", "too_long"),
        ({"exact": "a \x07 bell"}, "exact", "control"),
    ],
)
def test_placing_is_refused_at_the_field_at_fault(door, passage, opponent, fields, field, code):
    outcome = door.place(opponent, passage, **fields)
    assert (outcome.field, outcome.codes) == (field, (code,))
    passage.refresh_from_db()
    assert passage.found == Found.NOWHERE


def test_words_that_stand_as_they_were_are_not_moved_by_hand(door, source, opponent):
    services.draw_claim(source=source, exact="met twice", statement="It met.", author=opponent)
    renew(source)
    outcome = door.place(opponent, Passage.objects.get(), AGAIN)
    assert outcome.codes == ("placed",)


def test_a_place_by_hand_outlives_the_next_text(source, passage, opponent):
    services.place_passage(passage=passage, exact=AGAIN, person=opponent)
    renew(source, "A preface.\n\n" + SECOND)
    passage.refresh_from_db()
    assert passage.source_text.text[passage.start : passage.end] == AGAIN
    assert passage.paragraph == 3


# ------------------------------------------------------------------------------------------------- at the API


def test_the_api_lists_lost_passages_with_every_place_they_had(source, passage, opponent):
    services.draw_claim(source=source, exact="met twice", statement="It met.", author=opponent)
    row = told("/passages/?lost=true")["results"]
    assert [one["id"] for one in row] == [passage.pk]
    assert (row[0]["exact"], row[0]["found"], row[0]["start"]) == (LOST, "nowhere", None)
    assert row[0]["claims"] == [Claim.objects.order_by("id").first().pk]
    place = Place.objects.get(passage=passage)
    assert row[0]["places"] == [
        {
            "source": source.pk,
            "version": 1,
            "start": place.start,
            "end": place.end,
            "paragraph": 2,
            "found": "drawn",
        }
    ]
    assert len(told("/passages/")["results"]) == 2
    assert len(told("/passages/?found=drawn")["results"]) == 1
    assert len(told(f"/passages/?source={source.pk}")["results"]) == 2


@pytest.mark.parametrize("size", [1, 9])
def test_the_api_lists_passages_in_the_same_queries(source, opponent, size, django_assert_num_queries):
    for n in range(size):
        services.draw_claim(source=source, exact=LOST, statement=f"Claim {n}.", author=opponent)
    renew(source)
    with django_assert_num_queries(2):
        assert len(ContractClient().get("/api/v1/passages/?lost=true").json()["results"]) == size
