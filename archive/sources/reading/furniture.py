"""Page furniture: what a page carries beside the document, found at its ends and set apart."""

import re
from collections.abc import Sequence

from archive.sources.reading.blocks import Piece

_LABELS = re.compile(
    r"""(?:\d+\s+)?(?:
        comments?|leave\s+a\s+(?:comment|reply)|add\s+a\s+comment|write\s+a\s+comment|no\s+comments(?:\s+yet)?
      | shares?(?:\s+this(?:\s+(?:post|article|page))?)?|tweet|likes?|print|e-?mail(?:\s+this)?|copy\s+link
      | subscribe(?:\s+now)?|sign\s+(?:in|up)|log\s+(?:in|out)|follow(?:\s+us)?|newsletter
      | (?:recent|related|similar)\s+(?:posts?|articles?|stories|reading)|see\s+all|read\s+(?:more|next)
      | you\s+may\s+also\s+like
      | back\s+to\s+top|top\s+of\s+(?:form|page)|bottom\s+of\s+(?:form|page)|menu|search|home
      | skip\s+to\s+(?:main\s+)?content
      | (?:previous|next)(?:\s+(?:post|article|page))?|advertisement|sponsored|loading|views?
      | \d+\s+min(?:ute)?s?\s+read
    )(?:\s*\(\d+\))?[\s:.…»›→←\u2193\u2191]*""",
    re.IGNORECASE | re.VERBOSE,
)
_AT_MOST = 40  # characters; a label is short


def set_apart(pieces: Sequence[Piece]) -> tuple[list[Piece], tuple[str, ...]]:
    """Return the pieces without the page's labels before and after the document, and these labels.

    Only the ends are looked at: the same word between two paragraphs may be the author's.
    """
    first, last = 0, len(pieces)
    while first < last and is_label(pieces[first]):
        first += 1
    while last > first and is_label(pieces[last - 1]):
        last -= 1
    apart = (*pieces[:first], *pieces[last:])
    if first == last:  # nothing but labels: then they are the document
        return list(pieces), ()
    return list(pieces[first:last]), tuple(piece.words.strip() for piece in apart)


def is_label(piece: Piece) -> bool:
    """Tell whether a piece is a button or label of the page around the document."""
    words = piece.words.strip()
    return (
        piece.kind in ("paragraph", "heading") and len(words) <= _AT_MOST and bool(_LABELS.fullmatch(words))
    )
