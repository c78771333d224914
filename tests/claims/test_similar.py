"""Similar claims while somebody writes: a hint in every script, for what they may read, and never a block."""

import pytest
from django.db import connection

from archive.claims.likeness import likeness, pieces_of
from archive.claims.models import Claim
from archive.claims.queries import rarest
from archive.claims.queries.rarest import Words, words_sought
from archive.claims.queries.similar import similar_claims, similar_debates
from archive.claims.services import set_claim_state, withdraw_claim
from archive.core.models import Publication
from tests import factories

WRITTEN = "Export controls on chips slow the rival down for years."


def statements(rows):
    return [row.statement for row in rows]


def test_claims_of_the_debate_come_first_and_the_likest_of_each_first(thesis):
    there = factories.thesis("Export controls on chips slow the rival for years.")
    here = factories.argument(thesis, statement="Controls on chips slow the rival down.")
    likest = factories.argument(thesis, "supports", "Export controls on chips slow the rival down.")
    factories.argument(thesis, statement="Bees are in danger because of pesticides.")
    rows = similar_claims(WRITTEN, viewer=None, debate=thesis.debate)
    assert [row.id for row in rows] == [likest.pk, here.pk, thesis.pk, there.pk]
    assert [row.here for row in rows] == [True, True, True, False]
    assert [(row.number, row.stance) for row in rows[:2]] == [("2", "supports"), ("1", "opposes")]
    assert rows[3].debate_title == there.statement
    assert all(row.likeness >= 0.35 for row in rows)


def test_best_five_of_each_are_shown(thesis):
    for at in range(7):
        factories.argument(thesis, statement=f"Export controls on chips slow the rival down, case {at}.")
        factories.thesis(f"Export controls on chips slow the rival down, study {at}.")
    rows = similar_claims(WRITTEN, viewer=None, debate=thesis.debate)
    assert [row.here for row in rows] == [True] * 5 + [False] * 5


@pytest.mark.parametrize(
    ("stored", "written"),
    [
        ("出口管制减慢了对手的芯片发展。", "出口管制会减慢对手芯片的发展"),
        ("开放的模型比封锁更能促进创新,这一点有证据。", "开放模型比封锁更能促进创新"),
        ("輸出規制は競争相手の半導体開発を遅らせる。", "輸出規制は相手の半導体開発を遅らせます"),
        (
            "Экспортный контроль замедляет соперника на годы.",
            "Экспортный контроль замедлит соперника на годы",
        ),
        ("ضوابط التصدير تبطئ المنافس لسنوات عديدة", "ضوابط التصدير تبطئ المنافس لسنوات"),
        (
            "Die Ausfuhrkontrollen verzögern – für Jahre – den Gegner.",
            "Ausfuhrkontrollen verzögern den Gegner für Jahre",
        ),
        ("“Chokepoints”—narrow ones—outlast general denial.", "Narrow chokepoints outlast general denial"),
    ],
    ids=[
        "chinese",
        "chinese with latin comma",
        "japanese",
        "russian",
        "arabic",
        "german",
        "dashes and quotes",
    ],
)
def test_every_script_is_found_in_the_debate_and_in_the_archive(thesis, stored, written):
    claim = factories.argument(thesis, statement=stored)
    for debate in (thesis.debate, None):
        assert statements(similar_claims(written, viewer=None, debate=debate)) == [claim.statement]


def test_what_the_viewer_may_not_read_is_not_told(thesis, rules, newcomer, moderator, author, opponent):
    gone = factories.argument(
        thesis, statement="Export controls on chips slow the rival down, one.", author=author
    )
    taken = factories.argument(
        thesis, statement="Export controls on chips slow the rival down, two.", author=author
    )
    withdraw_claim(claim=gone, author=author)
    set_claim_state(claim=taken, state=Publication.REMOVED, reason="off topic", moderator=moderator, entry=1)
    rules(HOLD_FIRST=1)
    held = factories.argument(
        thesis, statement="Export controls on chips slow the rival, three.", author=newcomer
    )
    waiting = factories.thesis("Export controls on chips slow the rival, four.", newcomer)
    seen = {
        viewer: {row.id for row in similar_claims(WRITTEN, viewer=viewer, debate=thesis.debate)} - {thesis.pk}
        for viewer in (None, author, newcomer, moderator)
    }
    assert seen == {
        None: set(),
        author: set(),
        newcomer: {held.pk, waiting.pk},
        moderator: {held.pk, waiting.pk},
    }


def test_links_are_left_out(thesis, author):
    other = factories.argument(factories.thesis(), statement="Export controls on chips slow the rival down.")
    Claim.objects.create(
        debate=thesis.debate, parent=thesis, stance="supports", statement="", same_as=other, author=author,
        path="00010001", depth=1, published_at=other.published_at, own_activity=other.own_activity,
        last_activity=other.last_activity,
    )  # fmt: skip
    rows = similar_claims(WRITTEN, viewer=None, debate=thesis.debate)
    assert {row.id for row in rows} == {thesis.pk, other.pk}


