"""How a claim's standing comes about, in numbers: the sum that its page shows."""

from rest_framework import serializers

from archive.claims.api.shapes import StandingSerializer
from archive.core.models import Stance


class StartSerializer(serializers.Serializer):
    """What the ratings alone say."""

    ratings = serializers.IntegerField(source="count")
    sum = serializers.IntegerField(source="total")
    formula = serializers.CharField(help_text="With the claim's own numbers in it.")
    value = serializers.FloatField()


class EffectSerializer(serializers.Serializer):
    """One argument's part in the sum."""

    claim = serializers.IntegerField(source="id")
    number = serializers.CharField()
    stance = serializers.ChoiceField(choices=Stance.choices)
    standing = serializers.FloatField(source="raw_standing")
    weight = serializers.FloatField(source="raw_weight")
    contribution = serializers.FloatField(help_text="Weight times standing.")
    effect = serializers.FloatField(source="raw_effect", help_text="The result, less the result without it.")


class WorkingSerializer(serializers.Serializer):
    """A sum: where it starts, the strength of both sides, and the result."""

    start = StartSerializer()
    support = serializers.FloatField(help_text="1 less the product of (1 less each contribution).")
    attack = serializers.FloatField()
    d = serializers.FloatField(help_text="Support less attack.")
    result = serializers.FloatField()
    arguments = EffectSerializer(
        many=True, source="rows", help_text="Those with the greatest effect, at most 50; the sums have all."
    )
    left_out = serializers.IntegerField(help_text="How many more arguments there are.")


class ChangeSerializer(serializers.Serializer):
    """One thing that would change the standing."""

    kind = serializers.ChoiceField(choices=["rating", "without", "unconvincing", "unrated", "label"])
    words = serializers.CharField()
    standing = serializers.FloatField(allow_null=True, help_text="Where it would stand then.")
    claim = serializers.IntegerField(allow_null=True, help_text="The argument that it is about, if any.")


class ExplanationSerializer(serializers.Serializer):
    """The whole sum of a claim; a link has its original's, and a weight of its own."""

    standing = StandingSerializer()
    value = serializers.FloatField(source="raw", help_text="The standing as it is stored.")
    working = WorkingSerializer()
    weight = WorkingSerializer(
        allow_null=True, help_text="How much it bears on its parent; null for a thesis."
    )
    contribution = serializers.FloatField(help_text="Weight times standing: what its parent gets of it.")
    changes = ChangeSerializer(many=True)
