"""CSL variables without a column of their own: volume, issue, page, ISBN, editors and the like."""

from typing import Any

from django.utils.translation import gettext as _

from archive.core.errors import Refused
from archive.core.text import TextProblem, check_short
from archive.sources.bibliography.records import DETAILS, NAME_DETAILS

DETAIL_LIMIT = 200


def clean_details(details: Any) -> dict[str, Any]:
    """Return the details as they will be stored, in one order and without empty ones, or refuse them.

    Raises `Refused` at the field `details` (code details for what is no table of known names, and what
    `check_short` refuses). The names of editors and translators are CSL names, kept by `clean_names`.
    """
    if not details:
        return {}
    if not isinstance(details, dict) or not all(isinstance(name, str) for name in details):
        raise Refused(_("Give the details as names with values."), field="details", code="details")
    unknown = sorted(details.keys() - set(DETAILS))
    if unknown:
        known = ", ".join(DETAILS)
        raise Refused(
            _("“%(unknown)s” is not a detail that is kept; known are %(known)s.")
            % {"unknown": unknown[0][:40], "known": known},
            field="details",
            code="details",
        )
    cleaned = {name: clean_detail(name, details[name]) for name in DETAILS if details.get(name)}
    return {name: value for name, value in cleaned.items() if value}


def clean_detail(name: str, value: Any) -> Any:
    """Return one detail: a short text, or CSL names."""
    if name in NAME_DETAILS:
        return clean_names(value, field="details")
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise Refused(_("Give “%(name)s” as a text.") % {"name": name}, field="details", code="details")
    return clean_part(str(value), field="details", limit=DETAIL_LIMIT)


def clean_names(names: Any, *, field: str) -> list[dict[str, str]]:
    """Return CSL names, at most 100, of a family and a given name or a literal; refuse anything else at `field`."""
    if not isinstance(names, list) or not all(
        isinstance(name, dict) and all(isinstance(part, str) for part in name.values()) for name in names
    ):
        raise Refused(_("Give each author as a name."), field=field, code="authors")
    cleaned = [
        {part: clean_part(name[part], field=field, limit=200) for part in PARTS if name.get(part)}
        for name in names
    ]
    return [kept for name in cleaned if (kept := {part: words for part, words in name.items() if words})][
        :100
    ]


PARTS = ("family", "given", "literal")


def clean_part(words: str, *, field: str, limit: int) -> str:
    """Return one line of words, or refuse it at `field`."""
    try:
        return check_short(words, limit=limit, required=False)
    except TextProblem as problem:
        raise Refused(problem.message, field=field, code=problem.code) from problem
