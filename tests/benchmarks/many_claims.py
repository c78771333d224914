"""Makes very many claims with the word frequencies of real prose in a scratch database, for benchmarks.

Nothing random is left to chance: the same seed gives the same claims.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, chain
from typing import Any

from django.db import connection
from django.db.models import JSONField, Model
from django.utils import timezone

from archive.claims.models import Claim, Debate
from tests import factories

COMMON = """the of and to in that is a for on it as are by with not be more than have from or which has this an
would their can at but will was its if when may they were all into also other only most such less where what been
should could much between does so about these even because under over no many after both who new one per how while
each some own any out up very then had did we than still those through most against without before""".split()  # noqa: SIM905
POLICY = """export controls chips restrictions training compute models licence policy trade sanctions firms research
innovation security national government technology semiconductor access market subsidies tariffs allies enforcement
evidence growth industry investment universities patents talent scientists nuclear weapons deterrence treaty
inspection reactor uranium proliferation safeguards energy carbon emissions tax climate adaptation nuclear solar wind
grid storage housing rents zoning supply demand wages minimum employment labour unions migration borders asylum
visas schools teachers pupils vouchers grades testing health hospitals insurance vaccines obesity sugar tobacco
alcohol opioids prison sentencing police bail courts juries privacy surveillance encryption platforms speech
moderation elections turnout voting districts referendum parliament federal cities transport buses railways
congestion pricing cars cycling roads water rivers irrigation farming pesticides fisheries forests biodiversity
poverty benefits pensions retirement inequality inheritance wealth banks interest inflation deficits debt austerity
currency stablecoins antitrust mergers monopoly competition procurement corruption transparency oversight audits
regulation deregulation licensing standards liability insurance compensation precaution benefit cost risk harm
safety alignment openness weights frontier laboratories hardware clusters memory lithography design packaging
smuggling workarounds stockpiles diversion exemptions deadlines loopholes compliance reporting disclosure benchmark
evaluation capability deployment release containment denial chokepoints espionage diplomacy summit
verification""".split()  # noqa: SIM905
SYLLABLES = """ba co di fe gu ha in jo ka le mi no or pa qui re sa te un va wo xe ya zu tra ple shi gro ent ion al
er""".split()  # noqa: SIM905
VOCABULARY = 60_000
DEBATE_WORDS = 40  # each debate comes back to so many words of its own
OWN_SHARE = 0.25
PER_DEBATE = 120
FIRST_ID = 1_000_000_000


def vocabulary(chance: random.Random) -> list[str]:
    """Return the words by rank: the small ones, then the words of policy among invented ones."""
    seen = dict.fromkeys([*COMMON, *POLICY])
    invented: list[str] = []
    while len(invented) < VOCABULARY:
        word = "".join(chance.choices(SYLLABLES, k=chance.randint(2, 5)))
        if word not in seen:
            seen[word] = None
            invented.append(word)
    policy = [word for word in dict.fromkeys(POLICY) if word not in COMMON]
    mixed = [word for at, rare in enumerate(policy) for word in (*invented[3 * at : 3 * at + 3], rare)]
    return [*dict.fromkeys(COMMON), *mixed, *invented[3 * len(policy) :]]


@dataclass
class Prose:
    """Statements of 6 to 60 words, Zipf's law over the vocabulary, each debate with words of its own."""

    seed: int = 1
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.words = vocabulary(self.chance)
        self.weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self.words))))

    def debate(self) -> list[str]:
        """Return the words that one debate comes back to: none of the smallest."""
        return [
            self.words[int(70 * (len(self.words) / 70) ** self.chance.random())] for _ in range(DEBATE_WORDS)
        ]

    def statement(self, own: list[str]) -> str:
        """Return one statement of a debate with these words of its own."""
        count = min(60, max(6, int(self.chance.lognormvariate(3.1, 0.55))))
        mine = sum(self.chance.random() < OWN_SHARE for _ in range(count))
        drawn = self.chance.choices(self.words, cum_weights=self.weights, k=count - mine)
        drawn += self.chance.choices(own, k=mine)
        self.chance.shuffle(drawn)
        return (" ".join(drawn)[:499].rstrip() + ".").capitalize()

    def statements(self, count: int) -> Iterator[tuple[int, str]]:
        """Yield that many statements with the number of their debate."""
        own: list[str] = []
        for at in range(count):
            if at % PER_DEBATE == 0:
                own = self.debate()
            yield at // PER_DEBATE, self.statement(own)


def reworded(statement: str, chance: random.Random, prose: Prose, share: float = 0.2) -> str:
    """Return the statement with a share of its words replaced, as somebody else would say it."""
    words = statement.rstrip(".").lower().split()
    for at in range(len(words)):
        if chance.random() < share:
            words[at] = chance.choices(prose.words, cum_weights=prose.weights)[0]
    return " ".join(words).capitalize() + "."


def fill(prose: Prose, count: int) -> None:
    """Store `count` claims and their debates by COPY, without triggers, and then index and analyse them."""
    author = factories.person("writer")
    claims, debates = Claim._meta.db_table, Debate._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        again = dropped_indexes(cursor, claims)
        store(cursor, debates, debate_rows(count, author.pk))
        store(cursor, claims, claim_rows(prose, count, author.pk))
        for definition in again:
            cursor.execute(definition)
        cursor.execute("SET session_replication_role = DEFAULT")
        for table in (claims, debates):
            cursor.execute(f"VACUUM ANALYZE {table}")


def dropped_indexes(cursor: Any, table: str) -> list[str]:
    """Drop the indexes that no constraint needs, and return how to make them again."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s "
        "AND indexname NOT IN (SELECT conname FROM pg_constraint)",
        [table],
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _, definition in found]


def store(cursor: Any, table: str, rows: Iterator[dict[str, Any]]) -> None:
    """Store rows by COPY; all have the columns of the first."""
    first = next(rows)
    with cursor.copy(f"COPY {table} ({', '.join(first)}) FROM STDIN") as copy:
        for row in chain([first], rows):
            copy.write_row(tuple(row.values()))


def blank(model: type[Model]) -> dict[str, Any]:
    """Return a row of a table with what it has without saying more, by column."""
    columns = {}
    for column in model._meta.local_fields:
        value = column.get_default()
        columns[column.column] = "[]" if isinstance(column, JSONField) else [] if value == [] else value
    return columns


def debate_rows(count: int, author: int) -> Iterator[dict[str, Any]]:
    """Yield the debates of so many claims."""
    now, row = timezone.now(), blank(Debate)
    for at in range(-(-count // PER_DEBATE)):
        yield row | {
            "id": FIRST_ID + at,
            "slug": f"debate-{at}",
            "opener_id": author,
            "created": now,
            "last_activity": now,
            "claims_count": PER_DEBATE,
        }


def claim_rows(prose: Prose, count: int, author: int) -> Iterator[dict[str, Any]]:
    """Yield the claims: of each debate a thesis, and its answers by turns for and against."""
    now, row = timezone.now(), blank(Claim)
    row |= {
        "author_id": author,
        "created": now,
        "published_at": now,
        "own_activity": now,
        "last_activity": now,
    }
    for at, (debate, statement) in enumerate(prose.statements(count)):
        nth = at % PER_DEBATE
        yield row | {
            "id": FIRST_ID + at,
            "debate_id": FIRST_ID + debate,
            "parent_id": FIRST_ID + at - nth if nth else None,
            "stance": ("supports", "opposes")[nth % 2] if nth else None,
            "statement": statement,
            "path": f"0001{nth:04}" if nth else "0001",
            "depth": int(nth > 0),
        }
