"""Deciding at the API: for moderators, by the same table of acts as the inbox and the admin."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.models import Claim, Comment, Debate, Evidence
from archive.core.api.fields import Choice, Whole, Words
from archive.core.api.views import Door
from archive.core.errors import Refused
from archive.core.models import Aim, Stance
from archive.moderation.models import TARGETS, Act, Decision, ErasureRequest, Rule
from archive.moderation.services import (
    OFFERS,
    carry_out,
    confirm_erasure,
    decline_erasure,
    undo_decision,
)
from archive.moderation.services.entries import REASON_LIMIT
from archive.sources.models import Marking, Source

TABLES: dict[str, Any] = {
    "claim": Claim,
    "evidence": Evidence,
    "source": Source,
    "comment": Comment,
    "person": User,
    "debate": Debate,
}


class WhyBody(serializers.Serializer):
    """Why; everybody reads it in the log."""

    reason = Words(limit=REASON_LIMIT)


class DecidingBody(WhyBody):
    """An act, what it is done to, under which rule and why; each act reads those further fields that it asks for."""

    act = Choice(choices=[(key, str(Act(key).value)) for key in OFFERS])
    kind = Choice(choices=[(kind, kind) for kind in TARGETS], help_text="What `id` is the number of.")
    id = Whole(min_value=1, max_value=2**63 - 1)
    rule = Choice(choices=[*Rule.choices, ("", "none")], default="", help_text="The rule that was broken.")
    hours = Whole(required=False, help_text="Suspend, silence, revert.")
    days = Whole(required=False, help_text="Suspend, silence.")
    until = Words(required=False, limit=40, help_text="Suspend, silence: a moment in ISO 8601.")
    parent = Whole(
        required=False, allow_null=True, help_text="Move: the claim above; null for the top, as a thesis."
    )
    stance = Choice(choices=Stance.choices, required=False, help_text="Move.")
    aim = Choice(choices=Aim.choices, required=False, help_text="Move.")
    into = Whole(required=False, help_text="Merge: the number of the one that stays.")
    mark = Choice(choices=Marking.choices, required=False, help_text="Mark: what became of the source.")
    url = Words(required=False, limit=2000, help_text="Mark: where it is announced.")


class DecidedSerializer(serializers.Serializer):
    """What was written: an entry of the log, or a request that waits for a second moderator."""

    entry = serializers.IntegerField(
        allow_null=True, help_text="Number in the log; null while an erasure waits for a second moderator."
    )
    erasure = serializers.IntegerField(allow_null=True, help_text="The request to erase, if it is one.")
    act = serializers.ChoiceField(choices=Act.choices)
    kind = serializers.ChoiceField(choices=[(kind, kind) for kind in TARGETS])
    id = serializers.IntegerField()
    rule = serializers.ChoiceField(choices=Rule.choices, allow_blank=True)
    reason = serializers.CharField()
    created = serializers.DateTimeField()


def told(made: Decision | ErasureRequest, code: int = status.HTTP_201_CREATED) -> Response:
    """Return what was decided, or what waits."""
    kind = next(kind for kind in TARGETS if getattr(made, f"{kind}_id"))
    decision = made if isinstance(made, Decision) else made.decision
    row = {
        "entry": decision.pk if decision else None,
        "erasure": made.pk if isinstance(made, ErasureRequest) else None,
        "act": made.act if isinstance(made, Decision) else Act.ERASE,
        "kind": kind,
        "id": getattr(made, f"{kind}_id"),
        "rule": made.rule,
        "reason": made.reason,
        "created": made.created,
    }
    return Response(DecidedSerializer(row).data, status=code)


class DecidingViews(Door):
    """What moderators do, at the API; the log itself is read elsewhere."""

    serializer_class = DecidedSerializer
    queryset = Decision.objects.all()

    @extend_schema(request=DecidingBody, responses={201: DecidedSerializer}, summary="Decide")
    def create(self, request: Request) -> Response:
        """Do an act of moderation to a thing. Moderators only; never about one's own."""
        require(request.user, "moderate")
        asked = dict(self.typed(DecidingBody))
        kind, pk = asked.pop("kind"), asked.pop("id")
        if kind not in TABLES:
            raise Refused(_("There is no such kind of thing."), field="kind", code="kind")
        thing = TABLES[kind].objects.filter(pk=pk).first()
        if thing is None:
            raise Refused(_("There is nothing of this number."), field="id", code="does_not_exist")
        return told(carry_out(thing=thing, moderator=request.user, kind=asked.pop("mark", ""), **asked))

    @extend_schema(request=WhyBody, responses={201: DecidedSerializer}, summary="Undo a decision")
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: int) -> Response:
        """Undo a decision of the last day; everything is as it was, and the reports are open again."""
        require(request.user, "moderate")
        words = self.typed(WhyBody)
        return told(undo_decision(decision=self.get_object(), moderator=request.user, **words))


class ErasureViews(Door):
    """Requests to erase that wait for a second moderator."""

    serializer_class = DecidedSerializer
    queryset = ErasureRequest.objects.all()

    def asked(self, request: Request) -> ErasureRequest:
        """Return the request of this address, for moderators only."""
        require(request.user, "moderate")
        found: ErasureRequest = self.get_object()
        return found

    @extend_schema(request=WhyBody, responses={201: DecidedSerializer}, summary="Confirm an erasure")
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: int) -> Response:
        """Erase what another moderator asked for, for ever."""
        found = self.asked(request)
        return told(confirm_erasure(request=found, moderator=request.user, **self.typed(WhyBody)))

    @extend_schema(request=WhyBody, responses=DecidedSerializer, summary="Decline an erasure")
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: int) -> Response:
        """Leave what another moderator wanted erased as it is."""
        found = self.asked(request)
        declined = decline_erasure(request=found, moderator=request.user, **self.typed(WhyBody))
        return told(declined, status.HTTP_200_OK)