def test_nothing_is_looked_for_under_twelve_characters(thesis, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert similar_claims("Export cont", viewer=None, debate=thesis.debate) == []


@pytest.mark.parametrize(
    "text",
    [
        "!!! & | ( ) :* <-> ' '' \\ \\\\' !!!",
        "a' & !b | (c:* <-> d) \\'; DROP TABLE archive_claim; --",
        "Export\x00 controls\x00 on chips",
        "x" * 100_000,
        "the of and " * 10_000,
        "…………————。。。，，，！！！",
        "            \n\t            ",
        "the of and to in that is a",
        "\U0001f600" * 40,
        "e\u0301" * 300,
        "\ud800 half a pair of surrogates",
        "http://example.org/?a=b&c=d foo@example.org 3.14159 -1e10 state-of-the-art",
    ],
)
def test_hostile_input_is_answered(client, thesis, text):
    factories.argument(thesis, statement="The the of and to in that is a.")
    rows = similar_claims(text, viewer=None, debate=thesis.debate)
    assert isinstance(rows, list)
    if "\x00" not in text and "\ud800" not in text:
        page = client.get("/claims/similar/", {"statement": text[:3000], "debate": thesis.debate_id})
        assert page.status_code == 200


@pytest.mark.parametrize("debate", ["", "0", "-1", "999999", "9" * 40, "x", "1' OR 1=1"])
def test_fragment_takes_any_debate(client, thesis, debate):
    page = client.get("/claims/similar/", {"statement": WRITTEN, "debate": debate})
    assert thesis.statement in page.content.decode()


def test_fragment_says_where_each_claim_stands(client, thesis):
    factories.argument(thesis, "supports", "Export controls on chips slow the rival down.")
    elsewhere = factories.argument(
        factories.thesis("Bees matter."), statement="Export controls slow the rival down by years."
    )
    address = f"/claims/similar/?statement={WRITTEN}&debate={thesis.debate_id}"
    html = client.get(address).content.decode()
    assert "<html" not in html
    assert 'data-stance="supports"' in html
    assert '<span class="argument-number">1</span>' in html
    assert elsewhere.get_absolute_url() in html
    assert "Bees matter." in html
    assert client.get("/claims/similar/?statement=Nothing+like+it+at+all").content.decode().strip() == ""


def test_similar_claims_are_no_block(door, thesis, author):
    assert door.argue(author, thesis, "supports", "Export controls slow the rival down for long.").ok


@pytest.mark.parametrize("count", [3, 300])
def test_takes_the_same_queries_at_any_size(thesis, count, django_assert_max_num_queries):
    author = factories.person()
    for at in range(count):
        factories.argument(
            thesis, statement=f"Export controls on chips slow rival number {at} down.", author=author
        )
    with django_assert_max_num_queries(5):
        assert len(similar_claims(WRITTEN, viewer=None, debate=thesis.debate)) >= 4


def test_likeness_is_that_of_pg_trgm_for_plain_letters(db):
    pairs = [
        (WRITTEN, "Controls on chips slow the rival down."),
        ("State-of-the-art e-mail, 3.5 % don't", "state of the art email 35 dont"),
        ("one", "two"),
        ("a b c a b", "c b a"),
    ]
    with connection.cursor() as cursor:
        for one, other in pairs:
            cursor.execute("SELECT similarity(%s, %s)", [one, other])
            assert likeness(pieces_of(one), pieces_of(other)) == pytest.approx(cursor.fetchone()[0], abs=1e-6)


def test_common_words_are_sought_together_and_rare_ones_two_by_two():
    million = 1_000_000.0
    common = [("a", 100_000.0), ("in", 200_000.0), ("of", 300_000.0), ("the", 460_000.0)]
    rare = [("gallium", 40.0), ("reactor", 900.0), ("treaty", 1_000.0)]
    assert words_sought(Words(common, million), 600) == "('a'&'in'&'of'&'the')"
    assert (
        words_sought(Words(rare + common, million), 600) == "'gallium'|('reactor'&'treaty')|('reactor'&'a')"
    )
    assert words_sought(Words([], million), 600) == ""


def test_the_last_analyze_says_which_words_are_common(thesis):
    author = factories.person()
    for at in range(40):
        factories.argument(thesis, statement=f"The rival number{at} exports zebras.", author=author)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE archive_claim")
    words = dict(rarest.rarest_words("The rival is a zeppelin").counted)
    assert words["the"] == words["rival"] > 40 > words["zeppelin"] == words["is"]


def test_debates_are_found_by_title_and_by_thesis(moderator):
    titled = factories.debate("Openness beats denial.", title="Should export controls on chips be tightened?")
    by_thesis = factories.debate("Export controls on chips should be tightened.")
    factories.debate("Bees are in danger.")
    rows = similar_debates("Should controls on chips be tightened?", viewer=None)
    assert [row.id for row in rows] == [titled.pk, by_thesis.pk]
    assert rows[0].title == titled.title
    set_claim_state(
        claim=titled.claims.get(), state=Publication.REMOVED, reason="off topic", moderator=moderator, entry=1
    )
    assert titled.title not in [row.title for row in similar_debates(titled.title, viewer=None)]


def test_api_lists_similar_claims_and_debates(client, thesis):
    url = "/api/v1/claims/similar/"
    (row,) = client.get(url, {"statement": WRITTEN, "debate": thesis.debate_id}).json()
    assert (row["id"], row["here"], row["number"], row["debate"]) == (thesis.pk, True, "", thesis.debate_id)
    assert client.get(url, {"statement": "short"}).json() == []
    (debate,) = client.get("/api/v1/debates/similar/", {"statement": WRITTEN}).json()
    assert debate["id"] == thesis.debate_id


@pytest.mark.parametrize(
    ("asked", "attr"), [({}, "statement"), ({"statement": WRITTEN, "debate": "x"}, "debate"),
                        ({"statement": WRITTEN, "debate": "999999"}, "debate")],
)  # fmt: skip
def test_api_refuses_what_it_cannot_read(client, db, asked, attr):
    answer = client.get("/api/v1/claims/similar/", asked)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == attr
