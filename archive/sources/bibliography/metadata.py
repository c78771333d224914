"""What citation managers, search engines and catalogues read in a page: Highwire, Dublin Core, schema.org.

The names come from Google Scholar's "Inclusion Guidelines for Webmasters" (`citation_*`, by Highwire Press;
its dates are YYYY/MM/DD or YYYY), DCMI Metadata Terms written in HTML as DCMI's "DC-HTML" says (`DC.*`), and
schema.org's types CreativeWork and below. All values are plain text: whoever prints them escapes them.
"""

import re
from typing import Any

from archive.sources.bibliography.dates import parse_issued
from archive.sources.bibliography.records import AND_OTHERS, Name, Record, full_name, sorted_name

Tags = list[tuple[str, str]]

_ARTICLES = ("article-journal", "article-newspaper")
_DCMI_TYPES = {"dataset": "Dataset"}
_SCHEMA_TYPES = {
    "article-journal": "ScholarlyArticle", "article-newspaper": "NewsArticle", "book": "Book",
    "chapter": "Chapter", "dataset": "Dataset", "legislation": "Legislation", "manuscript": "Manuscript",
    "post-weblog": "BlogPosting", "report": "Report", "webpage": "WebPage",
}  # fmt: skip
_CONTAINERS = {
    "article-journal": "Periodical", "article-newspaper": "Periodical", "chapter": "Book",
    "post-weblog": "Blog", "webpage": "WebSite", "legislation": "Periodical", "manuscript": "Collection",
}  # fmt: skip
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:)]")


def highwire(record: Record, *, address: str = "") -> Tags:
    """Return the `citation_*` tags of a record in their order; `address` is that of its page here."""
    kind, details = record["kind"], _details(record)
    start, end = _pages(details["page"])
    is_thesis = kind == "report" and "thesis" in details["genre"].lower()
    institution = (
        "citation_dissertation_institution" if is_thesis else "citation_technical_report_institution"
    )
    return _said(
        [
            ("citation_title", record["title"]),
            *(("citation_author", sorted_name(name)) for name in _people(record.get("authors"))),
            *(("citation_editor", sorted_name(name)) for name in _people(details["editor"])),
            ("citation_publication_date", _slashed(record["issued"])),
            ("citation_journal_title", record["container_title"] if kind in _ARTICLES else ""),
            ("citation_inbook_title", record["container_title"] if kind == "chapter" else ""),
            ("citation_conference_title", details["event-title"]),
            ("citation_volume", details["volume"]),
            ("citation_issue", details["issue"]),
            ("citation_firstpage", start),
            ("citation_lastpage", end),
            ("citation_publisher", "" if kind == "report" else record["publisher"]),
            (institution, record["publisher"] if kind == "report" else ""),
            ("citation_technical_report_number", details["number"] if kind == "report" else ""),
            ("citation_doi", record["doi"]),
            ("citation_isbn", details["ISBN"]),
            ("citation_issn", details["ISSN"]),
            ("citation_language", record["language"]),
            ("citation_abstract_html_url", address),
            ("citation_public_url", address),
        ]
    )


def dublin_core(record: Record, *, address: str = "") -> Tags:
    """Return the `DC.*` tags of a record in their order; `address` is that of its page here."""
    details = _details(record)
    issued = parse_issued(record["issued"])
    return _said(
        [
            ("DC.title", record["title"]),
            *(("DC.creator", sorted_name(name)) for name in _people(record.get("authors"))),
            *(("DC.contributor", sorted_name(name)) for name in _people(details["editor"])),
            ("DC.date", issued.iso if issued else record["issued"]),
            ("DC.publisher", record["publisher"]),
            ("DC.type", _DCMI_TYPES.get(record["kind"], "Text")),
            ("DC.language", record["language"]),
            ("DC.identifier", f"https://doi.org/{record['doi']}" if record["doi"] else ""),
            ("DC.identifier", record["url"]),
            ("DC.identifier", address),
            ("DC.relation", record["container_title"]),
            ("DC.rights", record.get("rights") or ""),
        ]
    )


