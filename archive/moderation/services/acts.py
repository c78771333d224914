"""The one table of what a moderator can do about a thing: the inbox, the admin and the API offer and do it by this.

`offered_acts` says what fits a thing now, `carry_out` does it. Both leave every rule to the services: what is offered
may be refused a moment later.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.accounts.models import User
from archive.accounts.permissions import Viewer
from archive.claims.models import Claim
from archive.claims.services.locks import lock_on
from archive.claims.services.rewording import is_asked
from archive.core.errors import Refused
from archive.core.models import Publication
from archive.moderation.models import NEEDS_RULE, Act, Decision, ErasureRequest, Restraint
from archive.moderation.permissions import may_decide, may_suspend
from archive.moderation.services.arranging import (
    mark_by_decision,
    merge_by_decision,
    move_by_decision,
    unmark_by_decision,
)
from archive.moderation.services.asking import ask_rewording
from archive.moderation.services.deciding import CHANGES, Decided, decide, dismiss, open_items
from archive.moderation.services.entries import author_id_of, kind_of
from archive.moderation.services.erasing import ask_to_erase, is_erased
from archive.moderation.services.fields import READ
from archive.moderation.services.locking import lock_place, unlock_place
from archive.moderation.services.restraining import (
    is_restrained,
    lift_restraint,
    restrain,
    warn_person,
)
from archive.moderation.services.reverting import revert_person
from archive.sources.models import Source

POSTS = ("claim", "evidence", "comment", "source")


@dataclass(frozen=True, slots=True)
class ActOffer:
    """One act: where it fits, what it asks for, how it is called, and the letter that chooses it.

    `fields` are what it asks for besides rule and reason; `needs_rule` says that the rule is required (it may be
    given with any act). `note` says what follows, before it is done.
    """

    key: str
    kinds: tuple[str, ...]
    letter: str
    label: Promise
    note: Promise
    do: Callable[..., Decision | ErasureRequest]
    fits: Callable[[Any, Any], bool]
    fields: tuple[str, ...] = ()

    @property
    def needs_rule(self) -> bool:
        """Whether the rule that was broken has to be named."""
        return self.key in NEEDS_RULE

    @property
    def done(self) -> str:
        """What became of the thing: "removed"."""
        return str(self.waits if self.key == Act.ERASE else Act(self.key).label)

    @property
    def waits(self) -> Promise:
        """What becomes of a thing that two moderators have to decide about."""
        return gettext_lazy("waits for a second moderator")


def carry_out(
    *, act: str, thing: Decided, moderator: User, reason: str, rule: str = "", **fields: Any
) -> Decision | ErasureRequest:
    """Do an act of the table to a thing; fields that it does not ask for are left aside.

    Numbers, moments and other things may come as text or by their number. Erasing gives the request that waits for
    a second moderator. Raises `NotAllowed` or `Refused` as the service of the act does, with code act for none
    such, kind where it does not fit such a thing, or number, date or gone at the field.
    """
    offer = OFFERS.get(act)
    if offer is None:
        raise Refused(_("There is no such act."), field="act", code="act")
    if kind_of(thing) not in offer.kinds:
        raise Refused(_("This act does not fit such a thing."), field="act", code="kind")
    asked = {name: READ[name](fields.get(name), thing, moderator) for name in offer.fields}
    return offer.do(thing, moderator, reason, rule or "", asked)


def offered_acts(thing: Decided, moderator: Viewer) -> list[ActOffer]:
    """Return the acts that fit a thing now for this moderator, in the order of the table; three queries at most."""
    kind = kind_of(thing)
    return [offer for offer in OFFERS.values() if kind in offer.kinds and offer.fits(thing, moderator)]


def deciding(act: Act) -> Callable[..., Decision]:
    """Return the door to `decide` with this act."""

    def do(thing: Any, moderator: User, reason: str, rule: str, asked: dict[str, Any]) -> Decision:
        return decide(act=act, thing=thing, moderator=moderator, reason=reason, rule=rule)

    return do


def in_state(*states: str) -> Callable[[Any, Any], bool]:
    """Return whether a post of somebody else is in one of these states."""

    def fits(thing: Any, moderator: Any) -> bool:
        return others(thing, moderator) and thing.state in states

    return fits


def others(thing: Any, moderator: Any) -> bool:
    """Return whether this moderator may decide about the thing: somebody else's, or a person they may restrain."""
    if isinstance(thing, User):
        return may_suspend(moderator, thing)
    return may_decide(moderator, author_id=author_id_of(thing))


