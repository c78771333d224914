"""What every rearrangement is asked first: who, why, and whether the claims may be touched at all."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.models import Claim, Debate
from archive.claims.models.rearrangement import REASON_LIMIT
from archive.claims.permissions import curators_of
from archive.claims.services.claims import fresh_claim, refuse_unless_open, same_words
from archive.claims.services.limits import refuse_newcomer
from archive.claims.services.locks import refuse_locked
from archive.claims.services.path import lock_debates
from archive.core.errors import Refused
from archive.core.models import Aim, Publication, Stance
from archive.core.text import TextProblem, check_short

LIVE = (Publication.PUBLISHED, Publication.HELD)


def clean_reason(reason: str) -> str:
    """Return the reason as everybody will read it, or refuse it at the field `reason`."""
    try:
        return check_short(reason, limit=REASON_LIMIT)
    except TextProblem as problem:
        raise Refused(problem.message, field="reason", code=problem.code) from problem


def lock_for(act: str, *, claim: Claim, person: User, also: Iterable[int] = ()) -> tuple[Debate, Claim]:
    """Return the claim as it is now and its open debate, locked with those of `also`, if `person` may do `act`.

    Raises `NotAllowed`, or `Refused` with code closed, gone, moved, not_published or is_link.
    """
    require(person, act, curators=curators_of(claim.debate))
    refuse_newcomer(person, _("rearrange claims"))
    debate = lock_debates({claim.debate_id, *also})[claim.debate_id]
    claim = fresh_claim(claim, person)
    refuse_unless_open(debate)
    refuse_locked(debate, claim.path)
    refuse_unless_own_words(claim)
    return debate, claim


def refuse_unless_own_words(claim: Claim, field: str = "") -> None:
    """Refuse to rearrange what is not published, or only shows another claim."""
    if claim.state != Publication.PUBLISHED:
        raise Refused(
            _("This claim is %(publication)s; only published claims are rearranged.")
            % {"publication": Publication(claim.state).label},
            field=field,
            code="not_published",
            conflict=True,
        )
    if claim.same_as_id:
        raise Refused(_("This is a link; choose the claim that it shows."), field=field, code="is_link")


def in_this_debate(claim: Claim, debate: Debate, person: User, field: str) -> Claim:
    """Return the other claim of an act as it is now, or refuse it at `field`; the debate is locked."""
    found = Claim.objects.visible_to(person).filter(pk=claim.pk).first()
    if found is None:
        raise Refused(_("That claim is not here any more."), field=field, code="gone", conflict=True)
    if found.debate_id != debate.pk:
        raise Refused(_("That claim stands in another debate."), field=field, code="wrong_debate")
    refuse_locked(debate, found.path)
    return found


def refuse_unclear(stance: str | None, aim: str) -> None:
    """Refuse a place without a stance, or an aim that there is not."""
    if stance not in Stance.values:
        raise Refused(_("Say whether it supports or opposes."), field="stance", code="stance")
    if aim not in Aim.values:
        raise Refused(_("Say what of the claim it answers."), field="aim", code="aim")


def refuse_last_thesis(claim: Claim) -> None:
    """Refuse to take its only published thesis from a debate."""
    theses = Claim.objects.published().filter(debate=claim.debate_id, parent=None)
    if claim.parent_id is None and not theses.exclude(pk=claim.pk).exists():
        raise Refused(
            _("This is the debate's only thesis; a debate needs one."), code="last_thesis", conflict=True
        )


def refuse_same_words(claim: Claim, parent: Claim | None, person: User) -> None:
    """Refuse a place where the same words stand already, the claim itself or a link to it."""
    twin = same_words(parent, claim.statement, person)
    if parent is not None and (twin is None or twin.pk == claim.pk):
        shown = Claim.objects.published().filter(parent=parent, same_as=claim)
        twin = shown.first()
    if twin is not None and twin.pk != claim.pk:
        raise Refused(
            _("The same words stand there already."),
            field="parent",
            code="duplicate",
            conflict=True,
            existing=twin.get_absolute_url(),
        )


def refuse_answers_at_bearing(claim: Claim) -> None:
    """Refuse to take away what answers of a claim are aimed at: that it matters to its parent."""
    count = Claim.objects.filter(parent=claim, aim=Aim.BEARING, state__in=LIVE).count()
    if count:
        raise Refused(
            ngettext(
                "%(n)s of its answers is about whether it matters to the claim above, and would lose what "
                "it answers. Move that first.",
                "%(n)s of its answers are about whether it matters to the claim above, and would lose what "
                "they answer. Move those first.",
                count,
            )
            % {"n": count},
            code="answers_at_bearing",
            conflict=True,
        )
