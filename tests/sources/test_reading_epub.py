"""EPUB books read in: chapters in their order as one text, notes wherever they stand, and no locked book."""

import pytest

from archive.sources.reading import Unreadable, read
from tests.sources.archives import FACTS, chapter, epub, zipped


def words(reading):
    return [(b.kind, reading.text[b.start : b.end]) for b in reading.blocks]


def book(chapters, **named):
    return read(epub(chapters, **named), filename="a.epub")


def refusal(data):
    with pytest.raises(Unreadable) as caught:
        read(data, filename="a.epub")
    return caught.value


def test_chapters_are_one_text_in_the_order_of_reading():
    reading = book(
        {
            "z.xhtml": chapter("<h1>One</h1><p>First words&nbsp;here.</p><ul><li>a</li><li>b</li></ul>"),
            "a.xhtml": chapter(
                "<h1>Two</h1><blockquote><p>Said.</p></blockquote><table><tr><th>A</th><th>B</th></tr>"
                "<tr><td></td><td>1</td></tr></table><p>Last words.</p>"
            ),
        }
    )
    assert words(reading) == [
        ("heading", "One"),
        ("paragraph", "First words here."),
        ("list", "a\nb"),
        ("heading", "Two"),
        ("quote", "Said."),
        ("table", "A\tB\n\t1"),
        ("paragraph", "Last words."),
    ]
    assert reading.blocks[5].level == 1
    assert reading.media_type == "application/epub+zip"


def test_a_book_says_what_it_is_called_who_wrote_it_and_when():
    facts = FACTS + "<dc:creator>Bea Writer</dc:creator><dc:date>2024-03-02T00:00:00Z</dc:date>"
    reading = book({"a.xhtml": chapter("<p>Words.</p>")}, facts=facts)
    assert dict(reading.metadata) == {
        "title": "A made-up book",
        "author": "Ann Writer; Bea Writer",
        "language": "en",
        "date": "2024-03-02",
    }


def test_notes_in_the_chapter_and_in_another_file_are_linked():
    reading = book(
        {
            "text/one.xhtml": chapter(
                '<p>One<a epub:type="noteref" href="#n1">1</a> and<a epub:type="noteref" href="../notes.xhtml#n1">2</a>'
                '.</p><aside epub:type="footnote" id="n1"><p>Own note.</p></aside>'
            ),
            "text/two.xhtml": chapter('<p>Two<sup><a id="r" href="../notes.xhtml#n2">1</a></sup> here.</p>'),
            "notes.xhtml": chapter(
                '<section epub:type="endnotes"><h2>Notes</h2><ol><li id="n1"><p>Far one. '
                '<a href="text/one.xhtml#x" role="doc-backlink">↩</a></p></li>'
                '<li id="n2"><p><a href="text/two.xhtml#r">1</a>. Far two.</p></li></ol></section>'
            ),
        }
    )
    assert words(reading) == [
        ("paragraph", "One and."),
        ("paragraph", "Two here."),
        ("heading", "Notes"),
        ("footnote", "Own note."),
        ("footnote", "Far one."),
        ("footnote", "Far two."),
    ]
    assert [block.refs for block in reading.blocks] == [
        ((3, "1", 3), (7, "2", 4)),
        ((3, "1", 5),),
        (),
        ((0, "1", 0),),
        ((0, "2", 0),),
        ((0, "1", 1),),
    ]


def test_lists_of_contents_and_numbers_of_printed_pages_are_set_apart():
    reading = book(
        {
            "a.xhtml": chapter(
                '<nav epub:type="toc"><ol><li><a href="a.xhtml">Its chapter</a></li></ol></nav>'
                '<p>A sentence that <span epub:type="pagebreak" id="p12">12</span>crosses a page.</p>'
            )
        },
        items='<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>',
        spine='<itemref idref="nav"/>',
        more={"OPS/nav.xhtml": chapter("<p>Contents of it all</p>")},
    )
    assert reading.text == "A sentence that crosses a page."
    assert reading.furniture == ("Its chapter",)


def test_a_picture_is_a_figure_without_an_address():
    reading = book({"a.xhtml": chapter('<p>Words.</p><figure><img src="i/a.png" alt="A map"/></figure>')})
    assert reading.blocks[1].figure == {"caption": "A map", "address": "", "alt": "A map", "credit": ""}


def encryption(algorithm, part):
    return (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:EncryptionMethod '
        f'Algorithm="{algorithm}"/><enc:CipherData><enc:CipherReference URI="{part}"/></enc:CipherData>'
        "</enc:EncryptedData></encryption>"
    )


def test_a_book_under_drm_is_refused_with_what_to_do():
    locked = encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OPS/a.xhtml")
    problem = refusal(epub({"a.xhtml": b"\x12\x99" * 50}, more={"META-INF/encryption.xml": locked}))
    assert problem.code == "encrypted"
    assert "DRM" in problem.message


def test_a_book_that_hides_its_fonts_only_is_read():
    hidden = encryption("http://www.idpf.org/2008/embedding", "OPS/font.otf")
    reading = book({"a.xhtml": chapter("<p>Words.</p>")}, more={"META-INF/encryption.xml": hidden})
    assert reading.text == "Words."


@pytest.mark.parametrize(
    "data",
    [
        zipped({"META-INF/container.xml": "<container/>"}),
        zipped({"META-INF/container.xml": "no XML"}),
        epub({}),
        epub({"a.xhtml": chapter("<p>x</p>")}, more={"OPS/book.opf": "<package/>"}),
        epub({"../../etc/passwd": chapter("<p>x</p>")}, more={"META-INF/container.xml": "<x/>"}),
    ],
    ids=["no package", "no XML", "no chapters", "no spine", "elsewhere"],
)
def test_a_damaged_book_says_so(data):
    assert refusal(data).code == "broken"


def test_a_book_of_pictures_and_an_empty_one_say_so():
    assert refusal(epub({"a.xhtml": chapter('<img src="a.png"/>')})).code == "no_text"
    assert refusal(epub({"a.xhtml": chapter("")})).code == "empty"


def test_what_a_book_points_to_is_not_looked_at(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret words")
    entity = f'<!DOCTYPE x [<!ENTITY s SYSTEM "file://{secret}"><!ENTITY t "told">]>'
    package = (
        f'<?xml version="1.0"?>{entity}<package xmlns="http://www.idpf.org/2007/opf"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>&s;</dc:title></metadata></package>'
    )
    assert refusal(epub({"a.xhtml": "<p>x</p>"}, more={"OPS/book.opf": package})).code == "broken"
    reading = book({"a.xhtml": f"{entity}<html><body><p>Words &s;.</p></body></html>"})
    assert "secret words" not in repr(reading)


def test_too_many_words_are_refused():
    with pytest.raises(Unreadable) as caught:
        read(epub({"a.xhtml": chapter("<p>" + "word " * 300 + "</p>")}), filename="a.epub", characters=1_000)
    assert caught.value.code == "too_large"
