"""What citation managers and search engines read in a source's page."""

import json

import pytest

from archive.sources.bibliography.metadata import dublin_core, highwire, schema_org
from archive.sources.bibliography.records import KINDS, new_record

ADDRESS = "https://archive.example/sources/1/t/"
CHOI, REUTERS = {"family": "Choi", "given": "Jieon"}, {"literal": "Reuters"}
ARTICLE = new_record(
    kind="article-journal", title="Between Aid\nand Restriction", authors=[CHOI, REUTERS, {"literal": "and others"}],
    container_title="Asian Perspective", publisher="Rienner", issued="2012-03-05", language="en", doi="10.1/x",
    url="https://example.org/x",
    details={"volume": "36", "issue": "1", "page": "66-110", "ISSN": "0258-9184", "editor": [{"literal": "Ed"}]},
)  # fmt: skip


def test_highwire_tags_of_an_article():
    assert highwire(ARTICLE, address=ADDRESS) == [
        ("citation_title", "Between Aid and Restriction"),
        ("citation_author", "Choi, Jieon"),
        ("citation_author", "Reuters"),
        ("citation_editor", "Ed"),
        ("citation_publication_date", "2012/03/05"),
        ("citation_journal_title", "Asian Perspective"),
        ("citation_volume", "36"),
        ("citation_issue", "1"),
        ("citation_firstpage", "66"),
        ("citation_lastpage", "110"),
        ("citation_publisher", "Rienner"),
        ("citation_doi", "10.1/x"),
        ("citation_issn", "0258-9184"),
        ("citation_language", "en"),
        ("citation_abstract_html_url", ADDRESS),
        ("citation_public_url", ADDRESS),
    ]


@pytest.mark.parametrize(
    ("columns", "name", "content"),
    [
        ({"kind": "report", "publisher": "RAND"}, "citation_technical_report_institution", "RAND"),
        ({"kind": "report", "publisher": "MIT", "details": {"genre": "PhD thesis"}},
         "citation_dissertation_institution", "MIT"),
        ({"kind": "report", "details": {"number": "12"}}, "citation_technical_report_number", "12"),
        ({"kind": "chapter", "container_title": "Physics"}, "citation_inbook_title", "Physics"),
        ({"kind": "chapter", "details": {"event-title": "ICML"}}, "citation_conference_title", "ICML"),
        ({"kind": "book", "details": {"ISBN": "0804714525"}}, "citation_isbn", "0804714525"),
        ({"issued": "2025-01"}, "citation_publication_date", "2025"),
        ({"issued": "c. 1959"}, "citation_publication_date", "1959"),
        ({"issued": "in press"}, "citation_publication_date", None),
        ({"issued": "400 BC"}, "citation_publication_date", None),
        ({"kind": "book", "container_title": "X"}, "citation_journal_title", None),
        ({"details": {"page": "e12"}}, "citation_lastpage", None),
    ],
)  # fmt: skip
def test_highwire_tags_that_fit_the_kind(columns, name, content):
    assert dict(highwire(new_record(title="T", **columns))).get(name) == content


def test_dublin_core_of_an_article():
    assert dublin_core({**ARTICLE, "rights": "CC BY 4.0"}, address=ADDRESS) == [
        ("DC.title", "Between Aid and Restriction"),
        ("DC.creator", "Choi, Jieon"),
        ("DC.creator", "Reuters"),
        ("DC.contributor", "Ed"),
        ("DC.date", "2012-03-05"),
        ("DC.publisher", "Rienner"),
        ("DC.type", "Text"),
        ("DC.language", "en"),
        ("DC.identifier", "https://doi.org/10.1/x"),
        ("DC.identifier", "https://example.org/x"),
        ("DC.identifier", ADDRESS),
        ("DC.relation", "Asian Perspective"),
        ("DC.rights", "CC BY 4.0"),
    ]
    assert ("DC.date", "in press") in dublin_core(new_record(title="T", issued="in press"))
    assert ("DC.type", "Dataset") in dublin_core(new_record(title="T", kind="dataset"))


def test_schema_org_of_an_article():
    assert schema_org(ARTICLE, address=ADDRESS) == {
        "@context": "https://schema.org", "@type": "ScholarlyArticle", "@id": ADDRESS, "url": ADDRESS,
        "name": ARTICLE["title"], "headline": ARTICLE["title"],
        "author": [
            {"@type": "Person", "name": "Jieon Choi", "familyName": "Choi", "givenName": "Jieon"},
            {"@type": "Organization", "name": "Reuters"},
        ],
        "editor": [{"@type": "Organization", "name": "Ed"}],
        "datePublished": "2012-03-05",
        "publisher": {"@type": "Organization", "name": "Rienner"},
        "inLanguage": "en",
        "isPartOf": {
            "@type": "PublicationIssue", "issueNumber": "1",
            "isPartOf": {
                "@type": "PublicationVolume", "volumeNumber": "36",
                "isPartOf": {"@type": "Periodical", "name": "Asian Perspective", "issn": "0258-9184"},
            },
        },
        "pageStart": "66", "pageEnd": "110",
        "identifier": {"@type": "PropertyValue", "propertyID": "DOI", "value": "10.1/x"},
        "sameAs": ["https://example.org/x", "https://doi.org/10.1/x"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "type", "container"),
    [("article-newspaper", "NewsArticle", "Periodical"), ("book", "Book", "CreativeWork"),
     ("chapter", "Chapter", "Book"), ("dataset", "Dataset", "CreativeWork"),
     ("legislation", "Legislation", "Periodical"), ("manuscript", "Manuscript", "Collection"),
     ("post-weblog", "BlogPosting", "Blog"), ("report", "Report", "CreativeWork"),
     ("speech", "CreativeWork", "CreativeWork"), ("webpage", "WebPage", "WebSite"),
     ("document", "CreativeWork", "CreativeWork")],
)  # fmt: skip
def test_schema_org_types_fit_the_kind(kind, type, container):
    data = schema_org(new_record(kind=kind, title="T", container_title="C"))
    assert (data["@type"], data["isPartOf"]) == (type, {"@type": container, "name": "C"})


def test_rights_are_a_licence_where_they_name_one_and_words_where_not():
    licence = "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)."
    assert schema_org({**new_record(title="T"), "rights": licence})["license"] == (
        "https://creativecommons.org/licenses/by/4.0/"
    )
    words = schema_org({**new_record(title="T"), "rights": "Not stated."})
    assert "license" not in words
    assert words["usageInfo"] == {"@type": "CreativeWork", "text": "Not stated."}


@pytest.mark.parametrize("kind", KINDS)
def test_a_bare_record_gives_its_title_and_nothing_empty(kind):
    record = new_record(kind=kind, title="T")
    assert highwire(record) == [("citation_title", "T")]
    assert [name for name, _ in dublin_core(record)] == ["DC.title", "DC.type"]
    assert all(json.loads(json.dumps(schema_org(record))).values())
