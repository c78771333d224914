"""Markdown to HTML that is safe to print: no raw HTML, nothing fetched, links marked as the visitors' own."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import unescape

import nh3
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

FIRST_HEADING = 3  # below the page's own h1 and h2, so that a comment cannot break the page's outline

_LINK_REL = "nofollow noopener ugc"
_SCHEMES = {"http", "https", "mailto"}
_TAGS = {
    *("p", "br", "hr", "blockquote", "pre", "code", "em", "strong", "s", "a", "ol", "ul", "li"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_NAME = re.compile(r"(?<![\w@/.+-])@([A-Za-z0-9][A-Za-z0-9._-]{0,149})")
_CLOSING = "._-"  # of a sentence, more often than of a name
_FILLED_UP = 200  # cells that a table may leave out at the ends of its rows


def render(text: str, *, first_heading: int = FIRST_HEADING, people: Mapping[str, str] | None = None) -> str:
    """Return `text`, read as Markdown, as sanitised HTML that a template may mark safe.

    Raw HTML shows as text, images become links to where they lie (nothing is fetched by reading),
    and links lead to http, https and mailto addresses or to paths of this site only. Headings
    start at `first_heading` (1 to 6) and end at h6. A name after an @ becomes a link if `people` has its
    address, by the name in small letters.
    """
    html = _parser().render(text, {"first_heading": first_heading, "people": people or {}})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_own_or_web_address,
        url_schemes=_SCHEMES,
        link_rel=_LINK_REL,
    )


def plain(text: str) -> str:
    """Return the words of a Markdown text in one line, without its signs; they are not HTML."""
    return " ".join(unescape(nh3.clean(render(text), tags=set())).split())


def names_in(text: str) -> set[str]:
    """Return what may be a name after an @ anywhere in `text`, in small letters, code and addresses included.

    A name that ends like a sentence is there without that end too. It takes no parsing.
    """
    return {spelling for name in _NAME.findall(text) for spelling in _spellings(name)}


def mentioned(text: str, known: Mapping[str, str]) -> list[str]:
    """Return those of the `known` names that `text` mentions where `render` would make links of them, in order.

    Those in a quotation are not among them: whoever quotes does not mention anew.
    """
    env: EnvType = {"first_heading": FIRST_HEADING, "people": known, "mentioned": {}}
    _parser().parse(text, env)
    return list(env["mentioned"])


def _spellings(name: str) -> list[str]:
    """Return how a name that stands in a text may be meant, the whole of it first."""
    whole = name.lower()
    bare = whole.rstrip(_CLOSING)
    return [whole] if bare == whole else [whole, bare]


@cache
def _parser() -> MarkdownIt:
    """Return the one parser: CommonMark with tables, strike-through and bare addresses as links."""
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": True})
    markdown.enable(["table", "strikethrough", "linkify"])
    if markdown.linkify is not None:
        markdown.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    markdown.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    markdown.core.ruler.push("mentions", _mentions)
    markdown.add_render_rule("image", _image_as_link)
    markdown.add_render_rule("heading_open", _heading)
    markdown.add_render_rule("heading_close", _heading)
    return markdown


def _table(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Read a table, unless most of it would be cells that nobody wrote: 5,000 characters could make 60,000."""
    if not table(state, first, last, True):
        return False
    columns = _pipes(state, first + 1) + 1
    rows = written = 0
    for line in range(first, last):
        if state.isEmpty(line):
            break
        rows, written = rows + 1, written + _pipes(state, line) + 1
        if columns * rows > written + _FILLED_UP:
            return False
    return table(state, first, last, silent)


def _pipes(state: StateBlock, line: int) -> int:
    return state.src.count("|", state.bMarks[line], state.eMarks[line])


def _mentions(state: StateCore) -> None:
    """Make links of the names of known people, in words that are neither code nor a link."""
    people = state.env.get("people")
    if not people or "@" not in state.src:
        return
    quotations = 0
    for block in state.tokens:
        quotations += block.nesting if block.type.startswith("blockquote") else 0
        if block.type != "inline" or not block.children or "@" not in block.content:
            continue
        inside, children = 0, []
        for token in block.children:
            inside += token.nesting if token.type in ("link_open", "link_close") else 0
            plain = token.type == "text" and not inside
            children += _linked(token, state.env, quoted=quotations > 0) if plain else [token]
        block.children = children


def _linked(text: Token, env: EnvType, *, quoted: bool) -> list[Token]:
    """Return a run of plain words as tokens, each mention in it a link; note who is mentioned, not in a quotation."""
    tokens, done = [], 0
    for found in _NAME.finditer(text.content):
        name = next((one for one in _spellings(found[1]) if one in env["people"]), "")
        if not name:
            continue
        if "mentioned" in env and not quoted:
            env["mentioned"][name] = True
        end = found.start() + 1 + len(name)
        tokens += [
            Token("text", "", 0, content=text.content[done : found.start()]),
            Token("link_open", "a", 1, attrs={"href": env["people"][name]}),
            Token("text", "", 0, content=text.content[found.start() : end]),
            Token("link_close", "a", -1),
        ]
        done = end
    return [*tokens, Token("text", "", 0, content=text.content[done:])] if tokens else [text]


def _image_as_link(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Print an image as a link that carries its alternative text."""
    image = tokens[index]
    words = renderer.renderInlineAsText(image.children, options, env) or _("picture")
    link = Token("link_open", "a", 1, attrs={"href": image.attrs.get("src", "")})
    label = Token("text", "", 0, content=words)
    return renderer.renderInline([link, label, Token("link_close", "a", -1)], options, env)


def _heading(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Print a heading's tag so many levels lower that the first level is the page's `first_heading`."""
    heading = tokens[index]
    level = min(6, int(heading.tag[1]) + int(env["first_heading"]) - 1)
    return f"<h{level}>" if heading.nesting == 1 else f"</h{level}>\n"


def _own_or_web_address(tag: str, attribute: str, value: str) -> str | None:
    """Drop link targets that are neither a path of this site, a place on the page nor an absolute address."""
    if attribute != "href" or value.startswith("#"):
        return value
    if value.startswith("/"):
        return None if value.startswith(("//", "/\\")) else value
    return value if value.lower().startswith(("http:", "https:", "mailto:")) else None
