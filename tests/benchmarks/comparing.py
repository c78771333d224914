"""How long it takes to compare two captures of 5,000 blocks and 300,000 words, and what is told of them.

Run as `python -m tests.benchmarks.comparing`.
"""

import random
import sys
import time
from collections import Counter

from archive.sources.comparing import Words, compare
from tests.benchmarks.versions import vocabulary

BLOCKS, WORDS = 5_000, 60


def main() -> None:
    """Print a line for each way in which the newer capture differs."""
    chance = random.Random(3)
    words = vocabulary(chance)
    weights = [1 / (rank + 2.7) for rank in range(len(words))]

    def text() -> list[list[str]]:
        return [chance.choices(words, weights, k=WORDS) for _ in range(BLOCKS)]

    def changed(text: list[list[str]], share: float) -> list[list[str]]:
        return [
            [chance.choice(words) if chance.random() < share else word for word in block] for block in text
        ]

    old = text()
    variants = {
        "nothing": old,
        "a block put first": [old[1][:9], *old],
        "blocks shuffled": chance.sample(old, len(old)),
        "5 % of words": changed(old, 0.05),
        "30 % of words": changed(old, 0.3),
        "60 % of words": changed(old, 0.6),
        "everything": text(),
    }
    for name, new in variants.items():
        before, after = blocks(old), blocks(new)
        began = time.process_time()
        rows = compare(before, after)
        took = time.process_time() - began
        told = Counter()
        for row in rows:
            told[row.state] += row.count
        sys.stdout.write(f"{name:20}{took:6.2f} s  {dict(told)}\n")


def blocks(text: list[list[str]]) -> list[Words]:
    """Return the blocks of a text."""
    return [Words(at, "paragraph", at + 1, " ".join(block)) for at, block in enumerate(text)]


if __name__ == "__main__":
    main()