def own_words(thing: Any, moderator: Any) -> bool:
    """Return whether it is a published claim of somebody else and no link."""
    return in_state(Publication.PUBLISHED)(thing, moderator) and not thing.same_as_id


def standing_record(thing: Any, moderator: Any) -> bool:
    """Return whether it is a source that was not merged, taken down or erased."""
    live = (Publication.PUBLISHED, Publication.HELD)
    return others(thing, moderator) and thing.merged_into_id is None and thing.state in live


def mergeable(thing: Any, moderator: Any) -> bool:
    """Return whether it could be merged into another of its kind."""
    return (standing_record if isinstance(thing, Source) else own_words)(thing, moderator)


def lockable(thing: Any, moderator: Any) -> bool:
    """Return whether it can be locked and is not."""
    stands = not isinstance(thing, Claim) or thing.is_published
    return others(thing, moderator) and stands and lock_on(thing) is None


def dismissible(thing: Any, moderator: Any) -> bool:
    """Return whether something about it is open in the inbox."""
    return others(thing, moderator) and open_items(thing).exists()


def restraint(kind: Restraint) -> Callable[..., Decision]:
    """Return the door to `restrain` with this kind."""

    def do(person: User, moderator: User, reason: str, rule: str, asked: dict[str, Any]) -> Decision:
        return restrain(kind=kind, person=person, moderator=moderator, rule=rule, reason=reason, **asked)

    return do


def mover(claim: Claim, moderator: User, reason: str, rule: str, asked: dict[str, Any]) -> Decision:
    """Move the claim where the fields say."""
    named = {"parent": asked["parent"], "stance": asked["stance"] or None}
    named |= {"aim": asked["aim"]} if asked["aim"] else {}
    return move_by_decision(claim=claim, moderator=moderator, reason=reason, rule=rule, **named)


