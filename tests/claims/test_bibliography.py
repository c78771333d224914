"""The sources of a debate as a bibliography, files for citation managers, and what a source's page says of itself."""

import json
import re

import pytest

from archive.claims import services
from archive.sources.bibliography import read_records
from tests import factories
from tests.contract import ContractClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def debate(author):
    """A debate drawn from one source, with two cards of a second and a removed card of a third."""
    text = factories.source("On drawing", added_by=author, authors=[{"family": "Adams", "given": "A."}])
    drawn = services.draw_claim(
        source=text, exact="it holds", statement="It holds.", author=author, paragraph=1
    )
    thesis = drawn.claims.get()
    cited = factories.source("Twice cited", authors=[{"literal": "Zeta Group"}], issued="c. 1959")
    factories.evidence(thesis, source=cited, tag="One.")
    factories.evidence(thesis, source=cited, tag="Two.", bearing="undermines")
    gone = factories.evidence(thesis, source=factories.source("Taken away"), tag="Three.")
    type(gone).objects.filter(pk=gone.pk).update(state="removed")
    return drawn


def test_the_page_lists_what_published_claims_and_cards_lean_on_by_author(client, debate):
    page = client.get(f"{debate.get_absolute_url()}sources/").content.decode()
    assert page.index("On drawing") < page.index("Twice cited")
    assert "1 claim drawn" in page
    assert "1 card for its claim" in page
    assert "1 card against" in page
    assert "Taken away" not in page


def test_the_whole_list_goes_out_in_three_formats_and_can_be_read_again(client, debate):
    for extension in ("bib", "ris", "json"):
        response = client.get(f"{debate.get_absolute_url()}sources.{extension}")
        assert response.status_code == 200
        assert f'filename="{debate.slug}.{extension}"' in response["Content-Disposition"]
        titles = {entry.record["title"] for entry in read_records(response.content.decode())}
        assert titles == {"On drawing", "Twice cited"}


def test_a_debate_without_sources_says_so_and_its_files_are_empty_but_whole(client, author):
    debate = factories.debate("Nothing is cited.", author)
    page = client.get(f"{debate.get_absolute_url()}sources/").content.decode()
    assert "cites nothing yet" in page
    assert client.get(f"{debate.get_absolute_url()}sources.json").json() == []
    assert client.get(f"{debate.get_absolute_url()}sources.bib").status_code == 200


def test_a_wrong_slug_leads_to_the_right_one_and_a_strange_ending_nowhere(client, debate):
    response = client.get(f"/debates/{debate.pk}/wrong/sources/")
    assert response["Location"] == f"{debate.get_absolute_url()}sources/"
    assert client.get(f"/debates/{debate.pk}/wrong/sources.ris")["Location"].endswith("sources.ris")
    assert client.get(f"{debate.get_absolute_url()}sources.exe").status_code == 404
    assert client.get("/debates/999999/x/sources/").status_code == 404


def test_a_held_debate_shows_its_sources_to_nobody_else(client, debate):
    type(debate).objects.filter(pk=debate.pk).update(held=True)
    assert client.get(f"{debate.get_absolute_url()}sources/").status_code == 404
    assert client.get(f"{debate.get_absolute_url()}sources.bib").status_code == 404


def test_the_number_of_queries_does_not_grow(client, debate, django_assert_max_num_queries):
    thesis = debate.claims.get()
    for number in range(30):
        factories.evidence(thesis, source=factories.source(f"Number {number}"), tag=f"Card {number}.")
    with django_assert_max_num_queries(6):
        client.get(f"{debate.get_absolute_url()}sources/")


def test_a_source_goes_out_as_a_file(client):
    source = factories.source(
        "A {strange} & odd title: 50 % of it", doi="10.1234/odd", details={"volume": "3", "issue": "2"}
    )
    for extension, start in (("bib", "@"), ("ris", "TY  - "), ("json", "[")):
        address = f"{source.get_absolute_url().rstrip('/')}.{extension}"
        response = client.get(address)
        assert response.content.decode().startswith(start)
        record = read_records(response.content.decode())[0].record
        assert record["title"] == source.title
        assert (record["doi"], record["details"]["volume"]) == ("10.1234/odd", "3")
    assert (
        client.get(f"/sources/{source.pk}/wrong.bib")["Location"]
        == f"{source.get_absolute_url().rstrip('/')}.bib"
    )


