"""The public log: every decision, by its place and never by the words that it was about."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.accounts.models import User
from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Comment, Debate, Evidence
from archive.claims.queries.talk import comments_for
from archive.moderation.models import TARGETS, Act, Decision, Rule
from archive.sources.models import Source

ENTRIES_A_PAGE = 50

ACTS: dict[str, Promise] = {
    Act.DISMISS: gettext_lazy("Dismissed reports on"),
    Act.REMOVE: gettext_lazy("Removed"),
    Act.RESTORE: gettext_lazy("Restored"),
    Act.RELEASE: gettext_lazy("Released"),
    Act.HOLD: gettext_lazy("Held back"),
    Act.ASK: gettext_lazy("Asked for a rewording of"),
    Act.MOVE: gettext_lazy("Moved"),
    Act.MERGE: gettext_lazy("Merged"),
    Act.LOCK: gettext_lazy("Locked"),
    Act.UNLOCK: gettext_lazy("Unlocked"),
    Act.WARN: gettext_lazy("Warned"),
    Act.SUSPEND: gettext_lazy("Suspended"),
    Act.SILENCE: gettext_lazy("Silenced"),
    Act.LIFT: gettext_lazy("Let write again"),
    Act.ERASE: gettext_lazy("Erased"),
    Act.MARK: gettext_lazy("Marked"),
    Act.UNMARK: gettext_lazy("Lifted the mark on"),
    Act.REVERT: gettext_lazy("Took back the latest posts of"),
    Act.UNDO: gettext_lazy("Took back a decision about"),
}

Reversals = dict[tuple[str, int], list[tuple[int, int | None]]]
"""By thing, the decisions that took something back: their numbers, and which one if they name it."""
ENDED_BY_ANOTHER = (Act.REMOVE, Act.SUSPEND, Act.SILENCE)
"""What a later restoring or lifting ends without naming it."""
REVERSIBLE = (
    Act.REMOVE,
    Act.SUSPEND,
    Act.SILENCE,
    Act.HOLD,
    Act.LOCK,
    Act.ASK,
    Act.WARN,
    Act.REVERT,
    Act.DISMISS,
)


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry of the log ready to print; `url` is empty where the viewer would find nothing."""

    number: int
    act: str
    what: str
    url: str
    reason: str
    rule: str
    rule_title: str
    rule_value: str
    moderator: User
    when: datetime
    until: datetime | None
    reversed_by: int | None


def log(
    *,
    viewer: Viewer,
    before: int | None = None,
    count: int = ENTRIES_A_PAGE,
    kept: Callable[[QuerySet[Decision]], QuerySet[Decision]] | None = None,
) -> tuple[list[LogEntry], bool]:
    """Return up to `count` entries older than number `before`, newest first, and whether older ones follow.

    The number of queries does not depend on how many there are. Words of what was decided about are
    never among the rows, so that removing something does not print it again.
    """
    decisions = Decision.objects.order_by("-id").select_related(
        "moderator", "suspension", "claim", "evidence__claim", "source", "person", "debate"
    )
    if kept is not None:
        decisions = kept(decisions)
    if before is not None:
        decisions = decisions.filter(id__lt=before)
    found = list(decisions[: count + 1])
    page = found[:count]
    urls, reversals = addresses(page, viewer), reversals_of(page)
    return [log_entry(d, urls, reversals) for d in page], len(found) > count


def log_entry(decision: Decision, urls: dict[tuple[str, int], str], reversals: Reversals) -> LogEntry:
    """Return one decision as the log shows it."""
    about = about_of(decision)
    rule, title = Rule(decision.rule).parts if decision.rule else ("", "")
    ended = (None, decision.pk) if decision.act in ENDED_BY_ANOTHER else (decision.pk,)
    later = [pk for pk, undoes in reversals.get(about, []) if pk > decision.pk and undoes in ended]
    lifted = decision.act == Act.RESTORE and about[0] == "person"  # as it was written once
    return LogEntry(
        number=decision.pk,
        act=_("Lifted the suspension of") if lifted else str(ACTS[decision.act]),
        what=words_of(decision),
        url=urls.get(about, ""),
        reason=decision.reason,
        rule=rule,
        rule_title=title,
        rule_value=decision.rule,
        moderator=decision.moderator,
        when=decision.created,
        until=decision.suspension.until if hasattr(decision, "suspension") else None,
        reversed_by=min(later) if later and decision.act in REVERSIBLE else None,
    )