OFFERS: dict[str, ActOffer] = {
    offer.key: offer
    for offer in (
        ActOffer(
            Act.DISMISS,
            (*POSTS, "person", "debate"),
            "d",
            gettext_lazy("Dismiss"),
            gettext_lazy("Nothing changes; who reported it is told why."),
            lambda thing, moderator, reason, rule, asked: dismiss(
                thing=thing, moderator=moderator, reason=reason, rule=rule
            ),
            dismissible,
        ),
        ActOffer(
            Act.RELEASE,
            POSTS,
            "p",
            gettext_lazy("Release"),
            gettext_lazy(
                "Everybody will see it, and it will count. A source that it cites is released with it."
            ),
            deciding(Act.RELEASE),
            in_state(*CHANGES[Act.RELEASE][0]),
        ),
        ActOffer(
            Act.REMOVE,
            POSTS,
            "r",
            gettext_lazy("Remove"),
            gettext_lazy(
                "Its place stays, with the reason; its author and moderators still see the words, nobody else does."
            ),
            deciding(Act.REMOVE),
            in_state(*CHANGES[Act.REMOVE][0]),
        ),
        ActOffer(
            Act.RESTORE,
            POSTS,
            "b",
            gettext_lazy("Restore"),
            gettext_lazy("It will stand again as before, and count."),
            deciding(Act.RESTORE),
            in_state(*CHANGES[Act.RESTORE][0]),
        ),
        ActOffer(
            Act.HOLD,
            POSTS,
            "h",
            gettext_lazy("Hold back"),
            gettext_lazy(
                "It counts nowhere and only its author and moderators read it, until it is released or removed."
            ),
            deciding(Act.HOLD),
            in_state(*CHANGES[Act.HOLD][0]),
        ),
        ActOffer(
            Act.ASK,
            ("claim",),
            "w",
            gettext_lazy("Ask for rewording"),
            gettext_lazy("Its author can reword it for some days; who rated it is asked again then."),
            lambda claim, moderator, reason, rule, asked: ask_rewording(
                claim=claim, moderator=moderator, rule=rule, reason=reason
            ),
            lambda claim, moderator: own_words(claim, moderator) and not is_asked(claim),
        ),
        ActOffer(
            Act.MOVE,
            ("claim",),
            "m",
            gettext_lazy("Move"),
            gettext_lazy("It goes to another place of its debate, with everything under it."),
            mover,
            own_words,
            ("parent", "stance", "aim"),
        ),
        ActOffer(
            Act.MERGE,
            ("claim", "source"),
            "g",
            gettext_lazy("Merge"),
            gettext_lazy(
                "What it has goes over to the one that stays, and its address leads there from then on."
            ),
            lambda thing, moderator, reason, rule, asked: merge_by_decision(
                thing=thing, moderator=moderator, reason=reason, rule=rule, **asked
            ),
            mergeable,
            ("into",),
        ),
        ActOffer(
            Act.LOCK,
            ("claim", "debate"),
            "l",
            gettext_lazy("Lock"),
            gettext_lazy("Nothing is posted or rearranged there any more; rating and talk go on."),
            lambda thing, moderator, reason, rule, asked: lock_place(
                thing=thing, moderator=moderator, rule=rule, reason=reason
            ),
            lockable,
        ),
        ActOffer(
            Act.UNLOCK,
            ("claim", "debate"),
            "o",
            gettext_lazy("Unlock"),
            gettext_lazy("It takes posts again."),
            lambda thing, moderator, reason, rule, asked: unlock_place(
                thing=thing, moderator=moderator, reason=reason
            ),
            lambda thing, moderator: others(thing, moderator) and lock_on(thing) is not None,
        ),
        ActOffer(
            Act.WARN,
            ("person",),
            "a",
            gettext_lazy("Warn"),
            gettext_lazy("They are told which rule they broke; nothing else follows."),
            lambda person, moderator, reason, rule, asked: warn_person(
                person=person, moderator=moderator, rule=rule, reason=reason
            ),
            others,
        ),
        ActOffer(
            Act.SUSPEND,
            ("person",),
            "s",
            gettext_lazy("Suspend"),
            gettext_lazy("They can sign in and read, and not write. They see until when."),
            restraint(Restraint.SUSPEND),
            lambda person, moderator: (
                others(person, moderator) and not is_restrained(person, Restraint.SUSPEND)
            ),
            ("hours", "days", "until"),
        ),
        ActOffer(
            Act.SILENCE,
            ("person",),
            "q",
            gettext_lazy("Silence"),
            gettext_lazy("They can read and rate, and not post. They see until when."),
            restraint(Restraint.SILENCE),
            lambda person, moderator: (
                others(person, moderator) and not is_restrained(person, Restraint.SILENCE)
            ),
            ("hours", "days", "until"),
        ),
        ActOffer(
            Act.LIFT,
            ("person",),
            "f",
            gettext_lazy("Lift"),
            gettext_lazy("They can write again at once."),
            lambda person, moderator, reason, rule, asked: lift_restraint(
                person=person, moderator=moderator, reason=reason
            ),
            lambda person, moderator: (
                others(person, moderator) and any(is_restrained(person, kind) for kind in Restraint)
            ),
        ),
        ActOffer(
            Act.REVERT,
            ("person",),
            "v",
            gettext_lazy("Revert"),
            gettext_lazy(
                "Everything that they posted in so many hours is removed, their rewordings and ratings are taken back."
            ),
            lambda person, moderator, reason, rule, asked: revert_person(
                person=person, moderator=moderator, rule=rule, reason=reason, **asked
            ),
            others,
            ("hours",),
        ),
        ActOffer(
            Act.MARK,
            ("source",),
            "t",
            gettext_lazy("Mark"),
            gettext_lazy(
                "Every card that cites it and every claim that leans on it says so at once. Nothing is removed."
            ),
            lambda source, moderator, reason, rule, asked: mark_by_decision(
                source=source, moderator=moderator, reason=reason, rule=rule, **asked
            ),
            standing_record,
            ("kind", "url"),
        ),
        ActOffer(
            Act.UNMARK,
            ("source",),
            "y",
            gettext_lazy("Lift the mark"),
            gettext_lazy(
                "The mark in force is lifted; an earlier one that nobody lifted holds again. The record keeps it."
            ),
            lambda source, moderator, reason, rule, asked: unmark_by_decision(
                source=source, moderator=moderator, reason=reason
            ),
            lambda source, moderator: others(source, moderator) and bool(source.mark),
        ),
        ActOffer(
            Act.ERASE,
            (*POSTS, "person"),
            "e",
            gettext_lazy("Erase"),
            gettext_lazy(
                "A second moderator confirms it. Then the words are gone for everybody, from revisions too, for ever."
            ),
            lambda thing, moderator, reason, rule, asked: ask_to_erase(
                thing=thing, moderator=moderator, rule=rule, reason=reason
            ),
            lambda thing, moderator: others(thing, moderator) and not is_erased(thing),
        ),
    )
}
"""Every act that is done to a thing, by its key, in the order in which they are offered."""
