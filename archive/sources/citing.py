"""A source in one line, for lists; full citations in every style are for `exchange`."""

from archive.accounts.permissions import Viewer, may_moderate
from archive.core.models import Publication
from archive.sources.models import Source


def may_read(source: Source, *, viewer: Viewer) -> bool:
    """Return whether `viewer` may see the source: `visible_to` asked of one that is loaded already."""
    if source.state == Publication.PUBLISHED or may_moderate(viewer):
        return True
    own = viewer is not None and viewer.pk == source.added_by_id
    return own and source.state == Publication.HELD


def citation(source: Source, *, viewer: Viewer) -> str | None:
    """Return "Authors, “Title”, container or publisher, date", or None where `viewer` may not read the source."""
    if not may_read(source, viewer=viewer):
        return None
    where = source.container_title or source.publisher
    return ", ".join(
        part for part in (source.author_names, f"“{source.title}”", where, source.issued) if part
    )
