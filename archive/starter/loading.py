"""Loads the starter content through the services that people post by; what is there is left alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from archive.accounts.models import User
from archive.accounts.services import make_account
from archive.claims.models import Claim, Debate
from archive.claims.services import attach_evidence, draw_claim, post_argument
from archive.core.errors import Refused
from archive.sources.models import Source
from archive.sources.services import add_source
from archive.starter.fixture import Entry, Thesis, Work, starter

EDITORS = "archive-editors"


@dataclass(slots=True)
class Loaded:
    """How much was new."""

    sources: int = 0
    debates: int = 0
    arguments: int = 0
    cards: int = 0


def editors() -> User:
    """Return the account that starter content is posted by, made if it is not there.

    Raises `Refused` when somebody else signed up under its name.
    """
    account = make_account(username=EDITORS, display_name="Archive editors", trusted=True)
    if not account.is_trusted:
        raise Refused(
            f"The account {EDITORS} is somebody else's; rename it or mark it as trusted.", code="name_taken"
        )
    return account


@transaction.atomic
def load_starter() -> Loaded:
    """Load whatever of the starter content is not there, and return how much that was.

    Sources and debates are known by their keys. A debate that is there is left as it is, whatever was
    moved, reworded, withdrawn or removed in it since; so loading twice changes nothing.
    """
    content, loaded, account = starter(), Loaded(), editors()
    works = {work.key: work for work in content.works}
    sources = ensure_sources((content.essay, *content.works), account, loaded)
    there = set(
        Debate.objects.filter(key__in=[thesis.key for thesis in content.debates]).values_list(
            "key", flat=True
        )
    )
    for thesis in content.debates:
        if thesis.key not in there:
            load_debate(thesis, sources[content.essay.key], works, sources, account, loaded)
    return loaded


def ensure_sources(works: Sequence[Work], account: User, loaded: Loaded) -> dict[str, Source]:
    """Return the sources with these works' keys, those added that are not there."""
    keys = [work.key for work in works]
    sources = {source.key or "": source for source in Source.objects.filter(key__in=keys)}
    for work in works:
        if work.key not in sources:
            sources[work.key] = add_source(fields=work.fields, added_by=account, key=work.key)
            loaded.sources += 1
    return sources


def load_debate(
    thesis: Thesis,
    essay: Source,
    works: dict[str, Work],
    sources: dict[str, Source],
    account: User,
    loaded: Loaded,
) -> None:
    """Draw the thesis from the essay and post every argument with its cards."""
    debate = draw_claim(
        source=essay,
        exact=thesis.quote,
        paragraph=thesis.paragraph,
        holds=thesis.holds,
        statement=thesis.statement,
        author=account,
        key=thesis.key,
    )
    loaded.debates += 1

    def load(entry: Entry, parent: Claim) -> None:
        claim = post_argument(parent=parent, stance=entry.stance, statement=entry.statement, author=account)
        loaded.arguments += 1
        for key in entry.cites:
            work = works[key]
            attach_evidence(
                claim=claim, source=sources[key], tag=work.shows, note=work.remark, author=account
            )
            loaded.cards += 1
        for answer in entry.arguments:
            load(answer, claim)

    top = debate.claims.get(parent=None)
    for entry in thesis.arguments:
        load(entry, top)
