"""The map of a debate, of one claim, or of a source: what of it can be seen, drawn; one query, never every claim.

A claim takes as much of its ring as it and what stands under it are of what stands beside it. The database
follows only what is wide enough to be seen; the rest is counted, and drawn as one arc.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from archive.accounts.permissions import Viewer
from archive.claims import sunburst
from archive.claims.models import Claim, Debate, Drawing
from archive.claims.models.claim import SEGMENT, ancestor_paths, number_of
from archive.claims.queries.rows import StandingRow, aimed_at, side_words, standing_row, words_for
from archive.claims.standing import ENOUGH_RATINGS
from archive.claims.sunburst import TURN, Arc, Ring
from archive.core.models import Aim, Publication, Stance
from archive.sources.models import Source

RINGS = 6
SMALLEST = 1 / 180  # of the circle: two degrees
ARCS_AT_MOST = 120
ALWAYS = 40  # of the innermost ring, however small
MINI_RINGS, MINI_SMALLEST, MINI_AT_MOST = 5, 1 / 60, 90
MINI_CENTRE, MINI_EDGE = 26, 146
WORDS = 80  # of a statement, in a title and in the list
TONES = ((0.6, "strong"), (0.4, "middling"))
REST_SMALLEST = TURN / 720
STATES = {
    Publication.HELD: gettext_lazy("held"),
    Publication.WITHDRAWN: gettext_lazy("withdrawn"),
    Publication.REMOVED: gettext_lazy("removed"),
    Publication.ERASED: gettext_lazy("erased"),
    Publication.MERGED: gettext_lazy("merged"),
}


class Drawn(NamedTuple):
    """One claim as the query returns it; `total` are the units of all that stand beside it, itself included."""

    id: int
    parent_id: int | None
    ring: int
    units: int
    total: int
    path: str
    stance: str | None
    aim: str
    state: str
    author_id: int
    standing: float
    subtree_ratings: int
    descendants: int
    is_link: bool
    words: str
    here: str | None


@dataclass(slots=True)
class MapRow:
    """One arc of the map and one line of its list; `statement` is None where the viewer may not read it.

    `rest` counts the claims under it that are too small to see, and `rest_arc` is theirs.
    """

    id: int
    number: str
    path: str
    stance: str
    aim: str
    state: str
    tone: str
    standing: StandingRow
    statement: str | None
    descendants: int
    is_link: bool
    units: int
    answers_what: str
    is_here: bool = False
    arc: Arc | None = None
    below: list["MapRow"] = field(default_factory=list)
    rest: int = 0
    rest_arc: Arc | None = None

    @property
    def is_gone(self) -> bool:
        """Whether only a tombstone stands here."""
        return self.state in (Publication.REMOVED, Publication.WITHDRAWN, Publication.ERASED)

    @property
    def name(self) -> str:
        """What an arc is called: number, stance, standing, how many answers; never by colour alone."""
        standing = _(self.standing.word.lower()) + (f" {self.standing.value}" if self.standing.enough else "")
        if self.state != Publication.PUBLISHED:
            standing = str(STATES[Publication(self.state)])
        side = side_words(self.stance, self.answers_what)
        answers = ngettext("%(n)s answer", "%(n)s answers", self.descendants) % {"n": self.descendants}
        link = [_("shown by a link")] if self.is_link else []
        return _(", ").join([f"{self.number} {side}".strip(), standing, *link, answers])

    @property
    def hatch(self) -> str:
        """The pattern that it is filled with, if any."""
        hatched = self.stance == Stance.OPPOSES and self.tone not in ("unrated", "gone")
        return self.tone if hatched else ""

    @property
    def label(self) -> str:
        """The figures that are printed on the arc, if they fit."""
        return self.number if self.arc and self.arc.holds(self.number) else ""

    @property
    def is_roomy(self) -> bool:
        """Whether they fit as large as a phone needs them."""
        return bool(self.arc and self.arc.holds(self.number, 2))


@dataclass(slots=True)
class DebateMap:
    """A map ready to draw; `tops` are its innermost ring, `rows` all its arcs in reading order.

    `centre` is the one claim that all others stand under, None where several stand side by side. `rest` counts
    those of the innermost ring, and all under them, that are too small to see.
    """

    centre: MapRow | None
    tops: list[MapRow]
    rows: list[MapRow]
    rest: int
    rest_arc: Arc | None
    radius: int
    here: MapRow | None = None

    @property
    def box(self) -> str:
        """The part of the plane that the drawing takes."""
        return f"{-self.radius} {-self.radius} {2 * self.radius} {2 * self.radius}"

    @property
    def width(self) -> int:
        """How wide it is drawn at most, so that figures have one size on every map."""
        return round(2.4 * self.radius)

    @property
    def claims(self) -> int:
        """How many claims it stands for, the one in the middle included."""
        return sum(row.units for row in self.tops) + self.rest + bool(self.centre)


def map_of(tops: QuerySet[Claim], *, viewer: Viewer) -> DebateMap:
    """Return the map of these claims and all that stands under them, in one query and at most 120 arcs of claims."""
    found = seen_arcs(tops, viewer, smallest=SMALLEST, rings=RINGS, most=ARCS_AT_MOST, always=ALWAYS)
    return laid_out(found, viewer, sunburst.CENTRE, sunburst.EDGE)


def minimap(debate: Debate, *, viewer: Viewer, here: int | None = None) -> DebateMap:
    """Return a small map of a debate in one query; the claim with the id `here`, or the nearest above it, is marked."""
    found = seen_arcs(
        theses_on_map(debate, viewer),
        viewer,
        smallest=MINI_SMALLEST,
        rings=MINI_RINGS,
        most=MINI_AT_MOST,
        always=MINI_AT_MOST,
        here=here,
    )
    return laid_out(found, viewer, MINI_CENTRE, MINI_EDGE)


def theses_on_map(debate: Debate, viewer: Viewer) -> QuerySet[Claim]:
    """Return the theses of a debate that have a place."""
    return Claim.objects.placed_for(viewer).filter(debate=debate, parent=None)


def theses_drawn(source: Source, viewer: Viewer) -> QuerySet[Claim]:
    """Return the theses that were drawn from a source, in debates that `viewer` may see."""
    drawn = Drawing.objects.filter(passage__source=source).values("claim")
    return Claim.objects.visible_to(viewer).filter(parent=None, pk__in=drawn)


def is_under_one_of(claim: Claim, theses: QuerySet[Claim]) -> bool:
    """Return whether the claim is one of these theses or stands under one."""
    return theses.filter(debate_id=claim.debate_id, path=claim.path[:SEGMENT]).exists()


def seen_arcs(
    tops: QuerySet[Claim],
    viewer: Viewer,
    *,
    smallest: float,
    rings: int,
    most: int,
    always: int,
    here: int | None = None,
) -> list[Drawn]:
    """Return what can be seen of the claims `tops` and all under them: the widest `most`, each with its parent.

    An answer is never wider than what it answers, so that the widest hang together. The first `always` of the
    innermost ring are there however thin. A link has its original's state, for nobody reads removed words by it.
    The condition on what has a place is `placed_for`'s own, compiled, so that it is written once.
    """
    placed = Claim.objects.placed_for(viewer).query
    where, where_params = placed.where.as_sql(placed.get_compiler(connection=connection), connection)
    inner, inner_params = tops.order_by().values("pk").query.sql_with_params()
    beside = """id, descendants + 1 AS units, sum(descendants + 1) OVER () AS total,
                row_number() OVER (ORDER BY descendants DESC, path) AS nth"""
    sql = f"""
        WITH RECURSIVE top AS (
            SELECT {beside} FROM archive_claim WHERE id IN ({inner})
        ), arc AS (
            SELECT id, 0 AS ring, units, total, units::float / total AS share
            FROM top WHERE units::float / total >= %s OR nth <= %s
          UNION ALL
            SELECT answer.id, arc.ring + 1, answer.units, answer.total,
                   arc.share * (answer.units::float / answer.total)
            FROM arc CROSS JOIN LATERAL (
                SELECT {beside} FROM archive_claim WHERE parent_id = arc.id AND {where}
            ) answer
            WHERE arc.ring < %s AND (arc.share * (answer.units::float / answer.total) >= %s
                  OR arc.ring = 0 AND arc.share = 1 AND answer.nth <= %s)
        ), widest AS (SELECT * FROM arc ORDER BY share DESC, ring, id LIMIT %s)
        SELECT c.id, c.parent_id, w.ring, w.units, w.total, c.path, c.stance, c.aim,
               coalesce(told.state, c.state), coalesce(told.author_id, c.author_id),
               c.standing, c.subtree_ratings, c.descendants, c.same_as_id IS NOT NULL,
               left(coalesce(original.statement, c.statement), {WORDS + 1}), here.path
        FROM widest w JOIN archive_claim c ON c.id = w.id
            LEFT JOIN archive_claim original ON original.id = c.same_as_id
            LEFT JOIN archive_claim told ON told.id = c.same_as_id AND c.state = 'published'
            LEFT JOIN archive_claim here ON here.id = %s AND here.debate_id = c.debate_id
        ORDER BY w.ring, c.debate_id, c.path
    """  # noqa: S608 - every name in it is a constant of this module
    pruned: list[Any] = [rings, smallest, always, most, here]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*inner_params, smallest, always, *where_params, *pruned])
        return [Drawn(*row) for row in cursor.fetchall()]


def laid_out(found: list[Drawn], viewer: Viewer, centre: float, edge: float) -> DebateMap:
    """Return the arcs in their places; one claim alone on top goes into the middle."""
    rows = {drawn.id: map_row(drawn, viewer) for drawn in found}
    above = {drawn.id: drawn.parent_id if drawn.ring else None for drawn in found}
    below: dict[int | None, list[MapRow]] = defaultdict(list)
    for row in rows.values():
        below[above[row.id]].append(row)
    totals = {above[drawn.id]: int(drawn.total) for drawn in found}
    for row in rows.values():
        row.below = below[row.id]
        row.rest = max(0, totals.get(row.id, row.descendants) - sum(answer.units for answer in row.below))
    tops = below[None]
    middle = tops[0] if len(tops) == 1 and totals[None] == tops[0].units else None
    first_of_question = len(tops) > 1 and sum(not row.number for row in tops) == 1  # beside B, C and so on
    for nth, row in enumerate(tops, 1):
        row.number = row.number or ("" if middle else "A" if first_of_question else str(nth))
    rest = middle.rest if middle else max(0, totals.get(None, 0) - sum(row.units for row in tops))
    levels = max((drawn.ring for drawn in found), default=0) + (0 if middle else 1)
    circles = sunburst.rings(levels, centre=centre, edge=edge)
    tops = middle.below if middle else tops
    rest_arc = place(tops, rest, circles, 0, (0.0, TURN))
    radius = round(circles[-1].outer) + 4
    here = nearest(found[0].here if found else None, rows.values())
    return DebateMap(middle, tops, list(in_order(tops)), rest, rest_arc, radius, here)


def place(
    rows: list[MapRow], rest: int, circles: list[Ring], level: int, between: tuple[float, float]
) -> Arc | None:
    """Give each row of a ring its arc, and what is under it, and return the arc of what is merged beside them.

    The last of the circles is for what is merged alone: it says that there is more.
    """
    places = sunburst.spread([row.units for row in rows], rest, *between)
    for row, angles in zip(rows, places, strict=True):
        row.arc = sunburst.arc(circles[level], *angles, half=row.aim == Aim.BEARING)
        row.rest_arc = place(row.below, row.rest, circles, level + 1, angles)
    start = places[-1][1] if places else between[0]
    if not rest or between[1] - start < REST_SMALLEST:
        return None
    return sunburst.arc(circles[level], start, between[1])


def in_order(rows: Iterable[MapRow]) -> Iterator[MapRow]:
    """Yield each row and then those below it."""
    for row in rows:
        yield row
        yield from in_order(row.below)


def map_row(drawn: Drawn, viewer: Viewer) -> MapRow:
    """Return a claim as it is drawn, without its place."""
    number = number_of(drawn.path)
    parent = number.rpartition(".")[0]
    words = words_for(viewer, drawn.state, drawn.author_id, drawn.words)
    return MapRow(
        id=drawn.id,
        number=number,
        path=drawn.path,
        stance=drawn.stance or "",
        aim=drawn.aim,
        state=drawn.state,
        tone=tone_of(drawn),
        standing=standing_row(drawn.standing, drawn.subtree_ratings),
        statement=words if words is None or len(words) <= WORDS else f"{words[: WORDS - 1].rstrip()}…",
        descendants=drawn.descendants,
        is_link=drawn.is_link,
        units=drawn.units,
        answers_what=aimed_at(drawn.aim, parent),
    )


def tone_of(drawn: Drawn) -> str:
    """Return how full the arc is drawn: by its standing, or that too few have rated it, or that it is gone."""
    if drawn.state != Publication.PUBLISHED:
        return "gone"
    if drawn.subtree_ratings < ENOUGH_RATINGS:
        return "unrated"
    return next((tone for least, tone in TONES if drawn.standing >= least), "weak")


def nearest(path: str | None, rows: Iterable[MapRow]) -> MapRow | None:
    """Mark and return the claim at this path, or the nearest above it that is drawn."""
    by_path = {row.path: row for row in rows}
    steps = [path, *reversed(ancestor_paths(path))] if path else []
    here = next((by_path[step] for step in steps if step in by_path), None)
    if here:
        here.is_here = True
    return here
