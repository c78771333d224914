"""`manage.py import_source`: store the text of a file as a source or a new version of one; or a whole batch."""

import json
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from tqdm import tqdm

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.services.sources import capture_source
from archive.core.commands import refusals_end_the_command
from archive.exchange.batch import FAILED, IMPORTED, THERE, Outcome, import_all
from archive.exchange.items import Item, Items, NothingToImport, is_batch, items_of, printable
from archive.sources.models import Block, BlockKind, Kind, Source, SourceText
from archive.starter.loading import EDITORS, editors

MAX_BYTES = 30 * 2**20  # as much as the form takes
FIELDS = ("title", "authors", "url", "kind", "language")
OF_ONE = ("title", "authors", "url")  # what only one document has
FAILURES_SHOWN = 200
TELL_EVERY = 10  # seconds, where no terminal shows a bar
INTERRUPTED = 130  # the exit code of what Ctrl-C ended


class Command(BaseCommand):
    """Read a file, store its text unchanged, and print what was found in it; or do so with many, and sum up."""

    help = (
        "Stores the text of a Markdown, plain text, HTML, PDF, Word (.docx) or EPUB file with its SHA-256 and "
        "its paragraphs. Bytes that are stored already are not stored again: the command says where they are and "
        "ends with exit code 1, as it does for whatever it cannot read. "
        "PATH may also be a folder (every readable file in it, hidden ones and links to folders left out), a "
        '.jsonl file (a CSL-JSON item a line, with "file", a path below the .jsonl file\'s folder, or "text" and '
        '"format"), or a bibliography without texts (.bib, .ris, .json). Of such a batch each thing stands for '
        "itself: what is here already is left alone, so that a batch that was interrupted is simply run again; "
        "what fails is listed at the end with its reason, and the exit code is 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the path, and what the document itself may not say."""
        parser.add_argument("file", type=Path, metavar="PATH")
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
        parser.add_argument("--dry-run", action="store_true", help="read everything and store nothing")
        parser.add_argument(
            "--report", type=Path, metavar="FILE", help="write what became of each thing there, as JSON lines"
        )

    def handle(self, *args: Any, file: Path, source: int | None, by: str, **options: Any) -> None:
        """Import the file and report, or the batch."""
        fields = {name: options[name] for name in FIELDS if options[name]}
        if source is not None and fields:
            raise CommandError(
                "With --source the record is there already; leave out " + ", ".join(fields) + "."
            )
        if is_batch(file):
            self.batch(file, source, by, fields, options)
        elif options["dry_run"] or options["report"]:
            raise CommandError("--dry-run and --report are for a folder or a list; this is one file.")
        else:
            self.one(file, source, by, fields)

    def one(self, file: Path, source: int | None, by: str, fields: dict[str, Any]) -> None:
        """Import one file, and tell what is in it."""
        data = bytes_of(file)
        with refusals_end_the_command():
            text = capture_source(
                data=data,
                captured_by=account(by),
                filename=printable(file.name),
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

    def batch(
        self, path: Path, source: int | None, by: str, fields: dict[str, Any], options: dict[str, Any]
    ) -> None:
        """Import everything that the path holds, with a bar and a summary; exit code 1 if anything failed."""
        for name in ("source",) if source is not None else [name for name in OF_ONE if name in fields]:
            raise CommandError(f"--{name.removesuffix('s')} is for one file; this is a batch.")
        with refusals_end_the_command():
            person = account(by)
            require(person, "import source")
        items, trial = listed(path), options["dry_run"]
        counts: Counter[str] = Counter()
        failures: list[Outcome] = []
        with report_in(options["report"], path) as report:
            outcomes = import_all(watched(items, counts), person=person, defaults=fields, trial=trial)
            ended = take(outcomes, counts, failures, report)
        self.sum_up(items.total, counts, failures, trial=trial)
        if ended:
            self.stderr.write(ended)
            sys.exit(INTERRUPTED)
        if counts[FAILED]:
            raise CommandError(f"{counts[FAILED]} of {items.total} could not be imported.")

    def sum_up(self, total: int, counts: Counter[str], failures: list[Outcome], *, trial: bool) -> None:
        """Print how many of everything there were, and every failure with its reason."""
        self.stdout.write(f"{'Would be imported' if trial else 'Imported'}: {counts[IMPORTED]}")
        self.stdout.write(f"Already there: {counts[THERE]}")
        self.stdout.write(f"Failed: {counts[FAILED]}")
        left = total - sum(counts.values())
        if left:
            self.stdout.write(f"Not tried: {left}")
        for failure in failures:
            see = f" See {failure.address}" if failure.address else ""
            self.stdout.write(f"  {failure.item}: {failure.reason}{see}")
        if counts[FAILED] > len(failures):
            self.stdout.write(f"  and {counts[FAILED] - len(failures)} more; --report FILE lists them all")


def listed(path: Path) -> Items:
    """Return what the path holds, or end the command with the reason why nothing."""
    try:
        return items_of(path)
    except NothingToImport as problem:
        raise CommandError(str(problem)) from problem
    except OSError as problem:
        raise CommandError(f"{path} cannot be read: {problem.strerror}.") from problem


def report_in(file: Path | None, path: Path) -> AbstractContextManager[IO[str] | None]:
    """Return the report's file, opened anew, or nothing; never the file that is being imported."""
    if file is None:
        return nullcontext()
    if file.exists() and path.exists() and file.samefile(path):
        raise CommandError("--report names the file that is to be imported; give another one.")
    try:
        return file.open("w", encoding="utf-8")
    except OSError as problem:
        raise CommandError(f"{file} cannot be written: {problem.strerror}.") from problem


def take(
    outcomes: Iterable[Outcome], counts: Counter[str], failures: list[Outcome], report: IO[str] | None
) -> str:
    """Count the outcomes and write the report; returns why it ended early, or nothing."""
    try:
        for outcome in outcomes:
            counts[outcome.outcome] += 1
            if outcome.outcome == FAILED and len(failures) < FAILURES_SHOWN:
                failures.append(outcome)
            if report is not None:
                report.write(json.dumps(outcome.as_dict(), ensure_ascii=False) + "\n")
                report.flush()
    except KeyboardInterrupt:
        return "Stopped. What was imported stays; run it again to go on."
    except OperationalError as problem:
        return f"The database went away: {problem}. What was imported stays; run it again to go on."
    return ""


def watched(items: Items, counts: Counter[str]) -> Iterator[Item]:
    """Yield the items, with a bar on the terminal, or a line now and then where none looks on."""
    if sys.stderr.isatty():
        yield from tqdm(items.each, total=items.total, unit="", file=sys.stderr, dynamic_ncols=True)
        return
    told = time.monotonic()
    for item in items.each:
        yield item
        if time.monotonic() - told > TELL_EVERY:
            told = time.monotonic()
            words = ", ".join(f"{count:,} {word}" for word, count in counts.items())
            print(f"{sum(counts.values()):,} of {items.total:,}: {words}", file=sys.stderr, flush=True)


def bytes_of(file: Path) -> bytes:
    """Return the file's bytes, or end the command with the reason why not."""
    try:
        if file.is_file() and file.stat().st_size > MAX_BYTES:
            raise CommandError(f"{file} is larger than {MAX_BYTES // 2**20} MB.")
        return file.read_bytes()
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
