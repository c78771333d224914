"""Files read in a process of their own: the same reading, within bounds of time and memory, and nothing left behind."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fpdf import FPDF

from archive.sources.reading import Unreadable, apart, read
from archive.sources.reading.apart import BYTES_READ_HERE, read_apart, reads_here
from tests.sources.archives import chapter, docx, epub, note, note_ref, para, table

TASKS = Path("/proc/self/task")
needs_proc = pytest.mark.skipif(not TASKS.exists(), reason="asks /proc for the children of this process")
SENTENCE = "It goes on for a good while, so that it is long enough to be taken for the text of a page. "


def page(paragraphs=6):
    body = "".join(
        f"<p>Paragraph {at} of it. {SENTENCE}<sup><a href='#fn1'>1</a></sup></p>" for at in range(paragraphs)
    )
    return (
        '<!doctype html><html lang="en"><head><title>A page</title></head><body><nav><a href="/">Home</a></nav>'
        f"<article><h1>Title</h1>{body}<figure><img src='a.png' alt='A cat'><figcaption>It sat. Source: Us</figcaption>"
        "</figure><ol class='footnotes'><li id='fn1'>A note.</li></ol></article></body></html>"
    ).encode()


def printed(words="Some words on a page."):
    made = FPDF()
    made.set_font("Helvetica", size=11)
    made.add_page()
    made.cell(0, 6, words)
    return bytes(made.output())


def endless(depth=40):
    """Return a PDF of a few kilobytes whose forms each draw the next one twice: 2 ** depth times words."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 6 0 R >> >> >>",
        b"<< /Length 5 >>\nstream\n/X Do\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at in range(depth):
        drawn = b"/X Do /X Do" if at < depth - 1 else b"BT /F 12 Tf (word) Tj ET"
        objects.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F 5 0 R >> "
            b"/XObject << /X %d 0 R >> >> /Length %d >>\nstream\n%b\nendstream" % (at + 7, len(drawn), drawn)
        )
    body = b"%PDF-1.4\n"
    places = []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table_of_places = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return (
        b"%bxref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (
            body,
            count,
            table_of_places,
            count,
            len(body),
        )
    )


def children():
    """Return the numbers of this process's children that read a file."""
    found = set()
    for own in TASKS.glob("*/children"):
        for number in own.read_text().split():
            try:
                command = Path(f"/proc/{number}/cmdline").read_bytes()
            except OSError:
                continue
            if b"archive.sources.reading.apart" in command:
                found.add(int(number))
    return found


def refusal(data, **named):
    with pytest.raises(Unreadable) as caught:
        read_apart(data, **named)
    return caught.value


