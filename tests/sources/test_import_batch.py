"""`manage.py import_source` with a folder, a list or a bibliography: what comes in, what is told, how it ends."""

import json
import os
import re
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from archive.exchange.items import LINE_AT_MOST
from archive.sources.models import Source, SourceText
from tests import factories

pytestmark = pytest.mark.django_db


def run(*arguments):
    """Run the command; returns what it printed, and the error that it ended with."""
    out = StringIO()
    try:
        call_command("import_source", *[str(a) for a in arguments], stdout=out, stderr=StringIO())
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def counts(said):
    """Return how many were imported, were there and failed."""
    return tuple(int(re.search(rf"{word}: (\d+)", said)[1]) for word in ("mported", "there", "Failed"))


def told(report):
    """Return the lines of a report by item."""
    return {row["item"]: row for row in map(json.loads, report.read_text().splitlines())}


def lines(path, *items):
    """Write a .jsonl file: texts as they are, everything else as JSON."""
    path.write_text("".join(f"{i if isinstance(i, str) else json.dumps(i)}\n" for i in items))
    return path


@pytest.fixture
def folder(tmp_path):
    """Five readable files in three folders, and what is to be left out."""
    root = tmp_path / "texts"
    for name, words in {
        "b.md": "# On silt\n\nHarbours silt up.",
        "a.TXT": "Rivers carry sand.",
        "deep/er/c.html": "<html><body><p>Dredgers dig it out again and again.</p></body></html>",
        "deep/d.markdown": "One more.",
        "deep/z.txt": "The last one.",
        ".hidden.md": "Hidden.",
        ".git/e.md": "Hidden with its folder.",
        "picture.png": "No picture.",
        "notes.bib": "@book{a, title={T}}",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(words)
    (root / "deep" / "loop").symlink_to(root)
    (root / "own-loop.md").symlink_to(root / "own-loop.md")
    os.mkfifo(root / "pipe.md")
    return root


# ------------------------------------------------------------------------------------------------ a folder


def test_a_folder_is_imported_in_order_without_what_is_hidden_or_loops(folder, tmp_path):
    said, error = run(folder, "--report", tmp_path / "report")
    assert (counts(said), error) == ((5, 0, 0), "")
    assert list(told(tmp_path / "report")) == [
        "a.TXT",
        "b.md",
        "deep/d.markdown",
        "deep/er/c.html",
        "deep/z.txt",
    ]
    assert [s.title for s in Source.objects.order_by("id")][:2] == ["a", "On silt"]
    assert set(SourceText.objects.values_list("captured_by__username", flat=True)) == {"archive-editors"}


def test_run_again_a_folder_changes_nothing(folder):
    run(folder)
    said, error = run(folder)
    assert (counts(said), error) == ((0, 5, 0), "")
    assert Source.objects.count() == 5


def test_what_cannot_be_read_is_listed_and_the_rest_comes_in(folder, tmp_path):
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nno more")
    (folder / "empty.md").touch()
    (folder / "twice.txt").write_text("Rivers carry sand.")
    said, error = run(folder, "--report", tmp_path / "report")
    assert counts(said) == (5, 1, 2)
    assert error == "2 of 8 could not be imported."
    assert re.search(r"^  broken\.pdf: This PDF is damaged", said, re.MULTILINE)
    rows = told(tmp_path / "report")
    assert (rows["empty.md"]["outcome"], rows["empty.md"]["code"]) == ("failed", "empty")
    assert rows["twice.txt"]["source"] == rows["a.TXT"]["source"]


def test_a_dry_run_says_what_would_happen_and_stores_nothing(folder):
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nno more")
    (folder / "twice.txt").write_text("Rivers carry sand.")
    said, error = run(folder, "--dry-run")
    assert "Would be imported: 5" in said
    assert (counts(said), bool(error)) == ((5, 1, 1), True)
    assert not Source.objects.exists()
    (folder / "broken.pdf").unlink()
    run(folder)
    assert counts(run(folder, "--dry-run")[0]) == (0, 6, 0)


def test_kind_and_language_hold_for_what_does_not_say(folder):
    run(folder, "--kind", "report", "--language", "en-GB")
    assert set(Source.objects.values_list("kind", "language")) == {("report", "en-GB")}


@pytest.mark.parametrize("option", [("--title", "T"), ("--author", "A"), ("--url", "https://a.example/")])
def test_what_only_one_document_has_is_refused_for_a_batch(folder, option):
    assert "is for one file; this is a batch" in run(folder, *option)[1]


def test_a_version_of_one_source_is_not_a_batch(folder):
    assert run(folder, "--source", factories.source().pk)[1].startswith("--source is for one file")


def test_who_may_not_import_is_told_once(folder, stranger):
    said, error = run(folder, "--by", stranger.username)
    assert (said, error.startswith("Confirm your e-mail address")) == ("", True)


def test_an_empty_folder_ends_the_command(tmp_path):
    (tmp_path / ".hidden.md").write_text("Hidden.")
    assert "holds no file that is read" in run(tmp_path)[1]


def test_odd_file_names_break_nothing(tmp_path):
    for name in (b"caf\xe9.txt", "新闻\u202e.txt".encode(), b"new\nline.txt"):
        Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_text(f"Words of {name!r}.")
    said, error = run(tmp_path, "--report", tmp_path / "report")
    assert (counts(said), error) == ((3, 0, 0), "")
    assert "new\ufffdline.txt" in told(tmp_path / "report")


def test_a_newcomers_batch_waits_as_long_as_the_rules_ask(folder, rules, newcomer, monkeypatch):
    rules(POST_INTERVAL_SECONDS=55, HOLD_FIRST=3)
    from archive.exchange import batch

    waited = []

    def wait(seconds):
        waited.append(seconds)
        rules(POST_INTERVAL_SECONDS=0)

    monkeypatch.setattr(batch, "time", SimpleNamespace(sleep=wait))
    said, _ = run(folder, "--by", newcomer.username)
    assert counts(said) == (5, 0, 0)
    assert [10 < seconds <= 55 for seconds in waited] == [True]
    assert set(Source.objects.values_list("state", flat=True)) == {"held"}


# ------------------------------------------------------------------------------------------- a .jsonl file


def test_lines_bring_records_with_files_texts_or_neither(tmp_path):
    (tmp_path / "a.md").write_text("# Named within\n\nWords.")
    path = lines(
        tmp_path / "list.jsonl",
        {"type": "report", "title": "On leaks", "author": [{"family": "Choi", "given": "Jieon"}], "file": "a.md"},
        {"type": "book", "title": "Silt", "issued": {"date-parts": [[1959]]}, "text": "Harbours.", "format": "text"},
        {"type": "article-journal", "title": "A record", "DOI": "https://doi.org/10.1234/Abc", "volume": "7"},
        "",
        {"file": "./a.md"},
        {"text": "Only words that nobody has described."},
    )  # fmt: skip
    said, error = run(path)
    assert counts(said) == (3, 1, 1)
    assert "list.jsonl, line 6: " in said
    report, book, record = Source.objects.order_by("id")
    assert (report.title, report.kind, report.author_names) == ("On leaks", "report", "Jieon Choi")
    assert (book.issued, book.texts.get().text) == ("1959", "Harbours.")
    assert (record.doi, record.texts.count()) == ("10.1234/Abc", 0)
    assert error


def test_a_file_named_by_a_line_gives_the_title_that_the_line_lacks(tmp_path):
    (tmp_path / "a.md").write_text("# Named within\n\nWords.")
    run(lines(tmp_path / "list.jsonl", {"type": "report", "file": "a.md"}))
    assert (Source.objects.get().title, Source.objects.get().kind) == ("Named within", "report")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{not json", "not JSON"),
        ("[1, 2]", "not an object"),
        ("7", "not an object"),
        ("[" * 100_000, "not JSON|nested"),
        ('{"a":' * 50_000, "not JSON|nested"),
        ('{"title": ' + "9" * 5000 + "}", "digits|title"),
        ({"title": "No such", "file": "gone.md"}, "No such file or directory"),
        ({"title": "Up", "file": "../outside.md"}, "in the folder of the .jsonl"),
        ({"title": "Absolute", "file": "/etc/hostname"}, "in the folder of the .jsonl"),
        ({"title": "By link", "file": "link.md"}, "in the folder of the .jsonl"),
        ({"title": "NUL", "file": "a\0.md"}, "in the folder of the .jsonl"),
        ({"title": "Folder", "file": "."}, "in the folder of the .jsonl"),
        ({"title": "Folder", "file": "sub"}, "Is a directory"),
        ({"title": "Number", "file": 7}, "“file” is not a text"),
        ({"title": "List", "text": ["a"]}, "“text” is not a text"),
        ({"title": "Both", "file": "a.md", "text": "b"}, "not both"),
        ({"title": "Odd", "text": "b", "format": "exe"}, "no format"),
        ({"title": "Empty", "text": " "}, "nothing in it"),
        ({"title": "Half", "text": "\ud800"}, "half of a character"),
        ({"title": "turned \u202e round"}, "."),
        ({"title": "x" * 501}, "500"),
        ({}, "empty"),
        ({"type": "book"}, "no title"),
        ({"title": "Script", "URL": "javascript:alert(1)"}, "http"),
        ({"title": "Secret", "URL": "https://a:b@example.org/"}, "password"),
        ({"title": "Long", "URL": "https://example.org/" + "x" * 5000}, "2,000"),
        ({"title": "Type", "author": "nobody", "issued": 7, "type": ["x"], "DOI": "abc"}, "DOI"),
    ],
)
def test_a_bad_line_is_told_of_and_the_others_come_in(tmp_path, line, reason):
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "outside.md").write_text("Outside.")
    (tmp_path / "in" / "a.md").write_text("Inside.")
    (tmp_path / "in" / "link.md").symlink_to(tmp_path / "outside.md")
    path = lines(tmp_path / "in" / "list.jsonl", {"title": "Before"}, line, {"title": "After"})
    said, error = run(path)
    assert (counts(said), error) == ((2, 0, 1), "1 of 3 could not be imported.")
    assert re.search(rf"list\.jsonl, line 2: .*({reason})", said), said
    assert set(Source.objects.values_list("title", flat=True)) == {"Before", "After"}
    assert not SourceText.objects.exists()


