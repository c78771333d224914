"""The numbers of a Word file's lists, which it does not hold: they are counted as Word counts them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml.etree import SubElement, _Element

_Level = tuple[str, int]


@dataclass
class _Lists:
    """What the file says of its lists; `counted` has the last number given out of each list and level."""

    lists: dict[str, str] = field(default_factory=dict)  # of each number the list that it is of
    starts: dict[_Level, int] = field(default_factory=dict)  # by list
    restarts: dict[_Level, int] = field(default_factory=dict)  # by number
    styles: dict[str, _Level] = field(default_factory=dict)
    counted: dict[_Level, int] = field(default_factory=dict)


def write_numbers(parts: Mapping[str, _Element], mark: str) -> None:
    """Begin each paragraph of a list with `mark`, "n", its number and a full stop.

    A list goes on where it was left, however many paragraphs stand between two of its items.
    """
    known = _Lists()
    for root in parts.values():
        _learn(root, known)
    for name, root in parts.items():
        if not name.startswith("word/") or not known.lists:
            continue
        for paragraph in root.iter("{*}p"):
            number = _number(paragraph, known)
            if number:
                _begin(paragraph, f"{mark}n{number}.")


def _learn(root: _Element, known: _Lists) -> None:
    """Take in what a part says of lists, and of styles that make a paragraph one of a list."""
    for made in root.iterfind("{*}abstractNum"):
        for level in made.iterfind("{*}lvl"):
            key = _value(made, "abstractNumId"), _whole(_value(level, "ilvl"))
            known.starts[key] = _whole(_value(level.find("{*}start"), "val"), 1)
    for number in root.iterfind("{*}num"):
        own = _value(number, "numId")
        known.lists[own] = _value(number.find("{*}abstractNumId"), "val")
        for change in number.iterfind("{*}lvlOverride"):
            start = change.find("{*}startOverride")
            if start is not None:
                known.restarts[own, _whole(_value(change, "ilvl"))] = _whole(_value(start, "val"), 1)
    for style in root.iterfind("{*}style"):
        found = style.find("{*}pPr/{*}numPr")
        if found is not None:
            known.styles[_value(style, "styleId")] = _level(found)


def _number(paragraph: _Element, known: _Lists) -> int:
    """Return the number of a paragraph in its list, or 0 if it is in none."""
    found = paragraph.find("{*}pPr/{*}numPr")
    style = _value(paragraph.find("{*}pPr/{*}pStyle"), "val")
    number, depth = known.styles.get(style, ("", 0)) if found is None else _level(found)
    if number not in known.lists:
        return 0
    own = known.lists[number]
    start = known.restarts.pop((number, depth), None)
    if start is not None:
        known.counted[own, depth] = start - 1
    count = known.counted.get((own, depth), known.starts.get((own, depth), 1) - 1) + 1
    known.counted[own, depth] = count
    for deeper in range(depth + 1, 10):
        known.counted.pop((own, deeper), None)
    return count


def _begin(paragraph: _Element, words: str) -> None:
    """Put words before all that a paragraph says."""
    space = paragraph.tag.rpartition("}")[0] + "}"
    run = paragraph.makeelement(space + "r")
    SubElement(run, space + "t").text = words
    properties = paragraph.find("{*}pPr")
    paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, run)


def _level(properties: _Element) -> _Level:
    return _value(properties.find("{*}numId"), "val"), _whole(_value(properties.find("{*}ilvl"), "val"))


def _value(element: _Element | None, name: str) -> str:
    """Return an attribute of an element in the element's own namespace."""
    if element is None:
        return ""
    return element.get(f"{element.tag.rpartition('}')[0]}}}{name}", "")


def _whole(value: str, otherwise: int = 0) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else otherwise
