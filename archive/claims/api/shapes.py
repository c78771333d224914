"""What the API returns of claims, evidence and ratings: the same rows that the pages print."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from archive.accounts.api import PersonSerializer
from archive.claims.api.bodies import READ_ALOUD
from archive.claims.models import Claim, Evidence, Rating
from archive.claims.models.claim import Holds
from archive.claims.models.evidence import Bearing, QuoteState
from archive.claims.queries import ClaimRow, EvidenceRow, StandingRow, claim_row
from archive.claims.queries.cards import Judgement
from archive.claims.queries.ratings import SCALES, Ratings
from archive.claims.queries.rows import evidence_row
from archive.claims.read_aloud import KINDS
from archive.claims.standing import TOO_FEW
from archive.core.api.fields import Mark
from archive.core.models import Aim, Publication, Stance
from archive.sources.citing import citation
from archive.sources.models import Found, Marking

LABELS = [
    "well supported",
    "leaning supported",
    "contested",
    "leaning refuted",
    "refuted",
    TOO_FEW,
]


class StandingSerializer(serializers.Serializer):
    """How a claim stands; below five ratings in its subtree there is a label and no number."""

    value = serializers.FloatField(allow_null=True, help_text="From 0 to 1, to two places.")
    label = serializers.ChoiceField(choices=LABELS)
    ratings = serializers.IntegerField(help_text="How many were given in its subtree, itself included.")
    enough = serializers.BooleanField(help_text="Whether these are enough for a number.")

    def to_representation(self, row: StandingRow) -> dict[str, Any]:
        """Return the row's four facts."""
        return {
            "value": float(row.value) if row.enough else None,
            "label": row.word.lower(),
            "ratings": row.ratings,
            "enough": row.enough,
        }


class CountersSerializer(serializers.Serializer):
    """What stands under a claim, published only."""

    children = serializers.IntegerField()
    supports = serializers.IntegerField()
    opposes = serializers.IntegerField()
    descendants = serializers.IntegerField()
    evidence = serializers.IntegerField(source="cards")
    raters = serializers.IntegerField()


class ClaimSerializer(serializers.Serializer):
    """One claim in its place."""

    id = serializers.IntegerField()
    url = serializers.CharField(help_text="The path of its page.")
    debate = serializers.IntegerField(source="debate_id")
    parent = serializers.IntegerField(source="parent_id", allow_null=True, help_text="Null for a thesis.")
    same_as = serializers.IntegerField(
        source="original_id", allow_null=True, help_text="Of a link: the claim that it shows."
    )
    stance = serializers.SerializerMethodField(help_text="How it bears on its parent; null for a thesis.")
    aim = serializers.ChoiceField(
        choices=Aim.choices,
        help_text="Whether it answers that its parent is true, or that it matters to the claim above.",
    )
    statement = serializers.CharField(allow_null=True, help_text="Null where the caller may not read it.")
    state = serializers.ChoiceField(choices=Publication.choices)
    notice = serializers.CharField(help_text="What stands in its place when it is not published.")
    number = serializers.CharField(
        help_text='Its place below the thesis, such as "2.1.1"; empty for a thesis.'
    )
    depth = serializers.IntegerField()
    author = PersonSerializer()
    created = serializers.DateTimeField(source="posted")
    reworded_at = serializers.DateTimeField(allow_null=True)
    last_activity = serializers.DateTimeField(help_text="When something was last published here or below.")
    evidence_asked = serializers.IntegerField(source="asked", help_text="How many people ask for evidence.")
    leans_on_marked = serializers.ListField(
        source="leans_on",
        child=serializers.ChoiceField(choices=Marking.choices),
        help_text="Kinds of marks on what it was drawn from and on what its cards cite, the gravest first.",
    )
    standing = StandingSerializer()
    counters = CountersSerializer(source="*")

    def to_representation(self, thing: Claim | ClaimRow) -> Any:
        """Return the claim as the caller may see it."""
        if isinstance(thing, Claim):
            viewer = self.context["request"].user
            thing = claim_row(thing, viewer, debate_open=thing.debate.is_open)
        return super().to_representation(thing)

    @extend_schema_field(serializers.ChoiceField(choices=Stance.choices, allow_null=True))
    def get_stance(self, row: ClaimRow) -> str | None:
        """Return the stance."""
        return row.stance or None


class DrawingSerializer(serializers.Serializer):
    """The passage that a claim was drawn from: W3C's quote and position selectors."""

    source = serializers.IntegerField(source="passage.source_id")
    version = serializers.IntegerField(
        source="passage.source_text.version",
        default=None,
        allow_null=True,
        help_text="Of the text in which it is placed.",
    )
    exact = serializers.CharField(source="passage.exact")
    prefix = serializers.CharField(source="passage.prefix")
    suffix = serializers.CharField(source="passage.suffix")
    start = serializers.IntegerField(source="passage.start", allow_null=True)
    end = serializers.IntegerField(source="passage.end", allow_null=True)
    paragraph = serializers.IntegerField(source="passage.paragraph", allow_null=True)
    found = serializers.ChoiceField(
        choices=Found.choices, source="passage.found", help_text="In the newest text."
    )
    now = serializers.CharField(help_text="The words of the newest text there, if they changed; else empty.")
    holds = serializers.ChoiceField(choices=Holds.choices)


