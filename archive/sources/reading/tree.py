"""HTML to a tree that is safe to walk: no scripts or styles, never deeper than a bound."""

import re
from collections import Counter
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser as EventParser

from lxml import etree, html

from archive.sources.reading.blocks import Unreadable

DEEPEST = 120  # real pages stay below 60; the parser loses all text deeper than 256

_LONGEST_DEEP = 2_000_000  # characters of a page that is nested too deeply, for its slower reading
_ATTRIBUTES_AT_MOST = 1_000  # of one tag, its values without quotation marks counted too
_VALUE = r"""=\s*+(?:"[^"]*+"|'[^']*+')"""  # quotation marks elsewhere are as any other character
_QUOTED = re.compile(_VALUE)
_TAG = re.compile(rf"""<([A-Za-z]\w*+)(?:[^>=]++|{_VALUE}|=)*+""")
_BETWEEN_ATTRIBUTES = re.compile(r"""[\s/="']+""")
_END_OF = {name: re.compile(rf"</{name}", re.IGNORECASE) for name in ("script", "style")}
_UNSEEN = ("script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "canvas")
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
            "div",
            "dl",
        ),
        *("dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hgroup", "hr", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section"),
        *("summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)


def tree_of(text: str) -> html.HtmlElement | None:
    """Return the parsed document, or None if there is nothing in it.

    Tags nested deeper than DEEPEST are left out and their words kept; Unreadable ("broken") if such
    a page is longer than anybody writes.
    """
    if any(_attributes_about(tag) > _ATTRIBUTES_AT_MOST for tag in _start_tags(text)):
        raise Unreadable("One of its tags has thousands of attributes.", "broken")
    tree, too_deep = _parsed(text)
    if not too_deep:
        return tree
    if len(text) > _LONGEST_DEEP:
        raise Unreadable("Its tags are nested too deeply to be read.", "broken")
    return _parsed(flattened(text))[0]


def _start_tags(text: str) -> Iterator[str]:
    """Yield every start tag as it is written, but what looks like one in a script or a style."""
    at = 0
    while found := _TAG.search(text, at):
        yield found[0]
        at = found.end()
        if end := _END_OF.get(found[1].lower()):
            closed = end.search(text, at)
            at = closed.end() if closed else len(text)


def _attributes_about(tag: str) -> int:
    """Return how many attributes a tag has at most; the parser compares each with all before it."""
    if len(tag) <= _ATTRIBUTES_AT_MOST:
        return 0
    return len(_BETWEEN_ATTRIBUTES.split(_QUOTED.sub("=", tag)))


def strip_unseen(tree: html.HtmlElement) -> None:
    """Take out of the tree what a browser runs or hides, with all that is in it."""
    etree.strip_elements(tree, *_UNSEEN, with_tail=False)


def flattened(text: str) -> str:
    """Return HTML with the tags beyond DEEPEST left out; a block's start there begins a paragraph."""
    flattener = _Flattener()
    flattener.feed(text)
    flattener.close()
    return "".join(flattener.out)


def _parsed(text: str) -> tuple[html.HtmlElement | None, bool]:
    """Return the tree and whether the parser gave up on its depth."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None, False
    return tree, any("depth" in entry.message for entry in parser.error_log)


def words_of(element: html.HtmlElement) -> str:
    """Return the words in an element, white space runs one space."""
    return " ".join("".join(element.itertext()).split())


class _Flattener(EventParser):
    """Writes the events of a parser that has no depth as HTML of a bounded one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.counts: Counter[str] = Counter()
        self.out: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write a tag while it is not too deep."""
        if len(self.open) < DEEPEST:
            blank = ""
            values = "".join(f' {name}="{escape(value or blank)}"' for name, value in attrs)
            self.out.append(f"<{tag}{values}>")
        elif tag in BLOCKS:
            self.out.append("<p>")
        if tag not in _VOID:
            self.open.append(tag)
            self.counts[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        """Close a tag that is open, and what was left open in it."""
        while self.counts[tag]:
            closed = self.open.pop()
            self.counts[closed] -= 1
            if len(self.open) < DEEPEST:
                self.out.append(f"</{closed}>")
            if closed == tag:
                return

    def handle_data(self, data: str) -> None:
        """Write the words, unless they are a script's or a style's."""
        if not any(self.counts[tag] for tag in _UNSEEN):
            self.out.append(escape(data, quote=False))
