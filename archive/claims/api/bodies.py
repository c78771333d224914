"""What the API takes: the kind of each field, and the limits for the schema; services say the rest."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from archive.claims.api.source_bodies import SourceId
from archive.claims.models import Claim, Debate, Topic
from archive.claims.models.claim import STATEMENT_LIMIT, Holds
from archive.claims.models.debate import DebateState
from archive.claims.models.evidence import QUOTE_LIMIT, TAG_LIMIT, Bearing
from archive.claims.queries.threads import BEST_FIRST, ORDERS
from archive.claims.read_aloud import KINDS
from archive.claims.services.debates import OUTCOME_LIMIT, REASON_LIMIT, THESES_AT_OPENING
from archive.claims.services.evidence import LOCATOR_LIMIT, NOTE_LIMIT
from archive.claims.standing import SCALE_TOP
from archive.core.api.fields import Choice, Mark, Name, Slug, Visible, Whole, Words
from archive.core.models import Aim, Stance
from archive.sources.bibliography import DETAILS
from archive.sources.models import Kind
from archive.sources.reading import FORMATS
from archive.sources.services import PROSE_FIELDS, SHORT_FIELDS

LARGEST = 2**31 - 1  # of an integer column
SCALE = (0, SCALE_TOP)
TEXT_FORMATS = [(name, name) for name in sorted(FORMATS)]
READ_ALOUD = (
    "Characters of the quote as it is stored: [start, end, kind], from 0, the end not included; at most 50."
)


class RewordBody(serializers.Serializer):
    """New words for one's own claim."""

    statement = Words(limit=STATEMENT_LIMIT)


class RatingBody(serializers.Serializer):
    """One or both judgements; one that is left out or null stays as it was."""

    convincing = Whole(scale=SCALE, required=False, allow_null=True, help_text="Is it true?")
    bearing = Whole(scale=SCALE, required=False, allow_null=True, help_text="Does it matter to its parent?")


class PassageBody(serializers.Serializer):
    """The words of a source from which a claim is drawn; all but `source` and `exact` help to place them."""

    source = SourceId()
    exact = Words(limit=2000)
    prefix = Words(required=False)
    suffix = Words(required=False)
    start = Whole(min_value=0, max_value=LARGEST, required=False, allow_null=True)
    end = Whole(min_value=0, max_value=LARGEST, required=False, allow_null=True)
    paragraph = Whole(min_value=1, max_value=LARGEST, required=False, allow_null=True)
    holds = Choice(
        choices=Holds.choices, default=Holds.ASSERTS.value, help_text="What the author does with the claim."
    )


