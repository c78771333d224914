"""Markdown to HTML that is safe to print: no raw HTML, nothing fetched, links marked as the visitors' own."""

from collections.abc import Sequence
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
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


def render(text: str, *, first_heading: int = FIRST_HEADING) -> str:
    """Return `text`, read as Markdown, as sanitised HTML that a template may mark safe.

    Raw HTML shows as text, images become links to where they lie (nothing is fetched by reading),
    and links lead to http, https and mailto addresses or to paths of this site only. Headings
    start at `first_heading` (1 to 6) and end at h6.
    """
    html = _parser().render(text, {"first_heading": first_heading})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_own_or_web_address,
        url_schemes=_SCHEMES,
        link_rel=_LINK_REL,
    )


@cache
def _parser() -> MarkdownIt:
    """Return the one parser: CommonMark with tables, strike-through and bare addresses as links."""
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": True})
    markdown.enable(["table", "strikethrough", "linkify"])
    if markdown.linkify is not None:
        markdown.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    markdown.add_render_rule("image", _image_as_link)
    markdown.add_render_rule("heading_open", _heading)
    markdown.add_render_rule("heading_close", _heading)
    return markdown


def _image_as_link(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Print an image as a link that carries its alternative text."""
    image = tokens[index]
    words = renderer.renderInlineAsText(image.children, options, env) or "picture"
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
