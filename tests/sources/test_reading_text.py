"""Markdown and plain text read in: blocks, offsets, encodings, and files that are not what they say."""

import io
import zipfile

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from archive.sources.reading import Unreadable, read

LONG = (
    "This line is a paragraph of its own and goes on for much longer than anybody would wrap a line at, "
    "since the writer pressed the return key at the end of each paragraph only, and never twice, as many do."
)


def words(reading):
    return [(block.kind, reading.text[block.start : block.end]) for block in reading.blocks]


def markdown(text, **named):
    return read(text.encode(), filename="a.md", **named)


def plain(text, **named):
    return read(text.encode(), filename="a.txt", **named)


def refusal(data, **named):
    with pytest.raises(Unreadable) as caught:
        read(data, **named)
    assert caught.value.message
    return caught.value.code


def test_markdown_becomes_the_words_that_are_read():
    reading = markdown(
        "# Title *here*\n\nSome **bold** [words](http://a.example) and `code`\nwrapped.\n\n> Said.\n\n"
        "- one\n- two\n  - three\n\n"
        "3. third\n4. fourth\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nx  = 1\n```\n"
    )
    assert words(reading) == [
        ("heading", "Title here"),
        ("paragraph", "Some bold words and code wrapped."),
        ("quote", "Said."),
        ("list", "one\ntwo\nthree"),
        ("list", "3. third\n4. fourth"),
        ("table", "a\tb\n1\t2"),
        ("code", "x  = 1"),
    ]
    assert [block.number for block in reading.blocks] == [None, 1, 2, 3, 4, None, None]
    assert reading.blocks[0].level == 1
    assert reading.metadata["title"] == "Title here"


def test_blocks_are_parted_by_an_empty_line():
    assert markdown("a\n\nb").text == "a\n\nb"


def test_a_picture_alone_is_a_figure_with_its_credit():
    reading = markdown("Before.\n![A cat sits. Source: Cat Archive](https://a.example/cat.png)\nAfter.")
    assert [kind for kind, _ in words(reading)] == ["paragraph", "figure", "paragraph"]
    assert reading.blocks[1].figure == {
        "caption": "A cat sits.",
        "address": "https://a.example/cat.png",
        "alt": "A cat sits. Source: Cat Archive",
        "credit": "Cat Archive",
    }
    assert reading.blocks[1].number is None
    assert [block.number for block in reading.blocks] == [1, None, 2]


def test_a_picture_within_a_sentence_follows_it():
    reading = markdown('Look ![alt](b.png "The title") here.')
    assert words(reading) == [("paragraph", "Look here."), ("figure", "The title")]
    assert reading.blocks[1].figure["alt"] == "alt"


def test_a_picture_of_which_nothing_is_said_is_an_empty_figure():
    block = markdown("Words.\n\n![](https://a.example/x.png)").blocks[1]
    assert (block.kind, block.end - block.start) == ("figure", 0)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:image/png;base64,AAAA"])
def test_an_address_that_is_no_place_is_left_out(address):
    reading = read(f"<p>Hi there</p><img alt='cat' src='{address}'>".encode(), kind="html")
    assert reading.blocks[-1].figure["address"] == ""


def test_long_lines_that_touch_are_paragraphs_in_markdown_and_in_plain_text():
    text = f"{LONG}\n{LONG}\nA short one.\n{LONG}"
    assert [text for _, text in words(markdown(text))] == [LONG, LONG, "A short one.", LONG]
    assert [text for _, text in words(plain(text))] == [LONG, LONG, "A short one.", LONG]


def test_wrapped_lines_are_one_paragraph_in_markdown_and_in_plain_text():
    wrapped = "A paragraph that was wrapped\nat a width of about thirty\ncharacters by its writer."
    assert words(markdown(wrapped)) == [("paragraph", wrapped.replace("\n", " "))]
    assert words(plain(wrapped)) == [("paragraph", wrapped.replace("\n", " "))]


