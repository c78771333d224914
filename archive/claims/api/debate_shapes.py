"""What the API returns of debates and their threads: the same rows that the pages print."""

from typing import Any

from rest_framework import serializers

from archive.accounts.api import PersonSerializer
from archive.claims.api.shapes import ClaimSerializer, EvidenceSerializer
from archive.claims.models import Debate
from archive.claims.models.debate import DebateState
from archive.sources.models import Marking


class ThreadClaimSerializer(ClaimSerializer):
    """A claim of a thread with its cards, its answers, and the caller's own rating."""

    evidence = EvidenceSerializer(many=True)
    more = serializers.IntegerField(
        help_text="How many answers are left out; ask for them with `claim` or `skip`."
    )

    def get_fields(self) -> Any:
        """Return the fields; the answers are of this very shape, so they are named only here."""
        return {**super().get_fields(), "answers": ThreadClaimSerializer(many=True)}


class ThreadSerializer(serializers.Serializer):
    """The bounded thread of a debate, or under one of its claims."""

    debate = serializers.IntegerField()
    version = serializers.IntegerField(help_text="Grows with every change in the debate.")
    order = serializers.CharField()
    claims = ThreadClaimSerializer(many=True, help_text="The theses, or the one claim asked for.")


class DebateCountersSerializer(serializers.Serializer):
    """What stands in a debate, published only."""

    claims = serializers.IntegerField(source="claims_count")
    evidence = serializers.IntegerField(source="evidence_count")
    ratings = serializers.IntegerField(source="ratings_count")


class FrozenSerializer(serializers.Serializer):
    """How a thesis stood when its debate was concluded."""

    claim = serializers.IntegerField()
    standing = serializers.FloatField()
    ratings = serializers.IntegerField(help_text="Of it and everything under it.")


class ConclusionSerializer(serializers.Serializer):
    """One conclusion of a debate; the standings are those of that moment, whatever came later."""

    at = serializers.DateTimeField()
    theses = FrozenSerializer(many=True)


class DebateSerializer(serializers.ModelSerializer):
    """A debate with its theses."""

    url = serializers.CharField(source="get_absolute_url", help_text="The path of its page.")
    title = serializers.CharField(help_text="Empty when the one thesis says it all.")
    state = serializers.ChoiceField(choices=DebateState.choices)
    topics: serializers.SlugRelatedField = serializers.SlugRelatedField(
        slug_field="slug", many=True, read_only=True
    )
    opener = PersonSerializer()
    curators = PersonSerializer(many=True)
    counters = DebateCountersSerializer(source="*")
    theses = ClaimSerializer(many=True)
    conclusions = ConclusionSerializer(many=True, help_text="Also of conclusions that were reopened since.")

    def to_representation(self, debate: Debate) -> Any:
        """Return the debate, without the title when none of its theses may be read: it says the same."""
        told = super().to_representation(debate)
        if all(thesis["statement"] is None for thesis in told["theses"]):
            told["title"] = ""
        return told

    class Meta:
        model = Debate
        fields = [
            *(
                "id",
                "url",
                "title",
                "language",
                "state",
                "state_reason",
                "outcome",
                "held",
                "topics",
                "opener",
            ),
            *("curators", "created", "last_activity", "version", "counters", "theses", "conclusions"),
        ]
        read_only_fields = fields


class BibliographySerializer(serializers.Serializer):
    """A source of a debate, and how the debate leans on it: cards for and against, claims drawn."""

    source = serializers.IntegerField(source="source.pk")
    title = serializers.CharField(source="source.title")
    mark = serializers.ChoiceField(source="source.mark", choices=Marking.choices, allow_blank=True)
    supports = serializers.IntegerField(help_text="Cards that support their claim.")
    undermines = serializers.IntegerField(help_text="Cards that undermine their claim.")
    doubtful = serializers.IntegerField(help_text="Cards whose quote is altered or missing.")
    claims = serializers.IntegerField(help_text="Claims that were drawn from it.")
