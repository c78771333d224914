"""A weekly digest of a busy debate, over a real mail server: what arrives, in plain text and in HTML."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.claims import services
from archive.moderation.services import decide
from archive.notices.models import Kind
from archive.notices.services import set_ways
from archive.notices.services.letters import last_weekly, write_digests
from archive.notices.services.sending import send_letters
from tests import factories

pytestmark = pytest.mark.django_db
PEOPLE = ("mira.holt", "j.okafor", "s.lindqvist", "tomas.reyes", "ines.duarte")
ANSWERS = (
    "Stockpiling before each rule took effect supplied two years of training.",
    "The rules of 2022 left a faster memory link on sale until late 2023.",
    "Firms that could not buy chips rewrote their software to need fewer.",
    "Smuggled and rented chips do not show in the figures that are compared.",
    "Costs of training fell everywhere, with controls and without.",
)


@pytest.fixture
def week(spread, curator, thesis, author, moderator):
    """A week in which much was said under a curator's thesis."""
    set_ways(person=curator, ways=dict.fromkeys(Kind.values, "weekly"))
    people = [factories.person(name) for name in PEOPLE]
    points = [
        factories.argument(thesis, "opposes" if n % 2 else "supports", words, people[n])
        for n, words in enumerate(ANSWERS)
    ]
    own = factories.argument(points[0], statement="Stocks run out; the rules stay.", author=curator)
    factories.argument(own, statement="They were renewed through third countries.", author=people[1])
    factories.evidence(thesis, people[2], tag="Sales of the older chips doubled before the rule took effect.")
    services.post_comment(about=thesis, text="Which *rival* is meant here, @curator?", author=people[3])
    services.make_suggestion(
        claim=thesis,
        kind="reword",
        statement="Export controls slowed the rival down.",
        reason="It is past.",
        author=people[4],
    )
    gone = factories.argument(own, statement="You know nothing of chips.", author=people[3])
    decide(act="remove", thing=gone, moderator=moderator, rule="civil", reason="It attacks a person.")
    spread()


def test_weekly_digest_of_a_busy_debate_arrives_in_both_forms(week, curator, catcher):
    write_digests(last_weekly(timezone.now()) + timedelta(days=7))
    send_letters.call()
    [letter] = [letter for to, letter in catcher.caught if to == [curator.email]]
    plain = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    assert letter["Subject"].startswith("Your week: ")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for words in (
        "5 answers to your claim",
        ANSWERS[-1],
        "Which rival is meant",
        "j.okafor answered your claim",
        "They were renewed",
        "Sales of the older chips",
    ):
        assert words in plain
        assert words in html
    for words in ("You know nothing", "*rival*", "<p>", "&amp;"):
        assert words not in plain
    assert max(len(line) for line in plain.splitlines() if "://" not in line) <= 76
