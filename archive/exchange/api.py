"""Bibliographies that come in by the API."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from archive.core.api.fields import Words
from archive.core.errors import Refused
from archive.exchange.queries import Offer, offers_in
from archive.exchange.services import ADDED, FILLED, REFUSED, SKIPPED, take_records
from archive.sources.bibliography import CHARACTERS_AT_MOST, FORMATS, UnreadableRecords

SEEN = "offered"
BIBLIOGRAPHIES = [(name, name) for name in FORMATS]


class RecordsBody(serializers.Serializer):
    """A bibliography, and what is to be done with its entries."""

    text = Words(limit=CHARACTERS_AT_MOST, checked=False, help_text="BibTeX, RIS or CSL-JSON.")
    format = serializers.ChoiceField(
        choices=BIBLIOGRAPHIES, required=False, help_text="What the text is; without it, the text decides."
    )
    preview = serializers.BooleanField(default=False, help_text="Only tell what is in it; nothing is stored.")
    choices = serializers.DictField(
        child=serializers.CharField(max_length=30),
        required=False,
        help_text='By the entry\'s number, from 1: "add", "skip", or "fill:<id>" for filling what is empty in '
        "that source. What is not chosen is added, unless it is here already or lacks a title.",
    )


class RecordProblemSerializer(serializers.Serializer):
    """What is wrong on one line of the text; a fatal problem keeps the entry from being added."""

    line = serializers.IntegerField()
    message = serializers.CharField()
    fatal = serializers.BooleanField()


class TwinSerializer(serializers.Serializer):
    """A source that the entry may be, and what the two have in common."""

    source = serializers.IntegerField(source="source.pk")
    title = serializers.CharField(source="source.title")
    because = serializers.CharField()


class EntrySerializer(serializers.Serializer):
    """One entry of a bibliography, and what became of it."""

    number = serializers.IntegerField()
    label = serializers.CharField(help_text="Its citation key or id, or else its number.")
    line = serializers.IntegerField()
    citation = serializers.CharField()
    problems = RecordProblemSerializer(many=True)
    twins = TwinSerializer(many=True)
    outcome = serializers.ChoiceField(choices=[SEEN, ADDED, FILLED, SKIPPED, REFUSED])
    source = serializers.IntegerField(allow_null=True, help_text="The id of what it is now.")
    reason = serializers.CharField(help_text="Why it was refused, or empty.")
    filled = serializers.ListField(child=serializers.CharField(), help_text="Which fields were filled.")


class RecordsView(APIView):
    """Bibliographies of many records."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="records_create",
        request=RecordsBody,
        responses=EntrySerializer(many=True),
        summary="Add the records of a bibliography",
    )
    def post(self, request: Request, *args: Any) -> Response:
        """Add the entries of a bibliography as one post, or with `preview` only tell what is in it."""
        body = RecordsBody(data=request.data)
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        given = {"text": asked["text"], "format": asked.get("format", "")}
        if asked["preview"]:
            offers = offers_or_refusal(request, given)
            told = [entry(offer, outcome=SEEN) for offer in offers]
        else:
            taken = take_records(**given, person=request.user, choices=numbered(asked.get("choices", {})))
            told = [
                entry(
                    one.offer,
                    outcome=one.outcome,
                    source=one.source.pk if one.source else None,
                    reason=one.reason,
                    filled=one.filled,
                )
                for one in taken
            ]
        return Response(EntrySerializer(told, many=True).data)


def offers_or_refusal(request: Request, given: dict[str, str]) -> list[Offer]:
    """Return what the text offers, or refuse it at its field."""
    try:
        return offers_in(given["text"], format=given["format"], viewer=request.user)
    except UnreadableRecords as problem:
        raise Refused(problem.message, field="text", code=problem.code) from problem


def numbered(choices: dict[str, str]) -> dict[int, str]:
    """Return the choices by number; a key that is none is refused."""
    if wrong := [key for key in choices if not (key.isascii() and key.isdigit() and len(key) < 6)]:
        raise Refused(
            _("“%(wrong)s” is no number of an entry.") % {"wrong": wrong[0][:20]},
            field="choices",
            code="choices",
        )
    return {int(key): value for key, value in choices.items()}


def entry(
    offer: Offer, *, outcome: str, source: int | None = None, reason: str = "", filled: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return an entry as the API gives it."""
    return {
        "number": offer.number,
        "label": offer.entry.label,
        "line": offer.entry.line,
        "citation": offer.citation,
        "problems": offer.entry.problems,
        "twins": offer.twins,
        "outcome": outcome,
        "source": source,
        "reason": reason,
        "filled": filled,
    }