class QuotePositionSerializer(serializers.Serializer):
    """One place of the stored text at which the quote stands, or a part of it if it was shortened."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    paragraph = serializers.IntegerField(allow_null=True)


class CheckSerializer(serializers.Serializer):
    """What comparing the quote with the stored text gave."""

    state = serializers.ChoiceField(choices=QuoteState.choices, source="check_state")
    label = serializers.CharField(source="check_word")
    start = serializers.IntegerField(source="check_detail.start", default=None, allow_null=True)
    end = serializers.IntegerField(source="check_detail.end", default=None, allow_null=True)
    positions = QuotePositionSerializer(
        many=True, help_text="All places of the quote, at most 20; of a shortened one its parts."
    )
    version = serializers.IntegerField(
        source="checked_version", allow_null=True, help_text="Of the stored text that it was compared with."
    )
    place = serializers.CharField(
        source="place_url", help_text="The path of the words in the reader, or empty."
    )
    differing = serializers.SerializerMethodField(help_text="Pairs: words of the quote, words of the source.")

    @extend_schema_field({"type": "array", "items": {"type": "array", "items": {"type": "string"}}})
    def get_differing(self, row: EvidenceRow) -> list[list[str]]:
        """Return the differing words; none for a card that the caller may not read."""
        return row.check_detail.get("differing", []) if row.quote else []


class EvidenceSerializer(serializers.Serializer):
    """One card under a claim."""

    id = serializers.IntegerField()
    url = serializers.CharField(help_text="The path of its page.")
    claim = serializers.IntegerField(source="claim_id")
    source = serializers.IntegerField(source="source.pk")
    citation = serializers.SerializerMethodField(
        help_text="The source in one line; null where the caller may not read it."
    )
    source_mark = serializers.ChoiceField(
        source="mark",
        choices=Marking.choices,
        allow_blank=True,
        help_text="Whether the source is retracted, corrected or disputed; empty if it is not.",
    )
    tag = serializers.CharField(allow_null=True, help_text="Null where the caller may not read it.")
    quote = serializers.CharField(allow_null=True)
    locator = serializers.CharField()
    read_aloud = serializers.ListField(child=Mark(kinds=KINDS), help_text=READ_ALOUD)
    note = serializers.CharField()
    bearing = serializers.ChoiceField(choices=Bearing.choices)
    check = CheckSerializer(source="*")
    raters = serializers.IntegerField(help_text="How many people judged whether it shows what the tag says.")
    author = PersonSerializer()
    created = serializers.DateTimeField(source="posted")
    state = serializers.ChoiceField(choices=Publication.choices)
    notice = serializers.CharField(help_text="What stands in its place when it is not published.")

    def to_representation(self, thing: Evidence | EvidenceRow) -> Any:
        """Return the card as the caller may see it."""
        if isinstance(thing, Evidence):
            thing = evidence_row(thing, self.context["request"].user)
        return super().to_representation(thing)

    def get_citation(self, row: EvidenceRow) -> str | None:
        """Return the source in one line."""
        return citation(row.source, viewer=self.context["request"].user)


class StepSerializer(serializers.Serializer):
    """One step of the scale, and how many chose it."""

    step = serializers.IntegerField()
    people = serializers.IntegerField(source="count")


class JudgementSerializer(serializers.Serializer):
    """How a card was judged: by the caller, and by all if the caller has judged it or asks."""

    card = serializers.IntegerField()
    shows = serializers.IntegerField(
        source="mine", allow_null=True, help_text="The caller's own; null if none."
    )
    raters = serializers.IntegerField(source="count")
    mean = serializers.FloatField(allow_null=True, help_text="From 0 to 4, to two places.")
    steps = StepSerializer(many=True, help_text="Empty while the mean is null.")

    def to_representation(self, told: tuple[int, Judgement]) -> Any:
        """Return the judgement of the card with this id."""
        card, judgement = told
        names = ("mine", "count", "mean", "steps")
        return super().to_representation({"card": card, **{n: getattr(judgement, n) for n in names}})


class OneClaimSerializer(ClaimSerializer):
    """One claim with the passages that it was drawn from."""

    drawn_from = DrawingSerializer(many=True)


class RatingSerializer(serializers.ModelSerializer):
    """The caller's own rating; what is null is not rated."""

    class Meta:
        model = Rating
        fields = ["claim", "convincing", "bearing"]
        read_only_fields = fields


class ScaleSerializer(serializers.Serializer):
    """How people judged a claim on one scale."""

    people = serializers.IntegerField(source="count")
    mean = serializers.FloatField(
        allow_null=True, help_text="From 0 to 4, to two places; null if nobody did."
    )
    steps = StepSerializer(many=True)


class RatingsSerializer(serializers.Serializer):
    """How a claim was rated, by all and by the caller; nobody is told who rated what."""

    claim = serializers.IntegerField(source="claim_id")
    raters = serializers.IntegerField()
    mine = RatingSerializer(allow_null=True, help_text="Null for no rating, and for visitors.")
    convincing = ScaleSerializer(allow_null=True, help_text="Null for a link: its original has it.")
    bearing = ScaleSerializer(allow_null=True, help_text="Null for a thesis, which bears on nothing.")

    def to_representation(self, told: tuple[int, Ratings]) -> Any:
        """Return the ratings of the claim with this id."""
        claim_id, ratings = told
        scales = dict.fromkeys(SCALES) | {scale.name: scale for scale in ratings.scales}
        told_of = {"claim_id": claim_id, "raters": ratings.raters, "mine": ratings.mine}
        return super().to_representation({**told_of, **scales})
