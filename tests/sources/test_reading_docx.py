"""Word files read in: all of a document counts, its notes are linked, and no picture is taken in."""

import pytest

from archive.sources.reading import FORMATS, Unreadable, read
from tests.sources.archives import R, W, docx, item, note, note_ref, para, picture, run, table, zipped


def words(reading):
    return [(b.kind, b.level, reading.text[b.start : b.end]) for b in reading.blocks]


def file(*body, **named):
    return read(docx(*body, **named), filename="a.docx")


def refusal(data, filename="a.docx"):
    with pytest.raises(Unreadable) as caught:
        read(data, filename=filename)
    return caught.value


def test_headings_paragraphs_quotes_lists_and_tables_are_kept_in_order():
    reading = file(
        para("The title", style="Title"),
        para("Part one", style="heading1"),
        para("Some ", run("bold", "<w:b/>"), " words."),
        para("A smaller part", style="heading2"),
        para("Said by somebody.", style="Quote"),
        item("one"),
        item("two"),
        item("within it", level=1),
        table(["Year", "Sum"], ["1999", ""], ["", "12"], header=True),
        table(["a", "b"]),
        para("Footer."),
    )
    assert words(reading) == [
        ("heading", 1, "The title"),
        ("heading", 1, "Part one"),
        ("paragraph", 0, "Some bold words."),
        ("heading", 2, "A smaller part"),
        ("quote", 0, "Said by somebody."),
        ("list", 0, "one\ntwo\nwithin it"),
        ("table", 1, "Year\tSum\n1999\t\n\t12"),
        ("table", 0, "a\tb"),
        ("paragraph", 0, "Footer."),
    ]
    assert reading.media_type == FORMATS["docx"][0]
    assert reading.furniture == ()


def test_numbered_paragraphs_go_on_counting_after_others():
    reading = file(item("one", 2), para("Between."), item("two", 2), item("three", 2), item("bullet"))
    assert [text for kind, _, text in words(reading) if kind == "list"] == [
        "1. one",
        "2. two\n3. three",
        "bullet",
    ]


def test_footnotes_and_endnotes_are_kept_at_the_end_and_linked():
    reading = file(
        para("First words", note_ref(2), ", and more.", note_ref(3, "endnote")),
        table(["Year", "Sum"], ["1999", para("12", note_ref(4))]),
        footnotes=note(2, "A note.", "Its second paragraph.") + note(4, "In a table."),
        endnotes=note(3, "An endnote.", kind="endnote"),
    )
    assert words(reading) == [
        ("paragraph", 0, "First words, and more."),
        ("table", 0, "Year\tSum\n1999\t12"),
        ("footnote", 0, "A note.\nIts second paragraph."),
        ("footnote", 0, "An endnote."),
        ("footnote", 0, "In a table."),
    ]
    assert [block.refs for block in reading.blocks] == [
        ((11, "1", 2), (22, "2", 3)),
        ((16, "3", 4),),
        ((0, "1", 0),),
        ((0, "2", 0),),
        ((0, "3", 1),),
    ]


def test_a_reference_to_no_note_and_a_sign_for_a_number_leave_no_trace():
    sign = '<w:r><w:footnoteReference w:id="4" w:customMarkFollows="1"/><w:t>*</w:t></w:r>'
    reading = file(para("Gone", note_ref(77), ". Star", sign, " end."), footnotes=note(4, "Starred."))
    assert words(reading)[0][2] == "Gone. Star end."
    assert reading.blocks[0].refs == ((10, "1", 1),)


def test_a_picture_is_a_figure_with_its_alternative_text_or_the_caption_beside_it():
    reading = file(
        para("Before."),
        picture("A cat"),
        para("Figure 1. A cat sits. Source: Cat Archive", style="caption"),
        para("Between."),
        picture("A dog", target="rId77"),
        picture("A map"),
        para("After."),
    )
    assert [kind for kind, _, _ in words(reading)] == [
        "paragraph",
        "figure",
        "paragraph",
        "figure",
        "paragraph",
    ]
    cat, chart = (block.figure for block in reading.blocks if block.figure)
    assert cat == {"caption": "Figure 1. A cat sits.", "address": "", "alt": "A cat", "credit": "Cat Archive"}
    assert (chart["caption"], chart["address"]) == ("A map", "")


