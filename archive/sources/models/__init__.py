"""Tables of sources."""

from archive.sources.models.incoming import ImportState, SourceImport
from archive.sources.models.source import (
    Kind,
    Marking,
    Source,
    SourceMark,
    SourceMerge,
    name_in_full,
    slug_for,
)
from archive.sources.models.text import Block, BlockKind, Found, Passage, Place, SourceText

__all__ = [
    "Block",
    "BlockKind",
    "Found",
    "ImportState",
    "Kind",
    "Marking",
    "Passage",
    "Place",
    "Source",
    "SourceImport",
    "SourceMark",
    "SourceMerge",
    "SourceText",
    "name_in_full",
    "slug_for",
]
