"""`manage.py import_source`: store the text of a file as a source, or as a new version of one."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.accounts.models import User
from archive.claims.services.sources import capture_source
from archive.core.commands import refusals_end_the_command
from archive.sources.models import Block, BlockKind, Kind, Source, SourceText
from archive.starter.loading import EDITORS, editors

MAX_BYTES = 30 * 2**20  # as much as the form takes
FIELDS = ("title", "authors", "url", "kind", "language")


class Command(BaseCommand):
    """Read a file, store its text unchanged, and print what was found in it."""

    help = (
        "Stores the text of a Markdown, plain text, HTML or PDF file with its SHA-256 and its paragraphs. "
        "Bytes that are stored already are not stored again: the command says where they are and ends with "
        "exit code 1, as it does for whatever it cannot read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and what the document itself may not say."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--title", default="")
        parser.add_argument(
            "--author",
            action="append",
            dest="authors",
            default=[],
            help='"Family, Given" or a name; repeatable',
        )
        parser.add_argument("--url", default="")
        parser.add_argument("--kind", choices=Kind.values, default="")
        parser.add_argument("--language", default="", help='a tag such as "en" or "zh-Hans"')
        parser.add_argument(
            "--source", type=int, metavar="ID", help="store it as a new version of this source"
        )
        parser.add_argument(
            "--by", metavar="USERNAME", default=EDITORS, help=f"whose import this is ({EDITORS})"
        )

    def handle(self, *args: Any, file: Path, source: int | None, by: str, **options: Any) -> None:
        """Import the file, and report."""
        fields = {name: options[name] for name in FIELDS if options[name]}
        if source is not None and fields:
            raise CommandError(
                "With --source the record is there already; leave out " + ", ".join(fields) + "."
            )
        data = bytes_of(file)
        with refusals_end_the_command():
            text = capture_source(
                data=data,
                captured_by=account(by),
                filename=file.name,
                fields=fields,
                source=None if source is None else source_numbered(source),
            )
        self.report(text)

    def report(self, text: SourceText) -> None:
        """Print where the text is, what it holds and what was left out of it."""
        blocks = Block.objects.filter(source_text=text)
        self.stdout.write(
            f"Source {text.source_id}: {text.source.title}\n"
            f"Address: {text.source.get_absolute_url()}\n"
            f"Version: {text.version}\n"
            f"Paragraphs: {blocks.filter(number__isnull=False).count()}\n"
            f"Figures: {blocks.filter(kind=BlockKind.FIGURE).count()}\n"
            f"SHA-256: {text.sha256}"
        )
        for line in text.furniture:
            self.stdout.write(f"Left out as page furniture: {line}")


def bytes_of(file: Path) -> bytes:
    """Return the file's bytes, or end the command with the reason why not."""
    try:
        if file.is_file() and file.stat().st_size > MAX_BYTES:
            raise CommandError(f"{file} is larger than {MAX_BYTES // 2**20} MB.")
        return file.read_bytes()
    except IsADirectoryError as problem:
        raise CommandError(f"{file} is a folder; give one file.") from problem
    except OSError as problem:
        raise CommandError(f"{file} cannot be read: {problem.strerror}.") from problem


def account(username: str) -> User:
    """Return the account of this name; the editors' is made if it is not there."""
    if username == EDITORS:
        return editors()
    person = User.objects.filter(username__iexact=username).first()
    if person is None:
        raise CommandError(f"There is no account named {username}.")
    return person


def source_numbered(number: int) -> Source:
    """Return the source with this id, whatever its state: who runs commands sees everything."""
    source = Source.objects.filter(pk=number).first()
    if source is None:
        raise CommandError(f"There is no source {number}.")
    return source