def test_the_file_says_what_it_is_called_and_who_wrote_it():
    core = (
        "<dc:title>A study</dc:title><dc:creator>Ann Writer</dc:creator>"
        "<dcterms:created>2024-03-02T10:00:00Z</dcterms:created>"
    )
    assert dict(file(para("Words."), core=core).metadata) == {
        "title": "A study",
        "author": "Ann Writer",
        "date": "2024-03-02",
    }
    assert dict(file(para("Its title", style="Title"), para("Words.")).metadata) == {"title": "Its title"}


def test_words_in_fields_formulas_and_other_directions_are_kept():
    reading = file(
        para(
            '<w:fldSimple w:instr="REF x"><w:r><w:t>field</w:t></w:r></w:fldSimple>',
            " and ",
            "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>",
            '<w:bdo w:val="rtl"><w:r><w:t> turned</w:t></w:r></w:bdo>',
            "<w:del><w:r><w:delText> deleted</w:delText></w:r></w:del><w:ins><w:r><w:t> new</w:t></w:r></w:ins>",
        )
    )
    assert reading.text == "field and a+b turned new"


def test_a_table_within_a_table_loses_no_words():
    inner = table(["in", "ner"])
    for _ in range(12):
        inner = table(["x", inner + para("")])
    reading = file(table(["Year", "Sum"], ["1999", inner + para("")]))
    assert reading.text.split() == ["Year", "Sum", "1999", *["x"] * 12, "in", "ner"]


def test_tables_nested_a_thousand_deep_are_refused_and_not_followed():
    deep = "<w:tbl><w:tr><w:tc>" * 1_000 + para("x") + "</w:tc></w:tr></w:tbl>" * 1_000
    assert refusal(docx(deep)).code == "broken"


def test_an_empty_document_and_one_of_pictures_say_so():
    assert refusal(docx(para(""))).code == "empty"
    assert refusal(docx(picture(""))).code == "no_text"


def test_what_a_document_points_to_is_not_looked_at(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret words")
    entity = f'<!DOCTYPE w:document [<!ENTITY s SYSTEM "file://{secret}">]>'
    body = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>Hi &s;</w:t></w:r></w:p></w:body></w:document>'
    problem = refusal(docx(more={"word/document.xml": entity + body}))
    assert problem.code == "broken"
    linked = para(
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="Alt"/><a:graphic><a:graphicData><pic:pic>'
        '<pic:blipFill><a:blip r:link="rId5"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId5" '
        f'Type="{R}/image" Target="file://{secret}" TargetMode="External"/></Relationships>'
    )
    reading = file(para("Words."), linked, more={"word/_rels/document.xml.rels": rels})
    assert "secret" not in repr(reading)


@pytest.mark.parametrize(
    "parts",
    [
        {"word/document.xml": "<w:document"},
        {"word/document.xml": "\0\1\2"},
        {"_rels/.rels": "no XML"},
        {"word/footnotes.xml": "<x>"},
        {"word/document.xml": '<w:document xmlns:w="urn:x"><w:body/></w:document>'},
    ],
)
def test_a_damaged_file_says_so(parts):
    assert refusal(docx(para("Words."), more=parts)).code in ("broken", "empty")


def test_a_file_without_its_document_is_broken():
    assert refusal(zipped({"[Content_Types].xml": "<Types/>", "word/other.xml": "<x/>"})).code == "broken"


def test_a_locked_file_says_that_it_needs_a_password():
    locked = b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert refusal(locked).code == "encrypted"
    assert refusal(locked, filename="").code == "encrypted"
    assert refusal(b"\xd0\xcf\x11\xe0" + bytes(600)).code == "not_what_it_says"


def test_too_many_words_are_refused_before_they_are_converted():
    with pytest.raises(Unreadable) as caught:
        read(docx(para("word " * 300)), filename="a.docx", characters=1_000)
    assert caught.value.code == "too_large"