def test_long_lines_within_other_blocks_stay_as_they_are():
    reading = markdown(f"{LONG}\n{LONG}\n\n- {LONG}\n- {LONG}\n\n```\n{LONG}\n{LONG}\n```")
    assert [kind for kind, _ in words(reading)] == ["paragraph", "paragraph", "list", "code"]


def test_words_broken_at_line_ends_are_whole_and_chinese_lines_meet_without_a_space():
    assert words(plain("The inno-\nvation of Anti-\nSoviet 1950-\n1953 times\n中国的\n核计划"))[0][1] == (
        "The innovation of Anti-Soviet 1950-1953 times 中国的核计划"
    )


def test_plain_text_has_paragraphs_lists_and_indents():
    reading = plain("One.\r\n\r\n- a\r\n- b\r\n\r\n\tTwo begins\r\nand ends.\r\n\tThree.\r\n")
    assert words(reading) == [
        ("paragraph", "One."),
        ("list", "- a\n- b"),
        ("paragraph", "Two begins and ends."),
        ("paragraph", "Three."),
    ]


@pytest.mark.parametrize(
    "label", ["Comments", "3 Comments", "Share this post", "Leave a comment", "Back to top ↑", "Log in"]
)
def test_labels_of_the_page_at_the_ends_are_set_apart_and_reported(label):
    reading = plain(f"The text itself.\n\nIts end.\n\n{label}")
    assert reading.furniture == (label,)
    assert words(reading) == [("paragraph", "The text itself."), ("paragraph", "Its end.")]


def test_a_label_between_paragraphs_and_one_that_is_everything_stay():
    assert len(plain("One.\n\nComments\n\nTwo.").blocks) == 3
    assert plain("Comments").text == "Comments"


def test_scripts_in_markdown_vanish_and_other_html_keeps_its_words():
    reading = markdown(
        "Hi <script>evil()</script>there <b>x</b>.\n\n<p>Within</p>\n\n<script>\nevil()\n</script>\n\nEnd."
    )
    assert "evil" not in reading.text
    assert [text for _, text in words(reading)] == ["Hi there x.", "Within", "End."]


def test_front_matter_describes_and_is_no_text():
    reading = markdown('---\ntitle: "A study"\nauthor: Ann Writer\ntags: [x]\n---\n\nText.')
    assert dict(reading.metadata) == {"title": "A study", "author": "Ann Writer"}
    assert reading.text == "Text."


def test_hidden_characters_are_dropped_and_direction_changes_reported():
    reading = plain("A\u00ad b\u200b c\ufeff d\u202e e\x07 f")
    assert reading.text == "A b c d e f"
    assert "1 hidden characters" in reading.furniture[0]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
        ("cp1252", "cp1252"),
        ("latin-1", "cp1252"),
    ],
)
def test_encodings_are_recognised(encoding, name):
    text = "Où est l'été? Größe, señor, façade."
    reading = read(text.encode(encoding), filename="a.txt")
    assert (reading.text, reading.encoding) == (text, name)


def test_big_endian_utf16_with_its_mark_is_read():
    assert read(b"\xfe\xff" + "Größe".encode("utf-16-be")).text == "Größe"


@pytest.mark.parametrize("encoding", ["shift_jis", "euc-jp"])
def test_japanese_encodings_are_recognised_by_their_looks(encoding):
    text = "これは日本語の文章です。文字コードを調べるための十分な長さがあります。"
    assert read(text.encode(encoding), filename="a.txt").text == text


def test_a_declared_encoding_decides():
    assert read("Привет, мир".encode("koi8-r"), media_type="text/plain; charset=koi8-r").encoding == "koi8-r"


def test_decomposed_letters_are_composed():
    assert plain("e\u0301te\u0301").text == "été"


def test_without_a_name_the_bytes_decide():
    assert read(b"# Title\n\nText").media_type == "text/markdown"
    assert read(b"Just words.").media_type == "text/plain"
    assert read(b"<!DOCTYPE html><p>Hi</p>").media_type == "text/html"
    assert read(b"Words.", media_type="application/octet-stream").media_type == "text/plain"


def _zip():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("word/document.xml", "<w:p/>")
    return archive.getvalue()


PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.mark.parametrize(
    ("data", "named", "code"),
    [
        (b"", {}, "empty"),
        (b" \n\t ", {"filename": "a.txt"}, "empty"),
        (b"\xef\xbb\xbf", {"filename": "a.txt"}, "empty"),
        (b"<script>x</script>", {"filename": "a.html"}, "empty"),
        (_zip(), {"filename": "a.pdf"}, "not_what_it_says"),
        (_zip(), {"filename": "a.md"}, "not_what_it_says"),
        (_zip(), {}, "unknown_type"),
        (PNG, {"filename": "a.txt"}, "not_what_it_says"),
        (PNG, {"filename": "a.html"}, "not_what_it_says"),
        (b"%PDF-1.7 x", {"filename": "a.txt"}, "not_what_it_says"),
        (b"Plain words", {"filename": "a.pdf"}, "not_what_it_says"),
        (b"Plain words", {"media_type": "application/pdf"}, "not_what_it_says"),
        (b"<!doctype html><p>Hi</p>", {"filename": "a.txt"}, "not_what_it_says"),
        (bytes(range(1, 32)) * 40, {"filename": "a.txt"}, "not_what_it_says"),
        (b"{\\rtf1 x}", {"filename": "a.txt"}, "not_what_it_says"),
        (b"Words", {"filename": "a.docx"}, "not_what_it_says"),
        (b"Words", {"filename": "a.epub"}, "not_what_it_says"),
        (b"Words", {"filename": "a.odt"}, "unknown_type"),
        (b"Words", {"media_type": "image/png"}, "unknown_type"),
        (b"Words", {"kind": "spreadsheet"}, "unknown_type"),
        (b"Wor\0ds", {"filename": "a.txt"}, "encoding"),
        ("Words".encode("utf-16-le"), {"filename": "a.txt"}, "encoding"),
        (b"\xff\xfeW\0o", {"filename": "a.txt", "limit": 3}, "too_large"),
        (b"\xff\xfeW\0o", {"filename": "a.txt"}, "encoding"),
        (b"x" * 101, {"limit": 100}, "too_large"),
        (b"x" * 101, {"characters": 100}, "too_large"),
    ],
)
def test_what_cannot_be_read_says_why(data, named, code):
    assert refusal(data, **named) == code


def test_a_kind_that_is_given_wins_over_the_name():
    assert read(b"# Not a heading", filename="a.md", kind="text").text == "# Not a heading"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 90_000,
        "![" * 45_000,
        "*a " * 30_000,
        ">" * 90_000 + "a",
        "- " * 40_000 + "a",
        "|a" * 5_000 + "\n" + "|-" * 5_000,
        "`a" * 40_000,
    ],
    ids=["brackets", "pictures", "stars", "quotes", "lists", "table", "ticks"],
)
def test_markdown_made_to_hang_the_parser_does_not(text):
    assert markdown(f"Start.\n\n{text}").text.startswith("Start.")


def test_four_megabytes_on_one_line_are_read():
    assert len(markdown("[" * 4_000_000).text) == 4_000_000
    assert len(plain("wo-\n" * 1_000_000).text) == 2_000_001


marks = st.lists(
    st.sampled_from(
        [
            "word",
            " ",
            "\n",
            "\n\n",
            "# ",
            "> ",
            "- ",
            "1. ",
            "![a](b)",
            "**",
            "`",
            "```\n",
            "<b>",
            "|",
            "Comments",
            "é",
        ]
    )
).map("".join)


@given(st.one_of(marks, st.text()), st.sampled_from(["markdown", "text"]))
def test_blocks_are_in_order_within_the_text_and_cover_its_words(text, kind):
    try:
        reading = read(text.encode("utf-8", "replace"), kind=kind)
    except Unreadable as problem:
        event(problem.code)
        return
    at = 0
    for block in reading.blocks:
        assert at <= block.start <= block.end <= len(reading.text)
        assert not reading.text[at : block.start].strip()
        at = block.end
    assert not reading.text[at:].strip()
    numbers = [block.number for block in reading.blocks if block.number is not None]
    assert numbers == list(range(1, len(numbers) + 1))