def about_of(decision: Decision) -> tuple[str, int]:
    """Return what the decision is about: the column and the id."""
    for kind in TARGETS:
        if (pk := getattr(decision, f"{kind}_id")) is not None:
            return kind, pk
    raise ValueError("a decision is about one thing")  # the database has a constraint that says so


def words_of(decision: Decision) -> str:
    """Return a name for what was decided about, by its place and never by its words."""
    if decision.claim is not None:
        return place_of(decision.claim)
    if decision.evidence is not None:
        return _("an evidence card under %(place)s") % {"place": place_of(decision.evidence.claim)}
    if decision.source is not None:
        return _("source %(number)s") % {"number": decision.source.pk}
    if decision.debate_id:
        return _("debate %(number)s") % {"number": decision.debate_id}
    return _("an account") if decision.person_id else _("a comment")


def place_of(claim: Claim) -> str:
    """Return where a claim stands: "argument 2.1 of debate 7" or "the thesis of debate 7"."""
    if not claim.number:
        return _("the thesis of debate %(debate)s") % {"debate": claim.debate_id}
    return _("argument %(number)s of debate %(debate)s") % {"number": claim.number, "debate": claim.debate_id}


def addresses(decisions: list[Decision], viewer: Viewer) -> dict[tuple[str, int], str]:
    """Return the addresses of those things that `viewer` can open, in five queries at most."""
    ids: dict[str, set[int]] = {kind: set() for kind in TARGETS}
    for decision in decisions:
        kind, pk = about_of(decision)
        ids[kind].add(pk)
    found: dict[tuple[str, int], str] = {}
    for claim in Claim.objects.visible_to(viewer).filter(pk__in=ids["claim"]):
        found["claim", claim.pk] = claim.get_absolute_url()
    for card in Evidence.objects.visible_to(viewer).filter(pk__in=ids["evidence"]):
        found["evidence", card.pk] = card.get_absolute_url()
    for source in Source.objects.visible_to(viewer).filter(pk__in=ids["source"]):
        found["source", source.pk] = source.get_absolute_url()
    for debate in Debate.objects.visible_to(viewer).filter(pk__in=ids["debate"]) if ids["debate"] else ():
        found["debate", debate.pk] = debate.get_absolute_url()
    for comment in comments_for(viewer).filter(pk__in=ids["comment"]) if ids["comment"] else ():
        found["comment", comment.pk] = comment.get_absolute_url()
    return found


def reversals_of(decisions: list[Decision]) -> Reversals:
    """Return the decisions that restored what was decided about here, or took a decision back, in one query."""
    same = Q(pk__in=[])
    for kind in TARGETS:
        same |= Q(**{f"{kind}__in": [pk for found, pk in map(about_of, decisions) if found == kind]})
    found: Reversals = {}
    for decision in Decision.objects.filter(same, act__in=(Act.RESTORE, Act.LIFT, Act.UNDO)):
        found.setdefault(about_of(decision), []).append((decision.pk, decision.undoes_id))
    return found


def entries_count() -> int:
    """Return how many entries the log has."""
    return Decision.objects.count()


def decisions_on(thing: Claim | Comment | Debate | Evidence | Source | User) -> QuerySet[Decision]:
    """Return the decisions about one thing, newest first, with who decided."""
    kind = "person" if isinstance(thing, User) else thing._meta.model_name
    return Decision.objects.filter(**{str(kind): thing}).select_related("moderator").order_by("-id")
