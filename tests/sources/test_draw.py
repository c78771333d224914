"""Drawing a claim from words of a source, in the page's form."""

import pytest

from archive.claims.models import Debate, Drawing
from archive.claims.services.sources import capture_source
from archive.sources.models import Passage, Source
from tests import factories

pytestmark = pytest.mark.django_db

WORDS = (
    "The rule was made in haste. The rule was never tested.\n\n"
    "A second paragraph says that the rule was made to last."
)


@pytest.fixture
def source(author) -> Source:
    text = capture_source(
        data=WORDS.encode(), filename="rules.txt", fields={"title": "On rules"}, captured_by=author
    )
    return Source.objects.get(pk=text.source_id)


@pytest.fixture
def member(client, opponent):
    client.force_login(opponent)
    return opponent


def post(client, source, **fields):
    """Send the form as a browser does, hidden fields and all."""
    sent = {
        "exact": "",
        "statement": "Haste makes bad rules.",
        "holds": "asserts",
        "paragraph": "1",
        **fields,
    }
    return client.post(f"/sources/{source.pk}/draw/", sent)


def refusal(response) -> tuple[int, list[str]]:
    """Return the status and the fields at fault."""
    return response.status_code, sorted(response.context["form"].errors)


def test_the_page_shows_the_paragraph_and_asks_for_words_and_claim(client, source, member):
    html = client.get(f"/sources/{source.pk}/draw/?paragraph=2").content.decode()
    assert "Draw a claim from paragraph 2" in html
    assert "says that the rule was made to last." in html
    assert 'name="paragraph" value="2"' in html


def test_a_drawn_claim_is_a_debate_whose_thesis_keeps_the_anchor(client, source, member):
    response = post(client, source, exact="made in haste", holds="suggests")
    debate = Debate.objects.get()
    assert response["Location"] == debate.get_absolute_url()
    drawing = Drawing.objects.get()
    passage = drawing.passage
    assert drawing.claim == debate.claims.get()
    assert drawing.claim.statement == "Haste makes bad rules."
    assert drawing.holds == "suggests"
    assert WORDS[passage.start : passage.end] == passage.exact == "made in haste"
    assert WORDS[: passage.start].endswith(passage.prefix)
    assert WORDS[passage.end :].startswith(passage.suffix)
    assert passage.paragraph == 1


def test_the_words_of_a_selection_come_filled_in(client, source, member):
    query = "paragraph=1&exact=The+rule+was&prefix=made+in+haste.+&suffix=+never"
    html = client.get(f"/sources/{source.pk}/draw/?{query}").content.decode()
    assert "The rule was</textarea>" in html
    assert 'name="suffix" value=" never"' in html


def test_the_words_before_say_which_of_two_places_is_meant(client, source, member):
    post(client, source, exact="The rule was", prefix="made in haste.")
    assert Passage.objects.get().start == WORDS.index("The rule was never")


def test_offsets_say_which_of_two_places_is_meant(client, source, member):
    start = WORDS.index("The rule was never")
    post(client, source, exact="The rule was", start=start, end=start + len("The rule was"))
    assert Passage.objects.get().start == start


def test_words_over_two_paragraphs_are_drawn_from_as_a_browser_sends_them(client, source, member):
    words = "never tested.\n\nA second"
    start = WORDS.index(words)
    sent = {"exact": words.replace("\n", "\r\n"), "paragraph": "", "start": start, "end": start + len(words)}
    assert post(client, source, **sent).status_code == 302
    passage = Passage.objects.get()
    assert (passage.exact, passage.start, passage.paragraph) == (words, start, 1)


def test_words_are_looked_for_in_their_paragraph_only(client, source, member):
    response = post(client, source, exact="made to last")
    assert refusal(response) == (422, ["exact"])
    assert "not in paragraph 1" in response.content.decode()
    assert post(client, source, exact="made to last", paragraph="2").status_code == 302
    assert Passage.objects.get().paragraph == 2


def test_without_a_paragraph_the_whole_text_is_looked_through(client, source, member):
    assert client.get(f"/sources/{source.pk}/draw/").status_code == 200
    assert post(client, source, exact="made to last", paragraph="").status_code == 302
    assert Passage.objects.get().paragraph == 2


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"exact": ""}, "exact"),
        ({"exact": "   "}, "exact"),
        ({"exact": "words that are not there"}, "exact"),
        ({"exact": "made in haste " * 200}, "exact"),
        ({"exact": "made\x00in haste"}, "exact"),
        ({"statement": ""}, "statement"),
        ({"statement": "   "}, "statement"),
        ({"statement": "x" * 501}, "statement"),
        ({"statement": "hidden \x07 bell"}, "statement"),
        ({"statement": "turned \u202e round"}, "statement"),
        ({"holds": ""}, "holds"),
        ({"holds": "denounces"}, "holds"),
        ({"paragraph": "two"}, "paragraph"),
        ({"start": "-5", "end": "-1"}, "start"),
        ({"end": "99999999999999999999"}, "end"),
    ],
)
def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(client, source, member, fields, at):
    response = post(client, source, **{"exact": "made in haste", **fields})
    status, fields_at_fault = refusal(response)
    assert status == 422
    assert at in fields_at_fault
    assert not Debate.objects.exists()
    assert not Passage.objects.exists()
    if at != "statement":
        assert "Haste makes bad rules." in response.content.decode()
    if at not in ("exact",):
        assert "made in haste</textarea>" in response.content.decode()


