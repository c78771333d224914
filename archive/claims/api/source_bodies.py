"""What the API takes about sources that are in already: marks, merging, placing words; and the id of a source."""

from typing import Any

from rest_framework import serializers

from archive.core.api.fields import Choice, Visible, Whole, Words
from archive.sources.models import Marking, Source
from archive.sources.queries import standing_for
from archive.sources.services.marks import REASON_LIMIT

LARGEST = 2**31 - 1  # of an integer column


class SourceId(Visible):
    """The id of a source that the caller may see; that of a merged record means the one that stands for it."""

    def __init__(self, **more: Any) -> None:
        if not more.get("read_only"):
            more.setdefault("queryset", Source.objects.all())
        super().__init__(**more)

    def to_internal_value(self, data: Any) -> Source:
        """Return the source with this id, or the one that it was merged into."""
        try:
            named: Source = super().to_internal_value(data)
            return named
        except serializers.ValidationError:
            whole = isinstance(data, int) and not isinstance(data, bool)
            records = (
                Source.objects.filter(pk=data, merged_into__isnull=False) if whole else Source.objects.none()
            )
            if (found := standing_for(records, self.context["request"].user).first()) is None:
                raise
            return found


class MarkBody(serializers.Serializer):
    """What became of a document, why we say so, and where it is announced."""

    kind = Choice(choices=Marking.choices)
    reason = Words(limit=REASON_LIMIT)
    url = Words(limit=2000, required=False, checked=False)


class LiftBody(serializers.Serializer):
    """Why a mark no longer holds."""

    reason = Words(limit=REASON_LIMIT)


class MergeBody(serializers.Serializer):
    """The record that stays, and why the two are one."""

    into = SourceId()
    reason = Words(limit=REASON_LIMIT)


class PlaceBody(serializers.Serializer):
    """The words of the newest text at which a passage stands now; the rest helps to find them."""

    exact = Words(limit=2000)
    start = Whole(min_value=0, max_value=LARGEST, required=False, allow_null=True)
    paragraph = Whole(min_value=1, max_value=LARGEST, required=False, allow_null=True)
