"""How many of 1,000 anchors are found again in a changed text, where, and in what time; and the quote check.

Run as `python -m tests.benchmarks.anchoring`; `--without-old` hides the old text from the search.
"""

import argparse
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable

from archive.sources.anchoring import Found, find_all
from archive.sources.quoting import check_quote
from tests.benchmarks.versions import Drawn, Versions, draw, rows_of_one_form, versions

VARIANTS: dict[str, Callable[[], Versions]] = {
    "nothing changed": lambda: versions(0),
    "1 % of words": lambda: versions(0.01),
    "5 % of words": lambda: versions(0.05),
    "20 % of words": lambda: versions(0.2),
    "paragraphs moved": lambda: versions(0, reordered=True),
    "moved, and 5 %": lambda: versions(0.05, reordered=True),
    "rows left out": lambda: rows_of_one_form(0.2),
    "another text": lambda: another(versions(0), versions(0, seed=7)),
}
COLUMNS = ["exactly", "changed", "right", "to the letter", "wrong", "lost", "findable", "seconds"]


def another(one: Versions, other: Versions) -> Versions:
    """Return a text with one that has nothing to do with it as its later version."""
    return Versions(one.old, other.old, one.paragraphs, one.before, [None] * len(one.before))


def agree(span: tuple[int, int], expected: tuple[int, int] | None) -> bool:
    """Tell whether at least half of what was found lies where it should."""
    if expected is None:
        return False
    common = min(span[1], expected[1]) - max(span[0], expected[0])
    return 2 * common >= span[1] - span[0]


def outcome(drawn: Drawn, found: Found) -> list[str]:
    """Return the columns in which this one counts."""
    if found.span is None:
        return ["lost", "findable"] if drawn.can_be_found else ["lost"]
    if not agree(found.span, drawn.expected):
        return ["wrong"]
    if found.how != "changed":
        return ["exactly"]
    return ["changed", "right", "to the letter"] if found.span == drawn.expected else ["changed", "right"]


def row(make: Callable[[], Versions], old: bool) -> Counter:
    """Find the anchors of one variant again and count what became of them."""
    text = make()
    drawn = draw(text)
    began = time.process_time()
    found = find_all(text.old if old else None, text.new, [one.anchor for one in drawn])
    counts: Counter = Counter(seconds=time.process_time() - began)
    counts.update(column for one, place in zip(drawn, found, strict=True) for column in outcome(one, place))
    return counts


def quotes() -> dict[str, str]:
    """Return a quote of 2,000 characters of the text for each outcome of the check."""
    text = versions(0).old
    quote = text[60_000:62_000]
    words = quote.split(" ")
    return {
        "exact": quote,
        "reflowed": quote.replace(" ", "\n"),
        "elided": f"{quote[:600]} … {quote[800:1_300]} [...] {quote[1_400:1_980]}",
        "altered": " ".join("zebra" if at % 25 == 7 else word for at, word in enumerate(words))[:2_000],
        "missing": versions(0, seed=9).old[:2_000],
    }


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without-old", action="store_true", help="do not show the old text")
    options = parser.parse_args()
    say(f"{'':18}" + "".join(f"{name:>14}" for name in COLUMNS))
    for name, make in VARIANTS.items():
        counts = row(make, not options.without_old)
        cells = [
            f"{counts[column]:>14.2f}" if column == "seconds" else f"{counts[column]:>14}"
            for column in COLUMNS
        ]
        say(f"{name:18}" + "".join(cells))
    text = versions(0).old
    say("\nquote of 2,000 characters in 100,000: median of 15, milliseconds")
    for state, quote in quotes().items():
        times = []
        for _ in range(15):
            began = time.process_time()
            check = check_quote(quote, text)
            times.append(1_000 * (time.process_time() - began))
        say(f"{state:18}{statistics.median(times):>14.1f}  {check.state}")


def say(line: str) -> None:
    """Write a line of the table."""
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
