"""Two versions of a text that never was, and where the words of the first stand in the second.

Everything follows from a seed: words of syllables, as often as Zipf says, in sentences and paragraphs.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from archive.sources.anchoring import Anchor, describe

ONSETS = [
    *"bcdfghjklmnprstvw",
    "br",
    "ch",
    "cl",
    "cr",
    "dr",
    "fl",
    "gr",
    "pl",
    "sh",
    "sl",
    "sp",
    "st",
    "th",
    "tr",
]
VOWELS = [*"aeiou", "ai", "ea", "ee", "ou"]
CODAS = ["", "", "", "n", "r", "s", "t", "l", "nd", "st"]
PARAGRAPH_END = "\n\n"


@dataclass(frozen=True)
class Versions:
    """A text, a later version of it, and for each word of the first where it stands in both.

    `after` holds None for a word that was left out; a word that was replaced stands where the other is.
    """

    old: str
    new: str
    paragraphs: Sequence[range]
    before: Sequence[tuple[int, int]]
    after: Sequence[tuple[int, int] | None]


@dataclass(frozen=True)
class Drawn:
    """An anchor of the first version with the span of the second that holds what is left of it."""

    anchor: Anchor
    expected: tuple[int, int] | None
    edits: int

    @property
    def can_be_found(self) -> bool:
        """Whether what is left is within the bound of the archive: 256 edits and one in four characters."""
        return self.expected is not None and self.edits <= min(256, len(self.anchor.exact) // 4)


def vocabulary(chance: random.Random, size: int = 8_000) -> list[str]:
    """Return different words, the commonest first and shortest."""
    words: dict[str, None] = {}
    while len(words) < size:
        syllables = (
            1 if len(words) < 150 else chance.randint(1, 3) if len(words) < 1_500 else chance.randint(2, 4)
        )
        words[
            "".join(
                chance.choice(ONSETS) + chance.choice(VOWELS) + chance.choice(CODAS) for _ in range(syllables)
            )
        ] = None
    return list(words)


def versions(changed: float, *, reordered: bool = False, length: int = 100_000, seed: int = 1) -> Versions:
    """Return a text of about `length` characters, and another with this share of its words changed."""
    chance = random.Random(seed)
    words = vocabulary(chance)
    weights = [1 / (rank + 2.7) for rank in range(len(words))]
    paragraphs: list[list[str]] = []
    size = 0
    while size < length:
        paragraphs.append(_paragraph(chance, words, weights))
        size += sum(map(len, paragraphs[-1])) + len(paragraphs[-1])
    order = list(range(len(paragraphs)))
    for _ in range(len(order) // 4 if reordered else 0):
        order.insert(chance.randrange(len(order)), order.pop(chance.randrange(len(order))))
    return _written(chance, paragraphs, order, changed, words)


def rows_of_one_form(left_out: float, *, count: int = 1_000, seed: int = 1) -> Versions:
    """Return a list of sentences that differ in a name and two numbers, and another with fewer of them."""
    chance = random.Random(seed)
    form = "In {} the committee of {} met {} times and reported to the ministry of trade and industry."
    names = vocabulary(chance, 200)
    rows = [
        form.format(chance.randint(1900, 1999), chance.choice(names), chance.randint(2, 99)).split()
        for _ in range(count)
    ]
    return _written(chance, rows, [at for at in range(count) if chance.random() >= left_out], 0, names)


def _paragraph(chance: random.Random, words: list[str], weights: list[float]) -> list[str]:
    found: list[str] = []
    for _ in range(chance.randint(3, 9)):
        sentence = chance.choices(words, weights, k=chance.randint(6, 26))
        sentence[0] = sentence[0].capitalize()
        sentence[-1] += "."
        found += [word + "," if chance.random() < 0.06 and word[-1] != "." else word for word in sentence]
    return found


def _written(
    chance: random.Random, paragraphs: list[list[str]], order: list[int], changed: float, words: list[str]
) -> Versions:
    """Write both versions down, changing words on the way."""
    old, before, ranges = "", [], []
    for paragraph in paragraphs:
        ranges.append(range(len(before), len(before) + len(paragraph)))
        for word in paragraph:
            before.append((len(old), len(old) + len(word)))
            old += word + " "
        old = old[:-1] + PARAGRAPH_END
    new = ""
    after: list[tuple[int, int] | None] = [None] * len(before)
    for number in order:
        for at, word in zip(ranges[number], paragraphs[number], strict=True):
            act = chance.choice(["replaced", "left out", "added"]) if chance.random() < changed else "kept"
            if act == "added":
                new += chance.choice(words) + " "
            if act != "left out":
                written = chance.choice(words) if act == "replaced" else word
                after[at] = len(new), len(new) + len(written)
                new += written + " "
        new = new.rstrip(" ") + PARAGRAPH_END
    return Versions(old.strip(), new.strip(), ranges, before, after)


def draw(
    text: Versions, count: int = 1_000, *, fewest: int = 3, most: int = 40, seed: int = 2
) -> list[Drawn]:
    """Return `count` passages of `fewest` to `most` words, each within a paragraph."""
    chance = random.Random(seed)
    found = []
    while len(found) < count:
        paragraph, size = chance.choice(text.paragraphs), chance.randint(fewest, most)
        if size <= len(paragraph):
            first = chance.randrange(paragraph.start, paragraph.stop - size + 1)
            found.append(_drawn(text, range(first, first + size)))
    return found


def _drawn(text: Versions, words: range) -> Drawn:
    start, end = text.before[words[0]][0], text.before[words[-1]][1]
    selector = describe(text.old, start, end)
    anchor = Anchor(selector.exact, selector.prefix, selector.suffix, start)
    left = [place for at in words if (place := text.after[at])]
    if not left:
        return Drawn(anchor, None, len(anchor.exact))
    expected = left[0][0], left[-1][1]
    return Drawn(anchor, expected, Levenshtein.distance(anchor.exact, text.new[slice(*expected)]))
