"""What debates, claims and evidence can be chosen by."""

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from archive.claims.models import Claim, Debate, Evidence, Topic
from archive.claims.models.debate import DebateState
from archive.claims.models.evidence import Bearing, QuoteState
from archive.claims.queries.topics import filed_under
from archive.core.api.filters import FlagFilter, MomentFilter, WholeFilter, one_word_of
from archive.core.models import Publication, Stance


class DebateFilter(filters.FilterSet):
    """Debates by state, topic and language."""

    state = one_word_of(DebateState.choices)
    topic = filters.CharFilter(
        method="under", max_length=80, help_text="A topic's slug; what is filed below it is kept too."
    )
    language = filters.CharFilter(lookup_expr="iexact", max_length=35, help_text="A BCP 47 tag.")

    class Meta:
        model = Debate
        fields: list[str] = []

    def under(self, debates: "QuerySet[Debate]", name: str, slug: str) -> "QuerySet[Debate]":
        """Keep what is filed under the topic or one below it; a merged topic stands for the one that took it in."""
        topic = Topic.objects.filter(slug=slug).select_related("merged_into").first()
        if topic is None:
            return debates.none()
        filed = Debate.objects.filter(filed_under(topic.merged_into or topic))
        return debates.filter(pk__in=filed.values("pk"))


class ClaimFilter(filters.FilterSet):
    """Claims by place, author, state, age, and by what they lack."""

    debate = WholeFilter(field_name="debate_id")
    parent = WholeFilter(field_name="parent_id")
    depth = WholeFilter(help_text="0 for theses.")
    author = filters.CharFilter(field_name="author__username", lookup_expr="iexact", max_length=150)
    stance = one_word_of(Stance.choices)
    state = one_word_of(Publication.choices)
    created_since = MomentFilter(field_name="created", lookup_expr="gte", help_text="ISO 8601.")
    unanswered = FlagFilter(keeps="unanswered", help_text="Published arguments that nobody has answered.")
    evidence_asked = FlagFilter(
        keeps="asked_for_evidence", help_text="Published claims under which somebody asks for evidence."
    )
    needs_evidence = FlagFilter(keeps="without_evidence", help_text="Published arguments that cite nothing.")

    class Meta:
        model = Claim
        fields: list[str] = []


class EvidenceFilter(filters.FilterSet):
    """Cards by what they stand under, cite, and what their check gave."""

    claim = WholeFilter(field_name="claim_id")
    source = WholeFilter(field_name="source_id")
    check_state = one_word_of(QuoteState.choices)
    bearing = one_word_of(Bearing.choices)

    class Meta:
        model = Evidence
        fields: list[str] = []