def test_a_line_of_ten_megabytes_and_one_that_is_not_utf8_are_told_of(tmp_path):
    path = tmp_path / "list.jsonl"
    long = b'{"title": "Long", "text": "' + b"word " * 2_000_000 + b'"}'
    assert len(long) > LINE_AT_MOST
    rows = [b'{"title": "One"}', long, b'{"title": "\xff"}', b'{"title": "Two"}']
    path.write_bytes(b"\xef\xbb\xbf" + b"\n".join(rows))
    said, _ = run(path)
    assert counts(said) == (2, 0, 2)
    assert "line 2: The line is longer than 8 MB" in said
    assert "line 3: The line is not UTF-8" in said


def test_records_that_are_here_are_known_by_doi_address_or_title_year_and_first_author(tmp_path):
    author = [{"family": "Lewis", "given": "John"}]
    path = lines(
        tmp_path / "list.jsonl",
        {"title": "By DOI", "DOI": "10.1234/abc"},
        {"title": "By address", "URL": "https://example.org/a"},
        {"title": "By words", "issued": "1988-04", "author": author},
    )
    run(path)
    again = lines(
        tmp_path / "again.jsonl",
        {"title": "Another title", "DOI": "https://doi.org/10.1234/ABC"},
        {"title": "Another title", "URL": "https://example.org/a"},
        {"title": "BY WORDS", "issued": "c. 1988", "author": author},
        {"title": "By words", "issued": "1989", "author": author},
        {"title": "By words", "issued": "1988", "author": [{"family": "Xue"}]},
    )
    assert counts(run(again)[0]) == (2, 3, 0)


