"""Figures as charts: each with a title, a label for every value in the reader's language, and its drawing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.claims.charts import Bar, Drawing, bars, columns
from archive.claims.models.debate import DebateState
from archive.claims.models.evidence import QuoteState
from archive.claims.queries.statistics import EARLIER, Counts, Pairs
from archive.sources.models import Kind

PEOPLE = {
    "any": gettext_lazy("Took part in any way"),
    "claims": gettext_lazy("Posted claims"),
    "evidence": gettext_lazy("Attached evidence"),
    "ratings": gettext_lazy("Rated claims"),
}
POSTED = {
    "1": gettext_lazy("1 claim"),
    "2-5": gettext_lazy("2 to 5 claims"),
    "6-20": gettext_lazy("6 to 20 claims"),
    "more": gettext_lazy("More than 20 claims"),
}
ACTIVITY = {
    ("claims", "week"): gettext_lazy("Claims by week"),
    ("evidence", "week"): gettext_lazy("Evidence by week"),
    ("ratings", "week"): gettext_lazy("Ratings by week"),
    ("claims", "month"): gettext_lazy("Claims by month"),
    ("evidence", "month"): gettext_lazy("Evidence by month"),
    ("ratings", "month"): gettext_lazy("Ratings by month"),
}
STANDINGS = {
    "well supported": gettext_lazy("Well supported"),
    "leaning supported": gettext_lazy("Leaning supported"),
    "contested": gettext_lazy("Contested"),
    "leaning refuted": gettext_lazy("Leaning refuted"),
    "refuted": gettext_lazy("Refuted"),
    "too few ratings": gettext_lazy("Too few ratings"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of a chart: a code that stays the same in every language, words for people, the number."""

    code: str
    label: str
    value: int


@dataclass(frozen=True)
class Chart:
    """Values that belong together; `per` is "week" or "month" for those over time, else empty."""

    code: str
    title: str
    head: str
    figures: list[Figure]
    per: str = ""
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(figure.value for figure in self.figures)

    @cached_property
    def shown(self) -> list[Figure]:
        """The figures that are drawn: all but what was before the first period."""
        return [figure for figure in self.figures if figure.code != EARLIER]

    @cached_property
    def drawing(self) -> Drawing:
        """Where each of the drawn figures stands."""
        values = [figure.value for figure in self.shown]
        return columns(values) if self.per else bars(values)

    @property
    def rows(self) -> Iterator[tuple[Figure, Bar]]:
        """Each drawn figure with its bar."""
        return zip(self.shown, self.drawing.bars, strict=True)


def charts_of(counts: Counts) -> list[Chart]:
    """Return the charts of these figures, in the order of their page."""
    charts = [*of_people(counts), *of_activity(counts), *of_evidence(counts), of_standings(counts)]
    if counts.states:
        states = {str(value): words.capitalize() for value, words in DebateState.choices}
        charts.append(Chart("debates", _("Debates by state"), _("State"), worded(counts.states, states)))
    return charts


def of_people(counts: Counts) -> Iterator[Chart]:
    """Yield how many people took part, and how many posted how much."""
    parts = [(code, counts.people[code]) for code in PEOPLE]
    note = _("One person can be in several rows.")
    yield Chart("people", _("People by what they did"), _("What they did"), worded(parts, PEOPLE), note=note)
    title, head = _("People by how much they posted"), _("Posted")
    yield Chart("people_by_claims", title, head, worded(counts.posted, POSTED))


def of_activity(counts: Counts) -> Iterator[Chart]:
    """Yield what came in each period, one chart a kind."""
    head = _("Week from") if counts.per == "week" else _("Month")
    for kind, pairs in counts.activity.items():
        figures = [Figure(code, period_words(code, counts.per), value) for code, value in pairs]
        title = str(ACTIVITY[kind, counts.per])
        yield Chart(f"{kind}_by_time", title, head, figures, per=counts.per)


def of_evidence(counts: Counts) -> Iterator[Chart]:
    """Yield what cards cite, and what the checks of their quotes gave."""
    kinds = {str(value): str(words).capitalize() for value, words in Kind.choices}
    title, head = _("Evidence by kind of source"), _("Kind of source")
    yield Chart("evidence_by_kind", title, head, worded(counts.kinds, kinds))
    title, head = _("Evidence by quote check"), _("Quote check")
    yield Chart("evidence_by_check", title, head, worded(counts.checks, dict(QuoteState.choices)))


def of_standings(counts: Counts) -> Chart:
    """Return how many claims have each standing."""
    note = _("A claim that is shown in a second place counts once.")
    figures = worded(counts.standings, STANDINGS)
    return Chart("claims_by_standing", _("Claims by standing"), _("Standing"), figures, note=note)


def worded(pairs: Pairs, words: Mapping[str, object]) -> list[Figure]:
    """Return each number with the words for its code, or the code where there are none."""
    return [Figure(code, str(words.get(code, code)), value) for code, value in pairs]


def period_words(code: str, per: str) -> str:
    """Return a period as people write it."""
    if code == EARLIER:
        return _("Earlier")
    return date_format(date.fromisoformat(code), "M Y" if per == "month" else "j M Y")


def rows_of(charts: list[Chart]) -> Iterator[tuple[str, str, int]]:
    """Yield every figure as chart, label and value; periods by the day that they begin on, fit to be sorted."""
    for chart in charts:
        for figure in chart.figures:
            yield chart.code, figure.code if chart.per else figure.label, figure.value
