"""What can be done to sources: add the record, store a text, mark passages, place them anew."""

from archive.sources.services.passages import mark_passage
from archive.sources.services.records import (
    LANGUAGE_TAG,
    PROSE_FIELDS,
    SHORT_FIELDS,
    add_source,
    clean_fields,
    lock_source,
    set_source_state,
)
from archive.sources.services.texts import read_or_refuse, store_text

__all__ = [
    "LANGUAGE_TAG",
    "PROSE_FIELDS",
    "SHORT_FIELDS",
    "add_source",
    "clean_fields",
    "lock_source",
    "mark_passage",
    "read_or_refuse",
    "set_source_state",
    "store_text",
]
