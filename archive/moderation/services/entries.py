"""Entries of the log: what each needs to have, and the one place where they are written."""

from typing import Any, TypeAlias

from django.apps import apps
from django.db.models import Max
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.claims.models import Claim, Comment, Debate, Evidence
from archive.claims.services.activity import note
from archive.core.errors import Refused
from archive.core.text import TextProblem, check_prose
from archive.moderation.models import Decision, Rule, RuleVersion
from archive.moderation.services.settling import settle
from archive.sources.models import Source

Thing: TypeAlias = Claim | Comment | Evidence | Source
"""What a moderator removes, restores or releases."""

REASON_LIMIT = 1000


def clean_reason(reason: str) -> str:
    """Return the reason as the log will show it, or refuse it at the field `reason`."""
    try:
        return check_prose(reason, limit=REASON_LIMIT)
    except TextProblem as problem:
        raise Refused(problem.message, field="reason", code=problem.code) from problem


def clean_rule(rule: str, *, required: bool) -> str:
    """Return the rule, a value of `Rule` or empty for none, or refuse it at the field `rule`."""
    if rule in Rule.values or not (rule or required):
        return rule
    raise Refused(_("Choose the rule that was broken."), field="rule", code="rule")


def author_id_of(thing: "Thing | User | Debate") -> int:
    """Return the id of who posted it; of an account, its own; of a debate, its opener's."""
    if isinstance(thing, User):
        return thing.pk
    if isinstance(thing, Debate):
        return thing.opener_id
    return thing.added_by_id if isinstance(thing, Source) else thing.author_id


def kind_of(thing: Thing | User | Debate) -> str:
    """Return the column of a decision that names such a thing."""
    return "person" if isinstance(thing, User) else thing._meta.model_name or ""


def write_decision(
    act: str, thing: "Thing | User | Debate", moderator: User, rule: str, reason: str, **more: Any
) -> Decision:
    """Write one entry of the log; the database lets nobody change or delete it, and seals it.

    `more` are columns of `Decision`: detail, is_automated, undoes, part_of. Reports on the thing are answered by
    it and what had it wait is over.
    """
    about = {kind_of(thing): thing}
    decision = Decision.objects.create(
        act=act,
        moderator=moderator,
        rule=rule,
        rule_version=version_of_rule(rule),
        version=version_of(thing),
        reason=reason,
        **about,
        **more,
    )
    settle(decision, thing)
    if isinstance(thing, Evidence):
        about |= {"claim": thing.claim}
    if isinstance(thing, Comment) and thing.claim:
        about |= {"claim": thing.claim}
    note("decision", actor=moderator, **about, detail={"entry": decision.pk, "act": act})
    return decision


def version_of_rule(rule: str) -> int | None:
    """Return the number of the version of a rule that holds, or None for its first words."""
    return RuleVersion.objects.filter(rule=rule).aggregate(newest=Max("number"))["newest"] if rule else None


def version_of(thing: "Thing | User | Debate") -> int | None:
    """Return the number of the revision of a thing that stands now, which is the one that is decided about."""
    revisions = apps.get_model("archive", f"{thing._meta.object_name}Event")._default_manager
    newest: int | None = revisions.filter(pgh_obj_id=thing.pk).aggregate(newest=Max("pgh_id"))["newest"]
    return newest
