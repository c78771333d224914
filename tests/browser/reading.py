"""A text for the tests of the reader, and selecting words of it with the mouse."""

from archive.sources.models import Source
from tests.sources.reader import stored_blocks

FILLER = "Filler that says nothing of any use to anybody who reads it. " * 3
END = "At the far end stands a sentence, well-known. It ends."
PLACE = """([anchor, words]) => {
    const walker = document.createTreeWalker(document.getElementById(anchor).querySelector("[data-start]"), 4);
    while (walker.nextNode()) {
        const at = walker.currentNode.data.indexOf(words);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + words.length);
        const boxes = range.getClientRects();
        const [first, last] = [boxes[0], boxes[boxes.length - 1]];
        const middle = (box) => box.top + box.height / 2;
        return [first.left, middle(first), last.right, middle(last)];
    }
}"""


def rules_text(author) -> Source:
    """A text with a fox before the words, a table, a footnote and a paragraph far down."""
    return stored_blocks(
        ("paragraph", "A fox 🦊 asks. The rules were written to slow a rival down.", {"number": 1}),
        (
            "paragraph",
            "Two years later, as far as anybody can tell today, more is published—than before. Said & done.",
            {"number": 2},
        ),
        ("table", "Year\tTests\tCountry\n1945\t3\tUnited States\n1964\t1\tChina", {"level": 1}),
        ("list", "first the chips\nthen the models", {"number": 3}),
        *(("paragraph", FILLER, {"number": n}) for n in range(4, 20)),
        ("paragraph", FILLER + END, {"number": 20, "refs": [[len(FILLER), "1", 21]]}),
        ("footnote", "The note that explains it.", {"refs": [[0, "1", 20]]}),
        title="On rules",
        added_by=author,
    )


def select(page, start: tuple[str, str], end: tuple[str, str]) -> None:
    """Drag the mouse from the beginning of some words of a block to the end of others."""
    left, top, _, _ = page.evaluate(PLACE, start)
    _, _, right, bottom = page.evaluate(PLACE, end)
    page.mouse.move(left + 1, top)
    page.mouse.down()
    page.mouse.move(right - 1, bottom, steps=4)
    page.mouse.up()
