"""What somebody types into the field of search, understood: words, "phrases", -exclusions, beginnings*, OR.

All words must be there; OR stands between two of which one is enough, and binds them more closely than the
space does. Nothing that is typed is syntax of the database.
"""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.core.words import quoted
from archive.search.folding import is_run, pieces_of

LONGEST = 1_000  # characters that are looked at
TERMS = 20
SHORTEST = 2  # letters of the only word, and of a beginning

_PART = re.compile(r'(-?)"([^"]*)"?|(-?)([^\s"]+)')


@dataclass(frozen=True, slots=True)
class Term:
    """A word, a beginning or a phrase; `pieces` are folded, and stand side by side in a text."""

    pieces: tuple[str, ...]
    is_beginning: bool = False
    is_exact: bool = False

    @property
    def is_compared(self) -> bool:
        """Whether the index alone cannot tell that a text has it: its pieces must also stand side by side."""
        return len(self.pieces) > 1 or any(is_run(piece) and len(piece) > 2 for piece in self.pieces)

    @property
    def stemmed(self) -> bool:
        """Whether other forms of the word are found too, in English."""
        return (
            not (self.is_exact or self.is_beginning) and len(self.pieces) == 1 and not is_run(self.pieces[0])
        )

    @property
    def side_by_side(self) -> str:
        """What a folded text holds that has it."""
        before = "" if is_run(self.pieces[0]) else " "
        after = "" if is_run(self.pieces[-1]) or self.is_beginning else " "
        return before + " ".join(self.pieces) + after

    def lexemes(self, stems: dict[str, str]) -> list[str]:
        """Return the words of the index that a text with it must have; `stems` is empty but for English."""
        found: list[str] = []
        for piece in self.pieces:
            if is_run(piece):
                found += [piece[at : at + 2] for at in range(max(1, len(piece) - 1))]
            elif piece in stems and self.stemmed:
                found.append("~" + stems[piece])
            else:
                found.append(piece)
        return found

    def query(self, stems: dict[str, str], *, begins: bool = False) -> str:
        """Return it as the index is asked for it; with `begins` its last word may go on, as names do."""
        words = [
            quoted(word) + (":*" if len(word) == 1 and is_run(word) else "") for word in self.lexemes(stems)
        ]
        if self.is_beginning or (begins and not words[-1].endswith("*")):
            words[-1] += ":*"
        return "(" + "&".join(words) + ")"


Clause = tuple[Term, ...]
"""Terms of which one is enough."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What was typed: every clause must be met, nothing in `without` be there."""

    clauses: tuple[Clause, ...] = ()
    without: Clause = ()
    problem: str = field(default="", compare=False)

    @property
    def terms(self) -> list[Term]:
        """Every term that may be there, for marking."""
        return [term for clause in self.clauses for term in clause]

    @property
    def words(self) -> list[str]:
        """The pieces that have other forms in English."""
        return list({t.pieces[0]: None for t in [*self.terms, *self.without] if t.stemmed})

    def query(self, stems: dict[str, str], *, begins: bool = False) -> str:
        """Return what the index is asked; where terms are compared too, it finds more than is sought."""
        parts = [
            "(" + "|".join(t.query(stems, begins=begins) for t in clause) + ")" for clause in self.clauses
        ]
        parts += ["!" + t.query(stems) for t in self.without if not t.is_compared]
        return "&".join(parts)


def sought(typed: str) -> Sought:
    """Return what is sought; `problem` says why nothing can be."""
    typed = typed.replace("\x00", " ").encode(errors="ignore").decode()
    problem = ""
    if len(typed) > LONGEST:
        problem = _("Only the first %(count)s characters are looked for.") % {"count": f"{LONGEST:,}"}
    clauses, without, terms = read(typed[:LONGEST])
    if terms > TERMS:
        problem = ngettext(
            "Only the first %(count)s word is looked for.",
            "Only the first %(count)s words are looked for.",
            TERMS,
        ) % {"count": TERMS}
    if not clauses:
        problem = nothing_in(typed, without)
    elif is_too_short(clauses):
        return Sought((), tuple(without), _("Write at least two letters."))
    return Sought(tuple(map(tuple, clauses)), tuple(without), problem)


def is_too_short(clauses: list[list[Term]]) -> bool:
    """Return whether no clause has a word of two letters, or a beginning has only one."""
    short = [max(len("".join(term.pieces)) for term in clause) < SHORTEST for clause in clauses]
    begins = [t for clause in clauses for t in clause if t.is_beginning and len(t.pieces[-1]) < SHORTEST]
    return all(short) or bool(begins)


def nothing_in(typed: str, without: list[Term]) -> str:
    """Return why there is nothing to look for."""
    if without:
        return _("Add a word that is to be there: so far there are only words that are not.")
    return _("There is no word in it.") if typed.strip() else ""


def read(typed: str) -> tuple[list[list[Term]], list[Term], int]:
    """Return the clauses, the exclusions and how many terms there were, at most `TERMS` of which are kept."""
    clauses: list[list[Term]] = []
    without: list[Term] = []
    joins, count = False, 0
    for found in _PART.finditer(typed):
        if found[4] == "OR" and not found[3]:
            joins = bool(clauses)
            continue
        term, excluded = term_of(found), bool(found[1] or found[3])
        if term is None:
            continue
        count += 1
        if count > TERMS:
            continue
        if excluded:
            without.append(term)
        elif joins:
            clauses[-1].append(term)
        else:
            clauses.append([term])
        joins = False
    return clauses, without, count


def term_of(found: re.Match[str]) -> Term | None:
    """Return the term of a part of what was typed, or None for signs alone."""
    phrase = found[2] is not None
    words = found[2] if phrase else found[4]
    pieces = tuple(pieces_of(words))
    begins = not phrase and words.endswith("*") and bool(pieces) and not is_run(pieces[-1])
    return Term(pieces, begins, phrase) if pieces else None