def test_the_same_words_again_at_once_give_the_same_debate(client, source, member):
    first = post(client, source, exact="made in haste")
    again = post(client, source, exact="made in haste")
    assert first["Location"] == again["Location"]
    assert Drawing.objects.count() == Passage.objects.count() == 1


def test_the_same_statement_by_somebody_else_points_to_the_debate_that_is_there(client, source, member):
    standing = factories.debate("Haste makes bad rules.").claims.get()
    response = post(client, source, exact="made in haste")
    assert response.status_code == 422
    assert f'href="{standing.get_absolute_url()}"' in response.content.decode()


def test_a_newcomers_claim_waits_and_the_page_says_so(client, source, member, rules):
    rules(HOLD_FIRST=3)
    response = client.post(
        f"/sources/{source.pk}/draw/",
        {"exact": "made in haste", "statement": "Haste it was.", "holds": "asserts", "paragraph": "1"},
        follow=True,
    )
    assert response.status_code == 200
    assert any("waits for a moderator" in str(m) for m in response.context["messages"])
    assert Debate.objects.get().held


def test_words_of_a_source_without_a_text_are_kept_with_their_paragraph(client, member):
    source = factories.source("A digest", digest=[{"paragraph": 3, "text": "Summary of the third."}])
    html = client.get(f"/sources/{source.pk}/draw/?paragraph=3").content.decode()
    assert "Summary of the third." in html
    assert "The text of this source is not stored here." in html
    assert post(client, source, exact="its very words", paragraph="3").status_code == 302
    passage = Passage.objects.get()
    assert (passage.exact, passage.paragraph, passage.source_text) == ("its very words", 3, None)


@pytest.mark.parametrize("field", ["exact", "prefix", "suffix"])
def test_hidden_characters_are_refused_where_no_text_could_tell(client, member, field):
    source = factories.source("A digest", digest=[{"paragraph": 1, "text": "Summary."}])
    words = {"exact": "its very words", field: "hidden\x00in it"}
    assert refusal(post(client, source, **words)) == (422, [field])
    assert not Passage.objects.exists()


def test_a_claim_is_drawn_from_a_figures_caption(client, author, member):
    words = "Words before it.\n\n![Three physicists at a reception](https://pictures.example/3.png)\n"
    text = capture_source(data=words.encode(), filename="a.md", captured_by=author)
    figure = text.blocks.get(kind="figure")
    html = client.get(f"/sources/{text.source_id}/draw/?start={figure.start}").content.decode()
    assert "Draw a claim from the figure" in html
    response = post(client, text.source, exact="Three physicists", paragraph="", start=figure.start)
    assert response.status_code == 302
    assert Passage.objects.get().start == figure.start


def test_claims_drawn_from_the_paragraph_already_are_listed(client, source, member):
    post(client, source, exact="made in haste")
    html = client.get(f"/sources/{source.pk}/draw/?paragraph=1").content.decode()
    assert "Drawn from here already" in html
    assert "Haste makes bad rules." in html
    assert (
        "Drawn from here already"
        not in client.get(f"/sources/{source.pk}/draw/?paragraph=2").content.decode()
    )


def test_who_is_not_signed_in_is_asked_to(client, source):
    response = client.get(f"/sources/{source.pk}/draw/?paragraph=1")
    assert response.status_code == 302
    assert "next=/sources/" in response["Location"]
    answer = post(client, source, exact="made in haste")
    assert answer.status_code == 401
    assert "made in haste" in answer.content.decode()
    assert not Debate.objects.exists()


def test_an_unconfirmed_account_is_told_what_to_do(client, source, stranger):
    client.force_login(stranger)
    response = post(client, source, exact="made in haste")
    assert response.status_code == 403
    assert "Confirm your e-mail address first" in response.content.decode()


@pytest.mark.parametrize("query", ["paragraph=9", "paragraph=999999999", "start=99999"])
def test_a_paragraph_that_is_not_there_is_404(client, source, member, query):
    assert client.get(f"/sources/{source.pk}/draw/?{query}").status_code == 404


def test_a_source_that_is_not_visible_is_404(client, source, member):
    Source.objects.filter(pk=source.pk).update(state="removed")
    assert client.get(f"/sources/{source.pk}/draw/?paragraph=1").status_code == 404
    assert post(client, source, exact="made in haste").status_code == 404
