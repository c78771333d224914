"""Footnotes of web pages and Markdown: kept and linked, and no number of theirs among the words."""

import pytest

from archive.sources.quoting import check_quote
from archive.sources.reading import read
from archive.sources.reading.blocks import Piece, compose

MORE = "It goes on for a good while, so that it is long enough to be taken for the text of a page."
OTHER = "Another paragraph goes on for as long, since pages of few words are looked at in another way."


def page(*body):
    return f"<!doctype html><html><head><title>T</title></head><body><article>{''.join(body)}</article></body></html>"


def html(*body):
    return read(page("<h1>On things</h1>", *body, f"<p>{OTHER}</p>").encode(), filename="a.html")


def markdown(text):
    return read(text.encode(), filename="a.md")


def words(reading, block):
    return reading.text[block.start : block.end]


def notes(reading):
    return [(words(reading, b), b.refs[0][1], b.refs[0][2]) for b in reading.blocks if b.kind == "footnote"]


def referred(reading):
    """Return the words before each reference in its block, its label, and the words of the note it leads to."""
    return [
        (words(reading, block)[:at].rpartition(" ")[2], label, words(reading, reading.blocks[order]))
        for block in reading.blocks
        if block.kind != "footnote"
        for at, label, order in block.refs
    ]


PANDOC = (
    '<p>Said so.<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a> {}</p>'
    '<section class="footnotes" role="doc-endnotes"><hr><ol><li id="fn1"><p>A note.<a href="#fnref1" '
    'class="footnote-back" role="doc-backlink">↩︎</a></p></li></ol></section>'
)
SUP = (
    '<p>Said so.<sup id="r1"><a href="#fn1">1</a></sup> {}</p>'
    '<p id="fn1"><sup>1</sup> A note. <a href="#r1">↩</a></p>'
)
GITHUB = (
    '<p>Said so.<sup><a href="#user-content-fn-1" id="user-content-fnref-1" data-footnote-ref>1</a></sup> {}</p>'
    '<section data-footnotes class="footnotes"><ol><li id="user-content-fn-1"><p>A note. <a '
    'href="#user-content-fnref-1" data-footnote-backref class="data-footnote-backref">↩</a></p></li></ol></section>'
)
WIKI = (
    '<p>Said so.<sup id="cite_ref-1" class="reference"><a href="#cite_note-1"><span>[</span>1<span>]</span></a>'
    '</sup> {}</p><ol class="references"><li id="cite_note-1"><span class="mw-cite-backlink">^ <a '
    'href="#cite_ref-1"><sup><i>a</i></sup></a> <a href="#cite_ref-2"><sup><i>b</i></sup></a></span> '
    '<span class="reference-text">A note.</span></li></ol>'
)
ASIDE = (
    '<p>Said so.<a epub:type="noteref" href="#n1">1</a> {}</p>'
    '<aside epub:type="footnote" id="n1"><p>1. A note.</p></aside>'
)
WORD = (
    '<p>Said so.<a href="#_ftn1" name="_ftnref1"><span class=MsoFootnoteReference>[1]</span></a> {}</p>'
    '<div id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1" name="_ftn1">[1]</a> A note.</p></div>'
)
NEWSLETTER = (
    '<p>Said so.<a class="footnote-anchor" id="footnote-anchor-1" href="#footnote-1">1</a> {}</p>'
    '<div class="footnote"><a id="footnote-1" href="#footnote-anchor-1" class="footnote-number">1</a>'
    '<div class="footnote-content"><p>A note.</p></div></div>'
)
DOCUTILS = (
    '<p>Said so.<a class="footnote-reference brackets" href="#id2" id="id1">1</a> {}</p>'
    '<dl class="footnote brackets"><dt class="label" id="id2"><span class="brackets"><a class="fn-backref" '
    'href="#id1">1</a></span></dt><dd><p>A note.</p></dd></dl>'
)
BY_HAND = (
    '<p>Said so. [<a href="#note1" name="back1">1</a>] {}</p>'
    '<p><a name="note1">[1]</a> A note. <a href="#back1">Back</a></p>'
)
SHAPES = {
    "pandoc": PANDOC,
    "sup": SUP,
    "github": GITHUB,
    "wiki": WIKI,
    "aside": ASIDE,
    "word": WORD,
    "newsletter": NEWSLETTER,
    "docutils": DOCUTILS,
    "by hand": BY_HAND,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_note_of_any_common_shape_is_kept_at_the_end_and_linked(shape):
    reading = html(SHAPES[shape].replace("{}", MORE))
    assert notes(reading) == [("A note.", "1", 1)]
    assert words(reading, reading.blocks[1]) == f"Said so. {MORE}"
    assert reading.blocks[1].refs == ((len("Said so."), "1", 3),)
    assert reading.blocks[-1].kind == "footnote"
    assert reading.blocks[-1].number is None
    assert not {note for note in reading.furniture if "note" in note}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_quotation_across_a_reference_is_exact(shape):
    text = html(SHAPES[shape].replace("{}", MORE)).text
    assert check_quote(f"Said so. {MORE[:40]}", text).state == "exact"


def test_a_sign_in_the_middle_of_a_sentence_leaves_no_gap():
    reading = html(
        f'<p>One word <sup>[<a href="#fn1">*</a>]</sup>, another (<a href="#fn2" class="noteref">†</a>) and the end'
        f'<sup><a href="#fn1">*</a>, <a href="#fn2">†</a></sup>. {MORE}</p>'
        '<ul class="footnotes"><li id="fn1">* First.</li><li id="fn2">† Second.</li></ul>'
    )
    assert words(reading, reading.blocks[1]) == f"One word, another and the end. {MORE}"
    assert referred(reading) == [
        ("word", "*", "First."),
        ("another", "†", "Second."),
        ("end", "*", "First."),
        ("end", "†", "Second."),
    ]


def test_a_note_of_several_paragraphs_is_one_block():
    reading = html(
        f'<p>Said.<sup><a href="#fn1">1</a></sup> {MORE}</p><div class="footnotes"><ol>'
        '<li id="fn1"><p>First part.</p><ul><li>a point</li></ul><p>Last part.</p></li></ol></div>'
    )
    assert notes(reading) == [("First part.\na point\nLast part.", "1", 1)]


def test_several_notes_in_one_paragraph_are_parted():
    reading = html(
        f'<p>Said (<a href="#a1" class="fn">1</a>)<sup><a href="#a1">1</a></sup> so<sup><a href="#a2">2</a></sup>. '
        f'{MORE}</p><p><a name="a1">1.</a> One.<br><a name="a2">2.</a> Two.</p>'
    )
    assert [note[:2] for note in notes(reading)] == [("One.", "1"), ("Two.", "2")]


def test_a_reference_without_a_note_and_a_note_without_a_reference_lose_no_words():
    reading = html(
        f'<p>Said.<sup><a href="#fn9">9</a></sup> {MORE}</p><section role="doc-endnotes"><ol>'
        '<li id="fn1">Nobody refers to this.</li></ol></section>'
    )
    assert words(reading, reading.blocks[1]) == f"Said.9 {MORE}"
    assert notes(reading) == [("Nobody refers to this.", "1", -1)]


def test_a_note_that_is_referred_to_twice_leads_to_the_first_place():
    reading = html(
        f'<p>{MORE}</p><p>One.<sup><a href="#fn1">1</a></sup> {OTHER} And more.</p>'
        f'<blockquote><p>Two.<sup><a href="#fn1">1</a></sup> {MORE} And more.</p></blockquote>'
        '<aside role="doc-footnote" id="fn1">Once.</aside>'
    )
    assert notes(reading) == [("Once.", "1", 2)]
    assert [place for place, _, _ in referred(reading)] == ["One.", "Two."]


def test_references_in_lists_tables_headings_and_captions_have_their_places():
    reading = html(
        '<h2>A part<sup><a href="#fn1">1</a></sup></h2>',
        f"<p>{MORE}</p>",
        '<ul><li>one</li><li>two<sup><a href="#fn1">1</a></sup> more</li></ul>',
        '<table><tr><th>Year</th><th>Sum</th></tr><tr><td></td><td>12<sup><a href="#fn1">1</a></sup></td></tr></table>',
        '<figure><img src="a.png"><figcaption>A cat<sup><a href="#fn1">1</a></sup> sits. Source: Us</figcaption>',
        "</figure>",
        '<ol class="footnotes"><li id="fn1">Once.</li></ol>',
    )
    assert [place for place, _, _ in referred(reading)] == ["part", "one\ntwo", "Year\tSum\n\t12", "cat"]
    figure = next(block for block in reading.blocks if block.figure)
    assert (figure.figure["caption"], figure.figure["credit"]) == ("A cat sits.", "Us")
    assert words(reading, figure) == "A cat sits. Source: Us"


@pytest.mark.parametrize(
    "body",
    [
        f'<p>See section <a href="#c2">2</a> below. {MORE}</p><h2 id="c2">Two</h2><p>{OTHER} More of it.</p>',
        f'<p>Ten<sup>2</sup> and note <a href="https://a.example/x#fn1">1</a> there. {MORE}</p>',
        f'<p>See note <a href="#fn1">1</a> here. {MORE}</p><p id="fn1">{OTHER} More of it.</p>',
        f'<ul><li><a href="#p1">1</a> Beginning</li></ul><p id="p1">{MORE}</p><p>{OTHER} More of it.</p>',
    ],
    ids=["section", "exponent", "prose", "contents"],
)
def test_other_numbers_and_links_stay_words(body):
    reading = html(body)
    assert not notes(reading)
    assert not referred(reading)
    if "Beginning" not in body:
        assert any(digit in words(reading, reading.blocks[1]) for digit in "12")


def test_a_link_within_a_note_stays_words():
    reading = html(
        f'<p>One.<sup><a href="#fn1">1</a></sup> Two.<sup><a href="#fn2">2</a></sup> {MORE}</p><ol class="footnotes">'
        '<li id="fn1">First.</li><li id="fn2">See note <a href="#fn1">1</a>, and <a href="/x">a book</a>.</li></ol>'
    )
    assert [note[0] for note in notes(reading)] == ["First.", "See note 1, and a book."]


def test_a_note_keeps_a_number_that_its_words_begin_with():
    reading = html(
        f'<p>One.<sup><a href="#fn1">1</a></sup> {MORE}</p><ol class="footnotes"><li id="fn1">1 May 1950.</li></ol>'
    )
    assert notes(reading)[0][0] == "1 May 1950."


MARKDOWN = """# On things[^1]

Said so,[^1] and wrapped
here [^b]. Not `[^1]` nor \\[^1] nor [^none].

- one[^b]
- two

| a | b |
|---|---|
|   | 12[^1] |

[^1]: A *note*
wrapped too.

    Its second paragraph.
[^b]: http://a.example/x
[^c]: Nobody refers to this.

```
[^1]: code
```
"""


def test_markdown_notes_are_kept_at_the_end_and_linked():
    reading = markdown(MARKDOWN)
    assert words(reading, reading.blocks[1]) == "Said so, and wrapped here. Not [^1] nor [^1] nor [^none]."
    assert referred(reading) == [
        ("things", "1", "A note wrapped too.\nIts second paragraph."),
        ("so,", "1", "A note wrapped too.\nIts second paragraph."),
        ("here", "b", "http://a.example/x"),
        ("one", "b", "http://a.example/x"),
        ("a\tb\n\t12", "1", "A note wrapped too.\nIts second paragraph."),
    ]
    assert [(label, first) for _, label, first in notes(reading)] == [("1", 0), ("b", 1), ("c", -1)]
    assert reading.metadata["title"] == "On things"
    assert reading.blocks[4].kind == "code"


def test_markdown_notes_with_names_have_the_numbers_that_readers_see():
    reading = markdown(
        "Two[^smith2004] and[^jones1999].\n\n[^jones1999]: Jones.\n[^smith2004]: Smith.\n[^smith2004]: Again."
    )
    assert notes(reading) == [("Smith.", "1", 0), ("Jones.", "2", 0), ("Again.", "3", -1)]


def test_a_markdown_reference_within_a_note_stays_words():
    reading = markdown("One[^1] two[^2].\n\n[^1]: First.\n[^2]: See [^1] and ![alt](x.png) so.")
    assert [note[0] for note in notes(reading)] == ["First.", "See [^1] and so."]
    assert [block.kind for block in reading.blocks] == ["paragraph", "figure", "footnote", "footnote"]


def test_a_markdown_note_in_a_file_of_long_lines_ends_with_its_line():
    line = (
        "This paragraph is one line, longer than anybody would wrap a line, as its writer's program showed it. "
        * 3
    )
    reading = markdown(f"{line}One.[^1]\n{line}\n[^1]: A note.\n{line}End.")
    assert [block.kind for block in reading.blocks] == ["paragraph"] * 3 + ["footnote"]
    assert notes(reading) == [("A note.", "1", 0)]


def test_labels_of_the_page_before_the_notes_are_set_apart_still():
    reading = markdown("Words.[^1]\n\nComments\n\n[^1]: A note.")
    assert reading.furniture == ("Comments",)
    assert [block.kind for block in reading.blocks] == ["paragraph", "footnote"]


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("paragraph", "a^ b", "a^ b"),
        ("paragraph", "a ^ b", "a^ b"),
        ("paragraph", "a ^. b ^", "a^. b^"),
        ("paragraph", " ^a  b\n^ ^c", "^a b\n^^c"),
        ("paragraph", "mot^ ; x", "mot^ ; x"),
        ("paragraph", "e\u0301 \u200b^ e\u0301^", "é^ é^"),
        ("heading", "a\n^ b^", "a^ b^"),
        ("list", "a ^\n^\nb", "a^\n^b"),
        ("table", "\ta ^\t^\n\t ^b\t", "\ta^\t^\n\t^b\t"),
    ],
)
def test_a_reference_stays_at_its_word_however_the_words_are_tidied(kind, given, kept):
    """The sign ^ stands for a reference, before and after."""
    parts = given.split("^")
    refs = tuple((sum(map(len, parts[:at])), str(at), 0) for at in range(1, len(parts)))
    text, blocks, _ = compose(
        [Piece(kind, "".join(parts), refs=refs), Piece("footnote", "n", refs=((0, "1", 0),))]
    )
    found = text[: blocks[0].end]
    for at, _, _ in reversed(blocks[0].refs):
        found = f"{found[:at]}^{found[at:]}"
    assert found == kept
    assert [label for _, label, _ in blocks[0].refs] == [label for _, label, _ in refs]
