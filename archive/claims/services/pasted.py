"""One bibliographic record pasted as BibTeX, RIS or CSL-JSON, as the fields of a source."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from archive.core.errors import Refused
from archive.sources.bibliography import UnreadableRecords, read_records
from archive.sources.services import clean_fields

CHARACTERS_AT_MOST = 100_000
PROBLEMS_TOLD = 3


@dataclass(frozen=True, slots=True)
class Pasted:
    """The fields of the first record of a pasted text, and what its author should be told about the rest."""

    fields: dict[str, Any]
    notes: tuple[str, ...] = ()


def record_pasted(text: str) -> Pasted:
    """Return the first record of the text, or refuse it at the field `record` with entry and line.

    Codes: record, and empty, too_long, too_many, no_records, unknown_format for what cannot be read at all.
    """
    if len(text) > CHARACTERS_AT_MOST:
        raise Refused(
            _("Paste one record, at most %(characters_at_most)s characters.")
            % {"characters_at_most": f"{CHARACTERS_AT_MOST:,}"},
            field="record",
            code="too_long",
        )
    try:
        first, *others = read_records(text)
    except UnreadableRecords as problem:
        raise Refused(problem.message, field="record", code=problem.code) from problem
    problems = [problem.message for problem in first.problems]
    if first.record is None or not first.is_usable:
        raise Refused(" ".join(problems[:PROBLEMS_TOLD]), field="record", code="record")
    try:
        clean_fields(first.record)
    except Refused as refusal:
        named = _("Entry 1, line %(line)s, %(field)s: %(message)s") % {
            "line": first.line,
            "field": refusal.field,
            "message": refusal.message,
        }
        raise Refused(named, field="record", code=refusal.code) from refusal
    more = [_("Of %(n)s records the first was taken.") % {"n": len(others) + 1}] if others else []
    return Pasted(first.record, (*problems[:PROBLEMS_TOLD], *more))


def record_given(fields: dict[str, Any], record: str) -> Pasted:
    """Return the source that was filled in or pasted, empty for neither; refuse both at the field `record`."""
    if not record.strip():
        return Pasted(fields)
    if fields:
        raise Refused(_("Fill in the source or paste its record, not both."), field="record", code="both")
    return record_pasted(record)
