"""Capturing a source: the record, its text, and the checks of everything that quotes it, in one act."""

from typing import Any

from django.db import transaction

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.services.evidence import check_quotes_of, echo_of_source
from archive.claims.services.limits import begin_post, spend, state_for
from archive.core.errors import NotAllowed
from archive.core.models import Publication
from archive.sources.models import Source, SourceText
from archive.sources.services import add_source, read_or_refuse, store_text


@transaction.atomic
def capture_source(
    *,
    data: bytes,
    captured_by: User,
    filename: str = "",
    media_type: str = "",
    fields: dict[str, Any] | None = None,
    source: Source | None = None,
) -> SourceText:
    """Read `data`, add its record unless `source` is given, store the text and check every quote from it.

    What the fields leave empty is taken from the document itself (title, authors, language), the title
    at last from the file's name. Raises what reading, adding and storing refuse, and `NotAllowed` for a
    newcomer who would put a text under somebody's source: it would change what quotes are checked against.
    """
    require(captured_by, "import source")
    if (
        source is not None
        and source.added_by_id != captured_by.pk
        and state_of_source(captured_by) == Publication.HELD
    ):
        raise NotAllowed(
            "You can store a text here once your first posts have been let through.", code="newcomer"
        )
    reading = read_or_refuse(data, filename=filename, media_type=media_type)
    if source is None:
        known = {**reading.metadata, **{k: v for k, v in (fields or {}).items() if v}}
        if not known.get("title"):
            known["title"] = (
                filename.rsplit("/", 1)[-1].rsplit(".", 1)[0].replace("-", " ").replace("_", " ").strip()
            )
            known["title_is_ours"] = True
        source = add_source(fields=known, added_by=captured_by, state=state_of_source(captured_by))
    spend(begin_post(captured_by), "sources")
    text = store_text(source=source, data=data, reading=reading, filename=filename, captured_by=captured_by)
    check_quotes_of(source)
    return text


@transaction.atomic
def record_source(*, fields: dict[str, Any], added_by: User) -> Source:
    """Add a record without a text, held with a newcomer's first posts; raises what `add_source` raises.

    The same record by the same person within a minute returns the first one.
    """
    require(added_by, "import source")
    added_by = begin_post(added_by)
    if echo := echo_of_source(fields, added_by):
        return echo
    spend(added_by, "sources")
    return add_source(fields=fields, added_by=added_by, state=state_of_source(added_by))


def state_of_source(author: User) -> str:
    """Return the state in which a source of this person begins: held with a newcomer's first posts."""
    return Publication(state_for(author))
