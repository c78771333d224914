"""`manage.py import_source`: what it prints, what it stores, how it ends when there is nothing to store."""

import hashlib
import json
import os
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from archive.claims.models import Evidence
from archive.management.commands.import_source import MAX_BYTES
from archive.sources.models import Block, Source, SourceText
from tests import factories

pytestmark = pytest.mark.django_db
REAL_ESSAY = Path(__file__).resolve().parents[3] / "shared/essay/choi-essay.md"
TEXT = """Harbours silt up when nobody dredges them.

![A dredger at work, 1931](https://example.org/dredger.png)

The port of Lindau was dredged twice a century.
It stayed open for all of that time.

Comments
"""


def run(*arguments):
    """Run the command and return what it printed."""
    out = StringIO()
    call_command("import_source", *[str(a) for a in arguments], stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "harbour-silt.md"
    path.write_text(TEXT)
    return path


def test_prints_where_the_text_is_and_what_is_in_it(file):
    said = run(file)
    source = Source.objects.get()
    assert f"Source {source.pk}: harbour silt" in said
    assert f"Address: {source.get_absolute_url()}" in said
    assert "Version: 1\nParagraphs: 2\nFigures: 1\n" in said
    assert f"SHA-256: {hashlib.sha256(TEXT.encode()).hexdigest()}" in said
    assert "Left out as page furniture: Comments" in said


def test_stores_the_paragraphs_and_the_figure_without_the_picture(file):
    run(file)
    text = SourceText.objects.get()
    words = [text.text[b.start : b.end] for b in Block.objects.filter(source_text=text, number__isnull=False)]
    assert words[0] == "Harbours silt up when nobody dredges them."
    assert words[1].startswith("The port of Lindau")
    figure = Block.objects.get(source_text=text, kind="figure").figure
    assert "https://example.org/dredger.png" in json.dumps(figure)
    assert "A dredger at work, 1931" in json.dumps(figure)


def test_takes_what_the_document_does_not_say(file):
    run(
        file, "--title", "On silt", "--author", "Haas, Lena", "--author", "Port Office", "--url", "https://example.org/silt",
        "--kind", "report", "--language", "en-GB",
    )  # fmt: skip
    source = Source.objects.get()
    assert (source.title, source.title_is_ours, source.kind, source.language) == (
        "On silt",
        False,
        "report",
        "en-GB",
    )
    assert source.authors == [{"family": "Haas", "given": "Lena"}, {"literal": "Port Office"}]
    assert source.url == "https://example.org/silt"


def test_imports_as_the_archive_editors_or_as_who_is_named(file, tmp_path, author):
    run(file)
    assert SourceText.objects.get().captured_by.signature == "Archive editors"
    other = tmp_path / "other.md"
    other.write_text("Another text, of another sort.")
    run(other, "--by", "AUTHOR")
    assert SourceText.objects.get(filename="other.md").captured_by == author


def test_same_bytes_again_change_nothing_and_say_where_they_are(file, tmp_path):
    run(file)
    copy = tmp_path / "copy.txt"
    copy.write_bytes(file.read_bytes())
    with pytest.raises(CommandError, match="stored already, as version 1 of “harbour silt”") as ended:
        run(copy, "--title", "Another title")
    assert ended.value.returncode == 1
    assert str(ended.value).endswith(Source.objects.get().get_absolute_url())
    assert (Source.objects.count(), SourceText.objects.count()) == (1, 1)


def test_new_version_is_read_and_its_quotes_are_checked_again(file, tmp_path):
    run(file)
    source = Source.objects.get()
    card = factories.evidence(source=source, quote="The port of Lindau was dredged twice a century.")
    file.write_text(TEXT.replace("twice", "thrice"))
    said = run(file, "--source", source.pk)
    assert f"Source {source.pk}: harbour silt" in said
    assert "Version: 2" in said
    assert Source.objects.count() == 1
    assert (card.check_state, Evidence.objects.get().check_state) == ("exact", "altered")


def test_version_of_a_known_source_takes_no_new_record(file):
    run(file)
    with pytest.raises(CommandError, match="leave out title"):
        run(file, "--source", Source.objects.get().pk, "--title", "On silt")


def test_newcomers_import_waits_for_a_moderator(file, rules, newcomer):
    rules(HOLD_FIRST=3)
    run(file, "--by", newcomer.username)
    assert Source.objects.get().state == "held"


def broken(path):
    path.write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\nno more of it")


def too_large(path):
    path.touch()
    os.truncate(path, MAX_BYTES + 1)


@pytest.mark.parametrize(
    ("name", "make", "message"),
    [
        pytest.param(
            "gone.md",
            lambda path: None,
            r"gone\.md cannot be read: No such file or directory\.",
            id="missing",
        ),
        pytest.param("folder", Path.mkdir, "folder holds no file that is read", id="empty folder"),
        pytest.param("empty.md", Path.touch, ".+", id="empty"),
        pytest.param("broken.pdf", broken, ".+", id="broken PDF"),
        pytest.param("picture.md", lambda path: path.write_bytes(bytes(range(256)) * 40), ".+", id="binary"),
        pytest.param("huge.txt", too_large, "huge.txt is larger than 30 MB", id="too large"),
    ],
)
def test_what_cannot_be_read_ends_the_command_with_the_reason(tmp_path, name, make, message):
    make(tmp_path / name)
    with pytest.raises(CommandError) as ended:
        run(tmp_path / name)
    assert re.search(message, str(ended.value))
    assert Source.objects.count() == 0


def test_unknown_or_unfit_account_ends_the_command(file, stranger):
    with pytest.raises(CommandError, match="There is no account named nobody"):
        run(file, "--by", "nobody")
    with pytest.raises(CommandError, match="Confirm your e-mail address"):
        run(file, "--by", stranger.username)
    factories.person("archive-editors")
    with pytest.raises(CommandError, match="somebody else's"):
        run(file)
    assert Source.objects.count() == 0


def test_unknown_source_or_kind_or_odd_language_ends_the_command(file):
    for options, message in (
        (("--source", 4711), "There is no source 4711"),
        (("--kind", "poem"), "invalid choice: 'poem'"),
        (("--language", "English!"), "Give the language as a tag"),
        (("--url", "example.org"), "Give a whole address"),
    ):
        with pytest.raises(CommandError, match=message):
            run(file, *options)
    assert Source.objects.count() == 0


@pytest.mark.skipif(not REAL_ESSAY.exists(), reason="the essay itself is not beside the project")
def test_the_essay_itself():
    said = run(REAL_ESSAY, "--title", "An essay", "--author", "Choi, Jieon", "--kind", "post-weblog")
    assert "Paragraphs: 8\nFigures: 1\n" in said
    assert "Left out as page furniture: Comments" in said
    text = SourceText.objects.get()
    assert text.sha256 == hashlib.sha256(REAL_ESSAY.read_bytes()).hexdigest()
    assert list(
        Block.objects.filter(source_text=text, number__isnull=False).values_list("number", flat=True)
    ) == [*range(1, 9)]
    figure = Block.objects.get(source_text=text, kind="figure")
    assert "static.wixstatic.com" in json.dumps(figure.figure)
    assert "Zhou Enlai" in json.dumps(figure.figure, ensure_ascii=False)
    before = Block.objects.filter(source_text=text, order__lt=figure.order, number__isnull=False)
    assert before.count() == 2
