"""What may be reported, how it is shown to who reports it, and what became of somebody's reports."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Debate, Evidence
from archive.claims.queries import hide_title, theses_of
from archive.claims.queries.talk import comments_for
from archive.core.models import Publication
from archive.moderation.models import TARGETS, Decision, Report, ReportReason, ReportState, Rule
from archive.moderation.queries.log import ACTS
from archive.sources.models import Source

RECORD = 20  # answered reports of somebody that tell how much the next one counts
LEAST = 0.1
OF_A_PARTY = 0.5
OF_A_GUEST = 0.5
REPORTABLE = (Publication.PUBLISHED, Publication.HELD)


def thing_to_report(kind: str, pk: int, viewer: Viewer) -> Any | None:
    """Return the thing of a kind and number if the viewer may read it and it stands, or None."""
    if kind == "person":
        people = User.objects.filter(is_active=True, confirmed_at__isnull=False, closed_at=None)
        return people.filter(pk=pk).first()
    if kind == "debate":
        return Debate.objects.visible_to(viewer).filter(pk=pk).first()
    rows: dict[str, Any] = {
        "claim": lambda: Claim.objects.visible_to(viewer).select_related("debate", "author", "same_as"),
        "evidence": lambda: Evidence.objects.visible_to(viewer).select_related("claim__debate", "author"),
        "comment": lambda: comments_for(viewer).select_related("author", "claim", "source", "debate"),
        "source": lambda: Source.objects.visible_to(viewer).select_related("added_by"),
    }
    if kind not in rows:
        return None
    found = rows[kind]().filter(pk=pk, state__in=REPORTABLE).first()
    return found.same_as if kind == "claim" and found and found.same_as else found


@dataclass(frozen=True, slots=True)
class Reported:
    """A thing as the form of a report shows it: what it is, its words, who wrote it."""

    what: str
    words: str
    language: str
    url: str
    author: User | None
    posted: datetime | None


def reported(thing: Any, viewer: Viewer) -> Reported:
    """Return the thing that is reported, ready to print."""
    url = thing.get_absolute_url()
    if isinstance(thing, Claim):
        what = _("this argument") if thing.parent_id else _("this thesis")
        return Reported(what, thing.statement, thing.debate.language, url, thing.author, thing.created)
    if isinstance(thing, Evidence):
        words = "\n".join(filter(None, (thing.tag, thing.quote)))
        return Reported(
            _("this evidence"), words, thing.claim.debate.language, url, thing.author, thing.created
        )
    if isinstance(thing, Source):
        return Reported(_("this source"), thing.title, thing.language, url, thing.added_by, thing.created)
    if isinstance(thing, Debate):
        theses = theses_of(thing, viewer=viewer)
        hide_title(thing, theses)
        words = thing.title or (theses[0].statement or "" if theses else "")
        return Reported(_("this debate"), words, thing.language, url, thing.opener, thing.created)
    if isinstance(thing, User):
        words = "\n".join(filter(None, (thing.signature, thing.bio)))
        return Reported(_("this person"), words, "", url, None, None)
    return Reported(_("this comment"), thing.text, "", url, thing.author, thing.created)


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One reason that may be chosen, in the reader's language, with the rule that it is about."""

    slug: str
    label: str
    rule: str
    needs_words: bool


def reasons() -> list[ReasonRow]:
    """Return the reasons that are offered, in their order; one query."""
    return [
        ReasonRow(row.slug, label_of(row), Rule(row.rule).parts[0] if row.rule else "", row.needs_words)
        for row in ReportReason.objects.filter(is_offered=True)
    ]


def label_of(reason: ReportReason) -> str:
    """Return a reason in the reader's language, as far as it was translated."""
    return (reason.label_zh if (get_language() or "").startswith("zh") else "") or reason.label


def is_party(reporter: User, thing: Any) -> bool:
    """Return whether somebody argues with the author: one of the two answered the other in this debate; one query."""
    claim = thing.claim if isinstance(thing, Evidence) else thing
    if not isinstance(claim, Claim):
        return False
    theirs, mine = thing.author_id, reporter.pk
    across = Q(author=mine, parent__author=theirs) | Q(author=theirs, parent__author=mine)
    return Claim.objects.filter(across, debate=claim.debate_id).exists()


def record_of(reporter: User) -> float:
    """Return how much somebody's word counts, from 0.1 to 1: less the more of their last reports were dismissed."""
    answered = Report.objects.filter(reporter=reporter, state=ReportState.ANSWERED).order_by("-id")
    acts = list(answered.values_list("decision__act", flat=True)[:RECORD])
    return max(LEAST, 1 - acts.count("dismiss") / len(acts)) if acts else 1.0


@dataclass(frozen=True, slots=True)
class MyReport:
    """One report of somebody, with what became of it; `entry` is the number in the log, or None."""

    id: int
    kind: str
    thing: int
    reason: str
    details: str
    created: datetime
    state: str
    outcome: str
    why: str
    entry: int | None
    act: str


def my_reports(person: User, *, before: int | None = None, count: int = 50) -> tuple[list[MyReport], bool]:
    """Return up to `count` reports of a person older than number `before`, newest first, and whether more follow."""
    rows = Report.objects.filter(reporter=person).select_related("reason", "decision").order_by("-id")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: count + 1])
    return [my_report(row) for row in found[:count]], len(found) > count


def my_report(row: Report) -> MyReport:
    """Return one report as its sender sees it."""
    kind, pk = about_of(row)
    decision: Decision | None = row.decision
    return MyReport(
        id=row.pk,
        kind=kind,
        thing=pk,
        reason=label_of(row.reason),
        details=row.details,
        created=row.created,
        state=row.state,
        outcome=str(ACTS[decision.act]) if decision else "",
        why=decision.reason if decision else "",
        entry=decision.pk if decision else None,
        act=decision.act if decision else "",
    )


def about_of(row: Report) -> tuple[str, int]:
    """Return what a report is about: the column and the id."""
    return next((kind, pk) for kind in TARGETS if (pk := getattr(row, f"{kind}_id")) is not None)


def reports_a_day() -> int:
    """Return how many reports one person may send in a day."""
    return int(settings.ARCHIVE["REPORTS_A_DAY"])
