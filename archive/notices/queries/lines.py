"""What a notice says in one line, in the reader's language: who did what, or how many things were done."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, pgettext_lazy

from archive.claims.models import Activity
from archive.claims.models.activity import Happened
from archive.claims.models.talk import SuggestionState
from archive.notices.models import Kind

NAMES_AT_MOST = 3

ONE = {
    Happened.DEBATE.value: gettext_lazy("%(who)s opened a debate"),
    Happened.CLAIM.value: gettext_lazy("%(who)s posted a claim"),
    Happened.EVIDENCE.value: gettext_lazy("%(who)s attached evidence"),
    Happened.COMMENT.value: gettext_lazy("%(who)s commented"),
    Happened.SUGGESTION.value: gettext_lazy("%(who)s made a suggestion"),
    Happened.OUTCOME.value: gettext_lazy("%(who)s answered a suggestion"),
    Happened.REWORDED.value: gettext_lazy("%(who)s reworded a claim"),
    Happened.REARRANGED.value: gettext_lazy("%(who)s rearranged claims"),
    Happened.UNDONE.value: gettext_lazy("%(who)s undid a rearrangement"),
    Happened.WITHDRAWN.value: gettext_lazy("%(who)s withdrew a claim"),
    Happened.REINSTATED.value: gettext_lazy("%(who)s put a claim back"),
    Happened.STATE.value: gettext_lazy("%(who)s closed, concluded or reopened a debate"),
    Happened.TOPICS.value: gettext_lazy("%(who)s filed a debate under other topics"),
    Happened.CURATOR.value: gettext_lazy("%(who)s changed who curates a debate"),
    Happened.MARK.value: gettext_lazy("%(who)s marked a source"),
    Happened.CAPTURE.value: gettext_lazy("%(who)s stored a newer text of a source"),
    Happened.DECISION.value: gettext_lazy("%(who)s decided as a moderator"),
}
OWN = {
    Happened.REWORDED.value: gettext_lazy("%(who)s reworded your claim"),
    Happened.REARRANGED.value: gettext_lazy("%(who)s gave your claim another place"),
    Happened.UNDONE.value: gettext_lazy("%(who)s undid a rearrangement of your claim"),
    Happened.DECISION.value: gettext_lazy("%(who)s decided as a moderator about what you wrote"),
}
OUTCOMES = {
    SuggestionState.ACCEPTED.value: gettext_lazy("%(who)s accepted your suggestion"),
    SuggestionState.DECLINED.value: gettext_lazy("%(who)s declined your suggestion"),
}
STATES = {
    "closed": gettext_lazy("%(who)s closed the debate"),
    "concluded": gettext_lazy("%(who)s concluded the debate"),
    "open": gettext_lazy("%(who)s reopened the debate"),
}
MARKS = {
    "retracted": gettext_lazy("A source that you cited is marked as retracted, by %(who)s"),
    "corrected": gettext_lazy("A source that you cited is marked as corrected, by %(who)s"),
    "disputed": gettext_lazy("A source that you cited is marked as disputed, by %(who)s"),
}
CURATING = {
    "invited": gettext_lazy("%(who)s invites %(whom)s to curate the debate"),
    "declined": gettext_lazy("%(who)s does not wish to curate the debate"),
    "taken_back": gettext_lazy("%(who)s took back an invitation to curate the debate"),
    "left": gettext_lazy("%(who)s no longer curates the debate"),
}
DECIDED = {
    "remove": gettext_lazy("The moderator %(who)s removed what you wrote"),
    "restore": gettext_lazy("The moderator %(who)s restored what you wrote"),
    "release": gettext_lazy("The moderator %(who)s let everybody see what you wrote"),
    "hold": gettext_lazy("The moderator %(who)s holds back what you wrote"),
    "erase": gettext_lazy("The moderator %(who)s erased what you wrote"),
    "suspend": gettext_lazy("The moderator %(who)s suspended your account"),
}


SEVERAL = {
    Kind.ANSWER: ngettext_lazy("%(who)s answered your claim", "%(n)d answers to your claim, by %(who)s", "n"),
    Kind.EVIDENCE: ngettext_lazy(
        "%(who)s attached evidence to your claim", "%(n)d new cards on your claim, by %(who)s", "n"
    ),
    Kind.MENTION: ngettext_lazy("%(who)s names you in a comment", "%(n)d comments name you, by %(who)s", "n"),
    Kind.TALK: ngettext_lazy(
        "%(who)s commented where it concerns you",
        "%(n)d new comments where they concern you, by %(who)s",
        "n",
    ),
    Kind.SUGGESTION: ngettext_lazy(
        "%(who)s made a suggestion that waits for you",
        "%(n)d suggestions that wait for you, by %(who)s",
        "n",
    ),
    Kind.RATE_AGAIN: ngettext_lazy(
        "A claim that you rated has other words; what do you think of it now?",
        "A claim that you rated got other words %(n)d times; what do you think of it now?",
        "n",
    ),
    Kind.OUTCOME: ngettext_lazy(
        "%(who)s answered your suggestion", "%(n)d answers to your suggestion, by %(who)s", "n"
    ),
    Kind.DECISION: ngettext_lazy(
        "%(who)s decided about what you wrote",
        "%(n)d decisions about what you wrote, by %(who)s",
        "n",
    ),
    Kind.CONCLUSION: ngettext_lazy(
        "%(who)s closed, concluded or reopened the debate",
        "The debate was closed, concluded or reopened %(n)d times, by %(who)s",
        "n",
    ),
    Kind.RETRACTION: ngettext_lazy(
        "A source that you cited is marked by %(who)s",
        "A source that you cited was marked %(n)d times, by %(who)s",
        "n",
    ),
    Kind.CURATING: ngettext_lazy(
        "%(who)s changed who curates the debate",
        "%(n)d changes of who curates the debate, by %(who)s",
        "n",
    ),
    Kind.FOLLOWED: ngettext_lazy(
        "Something new in what you follow, by %(who)s",
        "%(n)d new things in what you follow, by %(who)s",
        "n",
    ),
}
"""What is said of several acts of one reason; of one act where nothing more particular is said."""


def single(kind: str, act: Activity, outcome: str) -> str:
    """Return the more particular line for one act where there is one, or nothing."""
    detail = act.detail if isinstance(act.detail, dict) else {}
    said = {
        Kind.OUTCOME: OUTCOMES.get(outcome),
        Kind.DECISION: DECIDED.get(str(detail.get("act"))) or OWN.get(act.kind),
        Kind.CONCLUSION: STATES.get(str(detail.get("state"))),
        Kind.RETRACTION: MARKS.get(str(detail.get("kind"))),
        Kind.CURATING: CURATING.get(str(detail.get("what"))),
        Kind.FOLLOWED: ONE.get(act.kind),
    }.get(Kind(kind))
    return str(said) if said else ""


AND = pgettext_lazy("the last two of several names", "%(before)s and %(last)s")


def names(people: list[str]) -> str:
    """Return "Ada", "Ada and Ben", "Ada, Ben and Cem", or "Ada, Ben, Cem and 2 others"."""
    if not people:
        return _("nobody")
    if len(people) == 1:
        return people[0]
    if len(people) <= NAMES_AT_MOST:
        return str(AND) % {"before": _(", ").join(people[:-1]), "last": people[-1]}
    others = len(people) - NAMES_AT_MOST
    last = ngettext("%(n)d other", "%(n)d others", others) % {"n": others}
    return str(AND) % {"before": _(", ").join(people[:NAMES_AT_MOST]), "last": last}
