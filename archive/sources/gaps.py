"""What is empty in one bibliographic record and known from elsewhere."""

from collections.abc import Mapping
from typing import Any

from archive.sources.models import Source

FILLABLE = (
    "authors", "container_title", "publisher", "issued", "language", "url", "doi", "note", "rights",
    "ai_assistance", "digest", "details",
)  # fmt: skip
"""What may be empty in a record and be filled from another; a record always has a title and a kind."""


def gaps_filled(source: Source, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that are empty in the source and not in `given`, with the values that they would get.

    `details` are filled one by one; what dates sort by goes with the date.
    """
    filled = {name: given[name] for name in FILLABLE if given.get(name) and not getattr(source, name)}
    more = {name: value for name, value in (given.get("details") or {}).items() if value}
    if source.details and (missing := {n: v for n, v in more.items() if n not in source.details}):
        filled["details"] = {**source.details, **missing}
    if "issued" in filled:
        filled["issued_from"] = given.get("issued_from")
    return filled


def columns_of(source: Source) -> dict[str, Any]:
    """Return the columns of a record that another's gaps can be filled from."""
    return {name: getattr(source, name) for name in (*FILLABLE, "issued_from")}
