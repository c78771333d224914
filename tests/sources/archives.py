"""Word files and EPUB books written part by part, for the tests of reading them in."""

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
SPACES = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:a="{A}" xmlns:pic="{PIC}" xmlns:wp="{WP}" xmlns:m="{M}"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

CONTENT_TYPES = f"""<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""

STYLES = "".join(
    f'<w:style w:type="{sort}" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/></w:style>'
    for sort, name in (
        *(("paragraph", name) for name in ("Title", "heading 1", "heading 2", "Quote", "caption")),
        ("paragraph", "footnote text"),
        ("character", "footnote reference"),
    )
)
NUMBERING = """<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>"""


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    """Return an archive of these parts by name, in order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return out.getvalue()


def run(words, properties=""):
    """Return a run of words."""
    return (
        f'<w:r>{properties and f"<w:rPr>{properties}</w:rPr>"}<w:t xml:space="preserve">{words}</w:t></w:r>'
    )


def para(*runs, style="", properties=""):
    """Return a paragraph; what is no XML yet becomes a run."""
    own = (f'<w:pStyle w:val="{style}"/>' if style else "") + properties
    inside = "".join(one if one.startswith("<") else run(one) for one in runs)
    return f"<w:p><w:pPr>{own}</w:pPr>{inside}</w:p>"


def item(words, numbering=1, level=0):
    """Return a paragraph of a list."""
    return para(
        words, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{numbering}"/></w:numPr>'
    )


def note_ref(number, kind="footnote", more=""):
    """Return the reference to a footnote or endnote."""
    return f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:{kind}Reference w:id="{number}"{more}/></w:r>'


def note(number, *paragraphs, kind="footnote"):
    """Return a footnote or endnote."""
    mark = f"<w:r><w:{kind}Ref/></w:r>"
    inside = "".join(
        para(mark if not at else "<w:r/>", f" {words}" if not at else words, style="footnotetext")
        for at, words in enumerate(paragraphs)
    )
    return f'<w:{kind} w:id="{number}">{inside}</w:{kind}>'


def table(*rows, header=False):
    """Return a table of rows of cells; what is no XML yet becomes a paragraph."""
    made = []
    for at, row in enumerate(rows):
        cells = "".join(f"<w:tc>{cell if cell.startswith('<') else para(cell)}</w:tc>" for cell in row)
        made.append(f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if header and not at else ''}{cells}</w:tr>")
    return f"<w:tbl>{''.join(made)}</w:tbl>"


def picture(alt, target="rId9"):
    """Return a paragraph that is a picture."""
    return para(
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="{alt}"/><a:graphic><a:graphicData>'
        f'<pic:pic><pic:blipFill><a:blip r:embed="{target}"/></pic:blipFill></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def docx(*body, footnotes="", endnotes="", core="", more=None):
    """Return a Word file with this body."""
    rels = f'<Relationship Id="rId9" Type="{R}/image" Target="media/image1.png"/>'
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {SPACES}><w:body>{''.join(body)}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{rels}</Relationships>',
        "word/styles.xml": f"<w:styles {SPACES}>{STYLES}</w:styles>",
        "word/numbering.xml": f"<w:numbering {SPACES}>{NUMBERING}</w:numbering>",
        "word/media/image1.png": b"\x89PNG not really",
    }
    if footnotes:
        parts["word/footnotes.xml"] = f"<w:footnotes {SPACES}>{footnotes}</w:footnotes>"
    if endnotes:
        parts["word/endnotes.xml"] = f"<w:endnotes {SPACES}>{endnotes}</w:endnotes>"
    if core:
        parts["docProps/core.xml"] = (
            f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
            f"{core}</cp:coreProperties>"
        )
    return zipped(parts | (more or {}))


CONTAINER = """<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
FACTS = "<dc:title>A made-up book</dc:title><dc:creator>Ann Writer</dc:creator><dc:language>en</dc:language>"


def chapter(body, head=""):
    """Return a chapter as EPUB 3 has it."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title/>{head}</head><body>{body}</body></html>'
    )


def epub(chapters, facts=FACTS, items="", spine="", more=None):
    """Return a book of these chapters by file name, in order."""
    manifest = "".join(
        f'<item id="c{at}" href="{name}" media-type="application/xhtml+xml"/>'
        for at, name in enumerate(chapters)
    )
    steps = "".join(f'<itemref idref="c{at}"/>' for at in range(len(chapters)))
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{facts}</metadata>'
        f"<manifest>{manifest}{items}</manifest><spine>{steps}{spine}</spine></package>",
    }
    parts |= {f"OPS/{name}": body for name, body in chapters.items()}
    return zipped(parts | (more or {}))