def test_a_removed_source_gives_no_file(client):
    source = factories.source("Gone")
    type(source).objects.filter(pk=source.pk).update(state="removed")
    assert client.get(f"{source.get_absolute_url().rstrip('/')}.bib").status_code == 404
    assert client.get(f"{source.get_absolute_url()}cite/").status_code == 404


def test_the_page_of_a_source_tells_citation_managers_what_it_is(client):
    source = factories.source(
        "On telling </script><b>",
        kind="article-journal",
        authors=[{"family": "Choi", "given": "Jieon"}, {"literal": "A Group"}],
        container_title="A Journal",
        issued="2025-01-15",
        doi="10.1234/tell",
        details={"volume": "7", "page": "10-20"},
    )
    page = client.get(source.get_absolute_url()).content.decode()
    tags = re.findall(r'<meta name="(citation_\w+|DC\.\w+)" content="([^"]*)">', page)
    found = dict(tags)
    assert [content for name, content in tags if name == "citation_author"] == ["Choi, Jieon", "A Group"]
    assert found["citation_publication_date"] == "2025/01/15"
    assert (found["citation_journal_title"], found["citation_volume"]) == ("A Journal", "7")
    assert (found["citation_firstpage"], found["citation_lastpage"]) == ("10", "20")
    assert found["citation_doi"] == "10.1234/tell"
    assert found["DC.date"].startswith("2025-01-15")
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1]
    told = json.loads(block)
    assert told["name" if "name" in told else "headline"] == "On telling </script><b>"
    assert "<b>" not in block


def test_a_citation_is_given_in_every_style(client):
    source = factories.source("On styles", authors=[{"family": "Choi", "given": "Jieon"}], issued="2025")
    page = client.get(f"{source.get_absolute_url()}cite/").content.decode()
    for words in ("APA", "Chicago", "MLA", "Choi, J. (2025)", "Choi, Jieon"):
        assert words in page
    assert client.get(f"/sources/{source.pk}/wrong/cite/")["Location"] == f"{source.get_absolute_url()}cite/"


def test_every_card_that_leans_on_a_source_is_listed_by_bearing_and_paged(client, debate):
    thesis = debate.claims.get()
    source = factories.source("Leaned on")
    for number in range(52):
        factories.evidence(thesis, source=source, tag=f"Card {number}.")
    factories.evidence(factories.thesis(), source=source, tag="Elsewhere.", bearing="undermines")
    page = client.get(source.get_absolute_url()).content.decode()
    assert "All cards that cite it" in page
    address = f"{source.get_absolute_url()}cards/"
    first = client.get(address).content.decode()
    assert "Card 49." in first
    assert "Card 50." not in first
    assert "Card 51." in client.get(f"{address}?from=50").content.decode()
    against = client.get(f"{address}?bearing=undermines").content.decode()
    assert "Elsewhere." in against
    assert "Card 1." not in against
    assert client.get(f"{address}?bearing=burn&from=x").status_code == 200
    assert client.get(f"/sources/{source.pk}/wrong/cards/")["Location"] == address


def test_the_api_lists_the_sources_of_a_debate_and_cites_one(debate):
    client = ContractClient()
    rows = client.get(f"/api/v1/debates/{debate.pk}/sources/").json()
    assert [(row["title"], row["supports"], row["undermines"], row["claims"]) for row in rows] == [
        ("On drawing", 0, 0, 1),
        ("Twice cited", 1, 1, 0),
    ]
    told = client.get(f"/api/v1/sources/{rows[1]['source']}/citation/").json()
    assert told["short"].startswith("Zeta Group. Twice cited.")
    assert told["csl"]["title"] == "Twice cited"
    assert "Twice cited" in told["bibtex"]
    assert client.get("/api/v1/sources/999999/citation/").status_code == 404