def test_a_text_goes_under_its_record_and_not_beside_another_text(tmp_path):
    record = factories.source("On leaks", doi="10.1234/abc")
    item = {"title": "On leaks", "DOI": "10.1234/abc"}
    said, _ = run(lines(tmp_path / "list.jsonl", {**item, "text": "One."}, {**item, "text": "Two."}))
    assert counts(said) == (1, 0, 1)
    assert record.texts.get().text == "One."
    assert f"Source {record.pk} is the same record with another text" in said


def test_a_list_without_items_ends_the_command(tmp_path):
    assert "nothing in it" in run(lines(tmp_path / "list.jsonl", "", "  "))[1]
    assert "No such file" in run(tmp_path / "gone.jsonl")[1]


# ------------------------------------------------------------------------------------------ a bibliography

BIB = """@article{choi2025, title = {On leaks}, author = {Choi, Jieon}, year = 2025,
  doi = {https://doi.org/10.1234/abc}, file = {:/etc/hostname:PDF}}
@book{broken, title = {No end, year = 1959
@book{lewis, title = {China builds it}, author = {Lewis, John Wilson and Xue, Litai}, year = {1988}}
@misc{nothing, year = 2001}
"""


def test_a_bibliography_brings_records_and_tells_of_its_bad_entries(tmp_path):
    path = tmp_path / "works.bib"
    path.write_text(BIB)
    said, error = run(path, "--report", tmp_path / "report")
    assert counts(said)[0] == 2
    assert re.search(r"works\.bib, line 3 \(broken\): .+", said)
    assert re.search(r"works\.bib, line 5 \(nothing\): .*no title", said)
    assert error
    assert set(Source.objects.values_list("title", "doi")) == {
        ("On leaks", "10.1234/abc"),
        ("China builds it", ""),
    }
    assert not SourceText.objects.exists()
    assert counts(run(path)[0])[:2] == (0, 2)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("works.ris", "TY  - RPRT\nTI  - On leaks\nAU  - Choi, Jieon\nPY  - 2025\nER  - \n"),
        ("works.json", '[{"type": "report", "title": "On leaks"}]'),
    ],
)
def test_other_bibliographies_come_in_too(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert counts(run(tmp_path / name)[0]) == (1, 0, 0)
    assert Source.objects.get().title == "On leaks"


@pytest.mark.parametrize("text", ["", "Only words.", '{"no": "title"}', "[[[["])
def test_what_is_no_bibliography_is_told(tmp_path, text):
    (tmp_path / "works.json").write_text(text)
    assert run(tmp_path / "works.json")[1]
    assert not Source.objects.exists()


# ------------------------------------------------------------------------------------ report, bar and Ctrl-C


def test_a_report_never_overwrites_what_is_imported(tmp_path):
    path = lines(tmp_path / "list.jsonl", {"title": "One"})
    before = path.read_text()
    assert "give another one" in run(path, "--report", path)[1]
    assert path.read_text() == before
    assert "cannot be written" in run(path, "--report", tmp_path / "no" / "report")[1]
    assert not Source.objects.exists()


def test_one_file_takes_no_batch_options(folder):
    assert "this is one file" in run(folder / "b.md", "--dry-run")[1]


def test_an_interruption_keeps_what_was_done_and_ends_with_130(folder, monkeypatch):
    from archive.exchange import batch

    capture, done = batch.capture_source, []

    def interrupted(**given):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(capture(**given))
        return done[-1]

    monkeypatch.setattr(batch, "capture_source", interrupted)
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_source", str(folder), stdout=out, stderr=err)
    assert ended.value.code == 130
    assert "Not tried: 3" in out.getvalue()
    assert "run it again to go on" in err.getvalue()
    monkeypatch.undo()
    assert counts(run(folder)[0]) == (3, 2, 0)