FILES = {
    "page.html": page(),
    "page.pdf": printed(),
    "paper.docx": docx(
        para("Title", style="Title"), para("Words", note_ref(1), "."), table(["a", ""], ["1", "2"], header=True),
        footnotes=note(1, "A note."), core="<dc:creator>Ann</dc:creator>",
    ),
    "book.epub": epub({"a.xhtml": chapter('<h1>One</h1><p>Words.<a epub:type="noteref" href="#n">*</a></p><aside '
                                          'epub:type="footnote" id="n">* A note.</aside><img src="a" alt="A map"/>')}),
    "text.txt": (SENTENCE * 3_000).encode(),
    "text.md": (f"# Title[^1]\n\n{SENTENCE * 20}\n\n" * 150 + "[^1]: A note.\n\n| a | b |\n|-|-|\n|  | 1 |\n").encode(),
    "latin.txt": (SENTENCE * 3_000 + " Größe façade").encode("cp1252"),
    "small.md": b"Small[^1].\n\n[^1]: A note.",
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_it_is_the_same_reading_as_here(name):
    reading = read_apart(FILES[name], filename=name)
    assert reading == read(FILES[name], filename=name)
    assert reading.text


@pytest.mark.parametrize(
    ("data", "named", "code"),
    [
        (b"", {}, "empty"),
        (b"x" * 20_000_001, {}, "too_large"),
        (b"x" * 5_000_001, {"kind": "text"}, "too_large"),
        (b"Words", {"filename": "a.pdf"}, "not_what_it_says"),
        (b"Words", {"kind": "spreadsheet"}, "unknown_type"),
        (b"%PDF-1.4 nothing more", {"filename": "a.pdf"}, "broken"),
        (b"<script>x</script>", {"filename": "a.html"}, "empty"),
        (b"\xff\xfeW\0o", {"filename": "a.html"}, "encoding"),
        (epub({"a.xhtml": '<img src="a.png"/>'}), {}, "no_text"),
    ],
)
def test_it_refuses_what_is_refused_here_in_the_same_words(data, named, code):
    problem = refusal(data, **named)
    assert problem.code == code
    with pytest.raises(Unreadable) as caught:
        read(data, **named)
    assert (problem.message, problem.code) == (caught.value.message, caught.value.code)


@needs_proc
def test_a_file_that_never_ends_is_given_up_and_leaves_no_process_behind():
    began = time.monotonic()
    problem = refusal(endless(), filename="a.pdf", seconds=0.5)
    assert problem.code == "too_slow"
    assert "0.5 seconds" in problem.message
    assert time.monotonic() - began < 30
    assert not children()


@needs_proc
def test_a_file_that_fills_the_memory_is_given_up_and_leaves_no_process_behind():
    hungry = docx("<w:p><w:r/></w:p>" * 1_500_000)
    assert len(hungry) < 100_000
    problem = refusal(hungry, filename="a.docx", memory=300_000_000)
    assert problem.code == "too_much_memory"
    assert "300 million" in problem.message
    assert not children()


@needs_proc
@pytest.mark.parametrize(
    ("ended", "code"), [(signal.SIGSEGV, "broken"), (signal.SIGTERM, "broken"), (signal.SIGKILL, "too_much_memory")]
)  # fmt: skip
def test_a_child_that_dies_is_a_file_that_cannot_be_read(ended, code):
    with ThreadPoolExecutor(1) as pool:
        problem = pool.submit(refusal, endless(), filename="a.pdf", seconds=60)
        while not (found := children()):
            time.sleep(0.01)
        for child in found:
            os.kill(child, ended)
        assert problem.result(timeout=20).code == code
    assert not children()


def test_time_that_the_processor_gave_counts_too():
    """Should the parent be gone or asleep, the child ends itself."""
    request = json.dumps({"filename": "a.pdf", "media_type": "", "kind": "", "seconds": 0, "memory": 10**9})
    child = subprocess.run(
        [sys.executable, "-m", "archive.sources.reading.apart"],
        input=request.encode() + b"\n" + endless(),
        capture_output=True,
        timeout=30,
    )
    assert child.returncode in (-signal.SIGXCPU, -signal.SIGALRM)
    with pytest.raises(Unreadable) as caught:
        apart._reading(child.stdout, child.returncode, 0, 10**9)
    assert caught.value.code == "too_slow"


@pytest.mark.parametrize(
    "answer", [b"", b"nonsense", b"[]", b"{}", b'{"blocks": [[]]}', b'{"blocks": [[1]], "x": 1}', b"\xff"]
)
def test_an_answer_that_is_none_is_a_file_that_cannot_be_read(answer):
    with pytest.raises(Unreadable) as caught:
        apart._reading(answer, 0, 60, 10**9)
    assert caught.value.code == "broken"


@needs_proc
def test_several_threads_read_at_once_each_its_own():
    texts = [f"Words number {at} of a page." for at in range(8)]
    with ThreadPoolExecutor(4) as pool:
        readings = list(pool.map(lambda words: read_apart(printed(words), filename="a.pdf"), texts))
    assert [reading.text for reading in readings] == texts
    assert not children()


def test_twenty_million_bytes_go_there_and_come_back():
    words = "𝄞" * 4_900_000
    assert len(words.encode()) > 19_000_000
    reading = read_apart(words.encode(), kind="text")
    assert reading.text == words


def test_what_is_not_read_to_its_end_blocks_nobody():
    """A child that refuses a file has not read all of it: writing to it ends when it does."""
    locked = b"\xff\xfe" + b"W" * 19_000_001
    assert refusal(locked, kind="html").code == "encoding"


def test_it_works_from_any_directory_and_with_another_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "archive.py").write_text("raise SystemExit('the wrong one')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert read_apart(printed(), filename="a.pdf").text == "Some words on a page."


def test_the_child_gets_no_secrets():
    given = {
        "SECRET_KEY": "s",
        "DATABASE_URL": "d",
        "EMAIL_URL": "e",
        "DJANGO_SETTINGS_MODULE": "m",
        "PATH": "/bin",
    }
    assert set(apart._environment(given)) == {"PATH", "PYTHONPATH"}


def test_the_child_loads_what_its_format_needs_and_no_framework():
    loaded = (
        "import archive.sources.reading.apart, sys; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    )
    answer = subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=True, text=True).stdout
    assert not {"django", "psycopg", "trafilatura", "pypdf", "mammoth", "markdown_it"} & set(answer.split())


def test_small_text_is_read_here_and_all_else_apart():
    """Nothing can be read by a child that has no time."""
    assert read_apart(b"Some words", filename="a.md", seconds=0).text == "Some words"
    assert refusal(FILES["page.html"], filename="a.html", seconds=0).code == "too_slow"
    assert refusal(b"w " * BYTES_READ_HERE, filename="a.txt", seconds=0).code == "too_slow"
    assert reads_here(b"x" * (BYTES_READ_HERE - 1))
    assert not reads_here(b"x" * BYTES_READ_HERE)


@pytest.mark.parametrize(
    "text",
    ["![a" * 66_000, "[" * 199_000, ("![" * 99 + "\n\n") * 999, "<p>w</p>\n\n" * 9_000, "a[^1]\n\n[^1]: x\n\n" * 9_000],
    ids=["pictures", "brackets", "paragraphs", "html", "notes"],
)  # fmt: skip
def test_text_that_is_read_here_is_read_whatever_it_holds(text):
    began = time.process_time()
    assert read(text.encode()[: BYTES_READ_HERE - 1], kind="markdown").blocks
    assert time.process_time() - began < 60  # no measure of speed: it ends


def test_no_thread_is_left_behind():
    before = threading.active_count()
    read_apart(printed(), filename="a.pdf")
    assert threading.active_count() == before