def schema_org(record: Record, *, address: str = "") -> dict[str, Any]:
    """Return a record as schema.org JSON-LD; `address` is that of its page here, `sameAs` says where else it is."""
    details, kind = _details(record), record["kind"]
    issued = parse_issued(record["issued"])
    start, end = _pages(details["page"])
    rights = record.get("rights") or ""
    licence = found[0] if (found := _ADDRESS.search(rights)) else ""
    doi = record["doi"]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _SCHEMA_TYPES.get(kind, "CreativeWork"),
        "@id": address,
        "url": address,
        "name": record["title"],
        "headline": record["title"] if kind in (*_ARTICLES, "post-weblog") else "",
        "author": [_agent(name) for name in _people(record.get("authors"))],
        "editor": [_agent(name) for name in _people(details["editor"])],
        "translator": [_agent(name) for name in _people(details["translator"])],
        "datePublished": issued.iso if issued and issued.first.year > 0 else "",
        "publisher": {"@type": "Organization", "name": record["publisher"]} if record["publisher"] else "",
        "inLanguage": record["language"],
        "isPartOf": _container(record, details),
        "pageStart": start,
        "pageEnd": end,
        "isbn": details["ISBN"] if kind == "book" else "",
        "bookEdition": details["edition"] if kind == "book" else "",
        "reportNumber": details["number"] if kind == "report" else "",
        "legislationIdentifier": details["number"] if kind == "legislation" else "",
        "genre": details["genre"],
        "identifier": {"@type": "PropertyValue", "propertyID": "DOI", "value": doi} if doi else "",
        "sameAs": list(filter(None, dict.fromkeys([record["url"], f"https://doi.org/{doi}" if doi else ""]))),
        "license": licence,
        "usageInfo": {"@type": "CreativeWork", "text": rights} if rights and not licence else "",
    }
    return {key: value for key, value in data.items() if value}


def _container(record: Record, details: dict[str, Any]) -> dict[str, Any]:
    """Return what a work is part of: a periodical with volume and issue about it, a book, a site; or {}."""
    if not record["container_title"]:
        return {}
    kind = record["kind"]
    whole: dict[str, Any] = {
        "@type": _CONTAINERS.get(kind, "CreativeWork"),
        "name": record["container_title"],
    }
    if kind in _ARTICLES and details["ISSN"]:
        whole["issn"] = details["ISSN"]
    if kind == "chapter" and details["ISBN"]:
        whole["isbn"] = details["ISBN"]
    if _CONTAINERS.get(kind) != "Periodical":
        return whole
    if details["volume"]:
        whole = {"@type": "PublicationVolume", "volumeNumber": details["volume"], "isPartOf": whole}
    if details["issue"]:
        whole = {"@type": "PublicationIssue", "issueNumber": details["issue"], "isPartOf": whole}
    return whole


def _agent(name: Name) -> dict[str, str]:
    """Return a person, or an organisation where the name is a literal."""
    if name.get("literal"):
        return {"@type": "Organization", "name": name["literal"]}
    parts = {"name": full_name(name), "familyName": name.get("family"), "givenName": name.get("given")}
    return {"@type": "Person", **{key: part for key, part in parts.items() if part}}


def _people(names: Any) -> list[Name]:
    """Return the names that name somebody."""
    return [name for name in names or [] if full_name(name) and name.get("literal") != AND_OTHERS]


def _details(record: Record) -> dict[str, Any]:
    """Return every detail that is asked for, empty where it is missing."""
    details = record.get("details") or {}
    asked = ("volume", "issue", "page", "edition", "number", "ISBN", "ISSN", "event-title", "genre")
    return {key: str(details.get(key) or "") for key in asked} | {
        key: details.get(key) or [] for key in ("editor", "translator")
    }


def _pages(page: str) -> tuple[str, str]:
    """Return the first and the last page."""
    start, _, end = page.replace("–", "-").partition("-")
    return start.strip(), end.strip()


def _slashed(issued: str) -> str:
    """Return a date as YYYY/MM/DD, or the year where no day is known, or ""."""
    date = parse_issued(issued)
    if date is None or date.first.year < 1:
        return ""
    return date.iso.replace("-", "/") if date.first.day else date.iso[:4]


def _said(tags: Tags) -> Tags:
    """Return the tags that say something, each in one line."""
    return [(name, " ".join(content.split())) for name, content in tags if content.strip()]
