"""Locked places: a debate, or a claim with all below it, under which nothing is posted until a moderator lifts it."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.models import Claim, Debate
from archive.claims.models.holding import Lock
from archive.claims.services.path import lock_debate, refuse_elsewhere, touch_debate
from archive.core.errors import Refused


def refuse_locked(debate: Debate, *paths: str) -> None:
    """Refuse what posts or rearranges at these paths of a locked debate, or under a locked claim; one query.

    Call it under the debate's lock. Without a path only a lock on the whole debate counts; rating and talk never ask.
    """
    for lock in standing_locks(debate):
        if lock.claim is None or any(path.startswith(lock.claim.path) for path in paths):
            raise Refused(
                _("A moderator locked this place (%(reason)s); it can be read and rated, and takes no posts.")
                % {"reason": lock.reason},
                code="locked",
                conflict=True,
            )


def standing_locks(debate: Debate) -> list[Lock]:
    """Return the locks that stand in a debate as it is now, each with its claim; one query."""
    inside = Q(debate=debate, claim=None) | Q(claim__debate=debate)  # a claim may have gone to another debate
    return list(Lock.objects.filter(inside, lifted_at=None).select_related("claim").order_by("id"))


def lock_on(thing: Claim | Debate) -> Lock | None:
    """Return the lock that stands on this very claim or debate."""
    named = {"claim": thing} if isinstance(thing, Claim) else {"debate": thing, "claim": None}
    return Lock.objects.filter(**named, lifted_at=None).first()


def put_lock(*, thing: Claim | Debate, moderator: User, reason: str, entry: int) -> Lock:
    """Lock a debate or a claim's subtree; called by `moderation`, which writes the decision `entry`."""
    require(moderator, "moderate")
    debate, claim = lock_where(thing)
    touch_debate(debate)
    return Lock.objects.create(debate=debate, claim=claim, reason=reason, entry=entry)


def take_lock_away(*, thing: Claim | Debate, moderator: User) -> Lock | None:
    """Lift the lock on a debate or a claim's subtree and return it, or None if there was none."""
    require(moderator, "moderate")
    debate, _claim = lock_where(thing)
    lock = lock_on(thing)
    if lock is not None:
        lock.lifted_at = timezone.now()
        lock.save(update_fields=["lifted_at"])
        touch_debate(debate)
    return lock


def lock_where(thing: Claim | Debate) -> tuple[Debate, Claim | None]:
    """Return the debate, locked, and the claim if it is one."""
    if isinstance(thing, Debate):
        return lock_debate(thing.pk), None
    debate = lock_debate(thing.debate_id)
    refuse_elsewhere(debate, claim := Claim.objects.get(pk=thing.pk))
    return debate, claim