class DebateBody(serializers.Serializer):
    """A debate's theses, and the passage that the one thesis is drawn from, if it is."""

    statement = Words(limit=STATEMENT_LIMIT)
    theses = serializers.ListField(
        child=Words(limit=STATEMENT_LIMIT),
        required=False,
        help_text=f"Further theses that answer the question in the title; at most {THESES_AT_OPENING - 1}.",
    )
    title = Words(limit=500, required=False, help_text="Not for a debate drawn from a passage.")
    language = Words(limit=35, required=False, help_text="A BCP 47 tag; a drawn debate has its source's.")
    topics = Slug(
        slug_field="slug",
        queryset=Topic.objects.filter(merged_into=None),
        many=True,
        required=False,
        help_text="Slugs.",
    )
    passage = PassageBody(required=False, allow_null=True)

    def validate(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Refuse what a drawn debate takes from its source, instead of ignoring it."""
        for name in ("title", "language", "theses", "topics") if fields.get("passage") else ():
            if fields.get(name):
                raise serializers.ValidationError({name: [_("A drawn debate takes none.")]}, code="drawn")
        return fields


class ThesisBody(serializers.Serializer):
    """One more thesis of a question."""

    statement = Words(limit=STATEMENT_LIMIT)


class StateBody(serializers.Serializer):
    """The state that a curator gives a debate, and why."""

    state = Choice(choices=DebateState.choices)
    reason = Words(limit=REASON_LIMIT)
    outcome = Words(limit=OUTCOME_LIMIT, required=False, help_text="Of a conclusion, in Markdown.")


class RecordBody(serializers.Serializer):
    """A bibliographic record."""

    title = Words(limit=SHORT_FIELDS["title"], required=False)
    kind = Choice(choices=Kind.choices, required=False)
    authors = serializers.ListField(child=Name(), max_length=100, required=False)
    container_title = Words(limit=SHORT_FIELDS["container_title"], required=False)
    publisher = Words(limit=SHORT_FIELDS["publisher"], required=False)
    issued = Words(limit=SHORT_FIELDS["issued"], required=False)
    language = Words(limit=SHORT_FIELDS["language"], required=False)
    url = Words(limit=2000, required=False, checked=False)
    doi = Words(limit=SHORT_FIELDS["doi"], required=False)
    details = serializers.DictField(
        required=False,
        help_text=f"CSL variables without a field of their own: {', '.join(DETAILS)}.",
    )
    note = Words(limit=PROSE_FIELDS["note"], required=False)
    rights = Words(limit=PROSE_FIELDS["rights"], required=False)
    ai_assistance = Words(limit=PROSE_FIELDS["ai_assistance"], required=False)


class TextBody(serializers.Serializer):
    """The text of a source: pasted, or as a file (multipart/form-data)."""

    text = Words(required=False, checked=False, help_text="Pasted words; give these or a file.")
    file = serializers.FileField(required=False, allow_empty_file=True)
    format = serializers.ChoiceField(
        choices=TEXT_FORMATS, required=False, help_text="What the text is; without it, its words decide."
    )

    def validate(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Refuse a body with both."""
        if fields.get("text") is not None and fields.get("file") is not None:
            raise serializers.ValidationError({"file": [_("Give a text or a file, not both.")]}, code="both")
        return fields


class SourceBody(TextBody, RecordBody):
    """A source: its record, and its text if there is one, from which missing fields are taken."""


class MarksBody(serializers.Serializer):
    """Which words of a card's quote are read aloud."""

    read_aloud = serializers.ListField(child=Mark(kinds=KINDS), help_text=READ_ALOUD)


class JudgementBody(serializers.Serializer):
    """One's judgement of a card."""

    shows = Whole(scale=SCALE, help_text="Does the quote show what the tag says?")


class CardWords(serializers.Serializer):
    """An evidence card without its claim: what it shows, the source, the words of the source."""

    source = SourceId(required=False, allow_null=True)
    new_source = RecordBody(
        required=False, allow_null=True, help_text="Instead of `source`: one that is added with the card."
    )
    record = Words(
        required=False, help_text="Instead of `new_source`: one record as BibTeX, RIS or CSL-JSON."
    )
    tag = Words(limit=TAG_LIMIT)
    quote = Words(limit=QUOTE_LIMIT, required=False)
    locator = Words(limit=LOCATOR_LIMIT, required=False)
    bearing = Choice(choices=Bearing.choices, required=False)
    note = Words(limit=NOTE_LIMIT, required=False)
    read_aloud = serializers.ListField(child=Mark(kinds=KINDS), required=False, help_text=READ_ALOUD)
    start = Whole(
        min_value=0,
        max_value=LARGEST,
        required=False,
        allow_null=True,
        help_text="Where in the stored text the quote begins, if it stands there more than once.",
    )


class CardBody(CardWords):
    """An evidence card and the claim that it goes under."""

    claim = Visible(queryset=Claim.objects.all())


class ArgumentBody(serializers.Serializer):
    """An argument under a claim."""

    parent = Visible(queryset=Claim.objects.all())
    stance = Choice(choices=Stance.choices)
    aim = Choice(
        choices=Aim.choices,
        default=Aim.STANDING.value,
        help_text="Whether it answers that the parent is true, or that it matters to the claim above it.",
    )
    statement = Words(limit=STATEMENT_LIMIT)
    debate = Visible(
        queryset=Debate.objects.all(), required=False, help_text="Checked, if given: where the parent stands."
    )
    evidence = CardWords(
        required=False, allow_null=True, help_text="A card that is posted with it: both, or neither."
    )


class ThreadBody(serializers.Serializer):
    """Which part of a thread, and in which order."""

    claim = serializers.IntegerField(
        min_value=1,
        max_value=2**63 - 1,
        required=False,
        help_text="Begin at this claim instead of the theses.",
    )
    order = serializers.ChoiceField(choices=list(ORDERS), default=BEST_FIRST)
    skip = serializers.IntegerField(
        min_value=0,
        max_value=1_000_000,
        default=0,
        help_text="Leave out so many answers of the claim on top.",
    )
