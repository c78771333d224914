"""What is found for what is typed, by the page and by the API."""

import pytest
from django.db import connection
from django.test import Client

from archive.claims import services
from archive.claims.models import Claim
from archive.claims.services.sources import capture_source
from archive.search.folding import fold
from archive.search.language import sought
from tests import factories

pytestmark = pytest.mark.django_db


def page(typed="", person=None, **asked):
    client = Client()
    if person:
        client.force_login(person)
    return client.get("/search/", {"q": typed, **asked})


def api(typed="", person=None, **asked):
    client = Client()
    if person:
        client.force_login(person)
    return client.get("/api/v1/search/", {"q": typed, **asked})


def found(typed, **asked):
    """What both doors find, once they agree."""
    shown = [(row.kind, row.id) for row in page(typed, **asked).context["rows"]]
    told = [(row["kind"], row["id"]) for row in api(typed, **asked).json()["results"]]
    assert shown == told
    return shown


def claims(typed, **asked):
    return {pk for kind, pk in found(typed, kind="claim", **asked)}


@pytest.fixture
def chips(thesis):
    return factories.argument(thesis, "supports", "Chip makers were running out of memory.")


@pytest.fixture
def chinese(curator):
    return factories.thesis("出口管制有效果吗？我们不知道。", curator, language="zh-Hans")


@pytest.fixture
def french(curator):
    return factories.thesis("Les controls courses Élève naïve.", curator, language="fr")


@pytest.mark.parametrize(
    ("typed", "is_there"),
    [
        ("makers memory", True),
        ("MAKERS", True),
        ("run", True),
        ("maker chips", True),
        ("makers absent", False),
        ('"chip makers"', True),
        ('"makers chip"', False),
        ('"maker"', False),
        ('"out of memory', True),
        ("makers -memory", False),
        ("makers -absent", True),
        ('makers -"out of"', False),
        ('makers -"memory of"', True),
        ("mem*", True),
        ("mak* -mem*", False),
        ("absent OR memory", True),
        ("absent OR gone", False),
        ('absent OR "chip makers"', True),
        ("the of chip", False),
        ("out of memory", True),
    ],
)
def test_words_phrases_exclusions_beginnings_and_or(chips, typed, is_there):
    assert (chips.pk in claims(typed)) is is_there


@pytest.mark.parametrize(
    "typed", ["出口", "口管", "出口管制", "管制有效果", "不知道", '"有效果吗"', "我们 出口"]
)
def test_any_two_characters_of_chinese_are_found(chinese, typed):
    assert claims(typed) == {chinese.pk}


@pytest.mark.parametrize("typed", ["出制", "制管", "有效不", "出口 -管制"])
def test_other_characters_are_not(chinese, typed):
    assert claims(typed) == set()


def test_words_are_stemmed_in_english_debates_only(thesis, french):
    both = {thesis.pk, french.pk}
    assert claims("controls") == both
    assert claims("control") == {thesis.pk}
    assert claims("course") == set()
    assert claims("cours*") == {french.pk}


def test_accents_and_case_do_not_matter(french):
    assert claims("eleve NAIVE") == claims("ÉLÈVE") == {french.pk}


def test_every_kind_is_found(thesis, author):
    card = factories.evidence(thesis, tag="A zeppelin shows it.", quote="zeppelins fly", author=author)
    source = factories.source("On the zeppelin", author, authors=[{"family": "Müller", "given": "Zoë"}])
    debate = factories.debate("They fly.", author, title="Should a zeppelin fly?")
    person = factories.person("zeppelin7", display_name="Graf Zeppelin")
    text = capture_source(
        data=b"An old song.\n\nThe zeppelins of the lake.\n", filename="t.md", captured_by=author,
        fields={"title": "Songs"},
    )  # fmt: skip
    assert set(found("zeppelin")) == {
        ("evidence", card.pk), ("source", source.pk), ("debate", debate.pk), ("person", person.pk),
        ("text", text.pk),
    }  # fmt: skip
    assert found("muller zeppelin") == [("source", source.pk)]
    row = next(row for row in page("zeppelin", kind="text").context["rows"])
    assert "".join(run.words for run in row.body).strip() == "The zeppelins of the lake."
    assert "words=" in row.url
    assert Client().get(row.url).status_code == 200


def test_a_name_is_found_by_its_beginning(db):
    person = factories.person("marguerite")
    assert found("margue") == [("person", person.pk)]


def test_words_found_are_marked_and_nothing_else_is_markup(thesis):
    claim = factories.argument(thesis, statement='<b>Memory</b> & <script>memories</script> "x" last.')
    answer = page("memory")
    html = answer.content.decode()
    assert "&lt;b&gt;<mark>Memory</mark>&lt;/b&gt;" in html
    assert "<mark>memories</mark>" in html
    assert "<script>memories" not in html
    told = api("memory").json()["results"][0]
    assert told["id"] == claim.pk
    assert [told["title"]["text"][a:b] for a, b in told["title"]["marks"]] == ["Memory", "memories"]


@pytest.mark.parametrize("state", ["held", "removed", "erased", "withdrawn"])
def test_what_is_not_published_is_not_found(chips, moderator, author, state):
    card = factories.evidence(chips, tag="Memory it is.")
    Claim.objects.filter(pk=chips.pk).update(state=state, descendants=1)
    for person in (None, moderator, chips.author, card.author):
        rows = page("memory", person).context["rows"]
        assert not rows
        told = Client().get("/search/suggestions/", {"q": "memo"})
        assert "emory" not in told.content.decode()


def test_a_held_debate_is_not_found(rules, author):
    rules(HOLD_FIRST=3)
    factories.debate("A zebra is an animal.", author, title="Zebra?")
    rules(HOLD_FIRST=0)
    assert not found("zebra")


def test_a_closed_account_is_not_found(author):
    author.closed_at = author.confirmed_at
    author.save()
    assert not found("author")


def test_filters_keep_what_they_say(thesis, author, opponent, chips):
    card = factories.evidence(chips, author=author, tag="Memory shows it.", quote="memory")
    other = factories.argument(chips, "opposes", "Memory was no limit.", opponent)
    for asked, kept in [
        ({"stance": "opposes"}, {other.pk}),
        ({"author": "OPPONENT"}, {other.pk}),
        ({"debate": thesis.debate_id}, {other.pk, chips.pk}),
        ({"unanswered": "on"}, {other.pk}),
        ({"evidence": "yes"}, {chips.pk}),
        ({"evidence": "no"}, {other.pk}),
        ({"source": card.source_id}, {chips.pk}),
        ({"standing": "too-few"}, {other.pk, chips.pk}),
        ({"standing": ["contested", "refuted"]}, set()),
        ({"standing_from": "0.5", "standing_to": "0.5"}, {other.pk, chips.pk}),
        ({"standing_from": "0.51"}, set()),
        ({"after": "2020-01-01"}, {other.pk, chips.pk}),
        ({"before": "2020-01-01"}, set()),
        ({"language": "en"}, {other.pk, chips.pk}),
        ({"language": "zh"}, set()),
    ]:
        assert claims("memory", **asked) == kept, asked
    assert found("memory", check="unchecked") == [("evidence", card.pk)]
    assert found("memory", check="exact") == []


def test_a_topic_keeps_its_debates(thesis, chips):
    from archive.claims.models import Topic

    topic = Topic.objects.create(slug="trade", name="Trade")
    assert claims("memory", topic="trade") == set()
    thesis.debate.topics.add(topic)
    assert claims("memory", topic="trade") == {chips.pk}


def test_orders(thesis, author):
    short = factories.argument(thesis, statement="Lemons are sour.")
    long = factories.argument(
        thesis, statement="Of all the fruits that grow in the south some lemons are sweet."
    )
    factories.rate(long, convincing=4, bearing=4, times=6)
    assert [pk for _, pk in found("lemons")] == [short.pk, long.pk]
    assert [pk for _, pk in found("lemons", order="newest")] == [long.pk, short.pk]
    assert [pk for _, pk in found("lemons", order="strongest")] == [long.pk, short.pk]


@pytest.mark.parametrize("order", ["best", "newest", "strongest"])
def test_pages_follow_each_other_without_gaps(thesis, order):
    made = [factories.argument(thesis, statement=f"Lemons number {n}.").pk for n in range(7)]
    address, seen = f"/api/v1/search/?q=lemons&page_size=3&order={order}", []
    while address:
        answer = Client().get(address).json()
        seen += [row["id"] for row in answer["results"]]
        address = answer["next"]
    assert sorted(seen) == made


def test_a_cursor_of_another_list_is_none(thesis):
    for n in range(3):
        factories.argument(thesis, statement=f"Lemons number {n}.")
    following = Client().get("/api/v1/search/?q=lemons&page_size=1").json()["next"]
    other = following.replace("q=lemons", "q=number")
    assert Client().get(other).status_code == 404
    assert Client().get(other.replace("/api/v1", "")).status_code == 200
    for cursor in ("x", "[1]", '["a",1e999,0,0]', "%5B", "9" * 5000, "null", "[" * 5000):
        assert Client().get("/api/v1/search/", {"q": "lemons", "cursor": cursor}).status_code == 404
        assert page("lemons", cursor=cursor).status_code == 200


WILD = [
    "", " ", "a", "é", '"', '""', '"unbalanced', "%", "_", "%%__", "-", "--", "-x",
    "*", "OR", "OR OR", "AND & | ! ( ) :* <->", "memory' & 'x", "\\", "🤖", "🤖 memory", "#g1", "~run", "'#d1'",
    "x " * 1000, "y" * 10_000, "出", "出" * 3000, "-\"", "memory:*", "\ud800", "a OR b", "\u202e", "ﬁ",
    "e" + "\u0301" * 400,
]  # fmt: skip


@pytest.mark.parametrize("typed", WILD, ids=range(len(WILD)))
def test_nothing_that_is_typed_breaks_it(chips, typed):
    typed = typed.encode("utf-8", "surrogatepass")
    for address in ("/search/", "/api/v1/search/", "/search/suggestions/", "/api/v1/search/suggestions/"):
        assert Client().get(address, {"q": typed}).status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "x"}, {"stance": "maybe"}, {"standing": "x"}, {"standing_from": "2"}, {"standing_to": "nan"},
        {"topic": "none-such"}, {"author": "nobody"}, {"debate": "x"}, {"debate": "99999999999999999999"},
        {"debate": "77"}, {"source": "0"}, {"after": "31-31"}, {"before": "tomorrow"}, {"evidence": "perhaps"},
        {"check": "no_quote"}, {"language": "%"}, {"order": "random"},
    ],
    ids=str,
)  # fmt: skip
def test_a_filter_that_is_none_is_refused(chips, asked):
    answer = page("memory", **asked)
    assert answer.status_code == 422
    assert not answer.context.get("rows")
    told = api("memory", **asked)
    assert told.status_code == 400
    assert told.json()["errors"][0]["attr"] == next(iter(asked))


def test_too_many_words_are_said_to_be_too_many(chips):
    answer = page(" ".join(["memory"] * 30))
    assert "20 words" in answer.content.decode()
    assert [row.id for row in answer.context["rows"]] == [chips.pk]
    assert "1,000 characters" in page("memory " + "x" * 2_000).content.decode()


@pytest.mark.parametrize("address", ["/search/", "/api/v1/search/", "/search/suggestions/"])
def test_nul_is_a_bad_request(db, address):
    assert Client().get(address, {"q": "a\x00b"}).status_code == 400


def test_the_last_day_ends_before_time_does(chips):
    assert page("memory", before="9999-12-31").status_code == 200


def test_words_spelt_wrongly_are_guessed(chips):
    answer = page("memry")
    assert answer.context["guess"] == "memory"
    assert "q=memory" in answer.context["guess_url"]
    assert api("makesr chip").json()["did_you_mean"] == "makers chip"
    assert api("zzzzzz").json()["did_you_mean"] == ""


def test_common_words_are_guessed_from_their_count(chips):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE archive_claim")
    assert page("nemory").context["guess"] == "memory"


def test_header_suggests_what_goes_on(thesis, chips):
    factories.source("Memory of chips")
    answer = Client().get("/search/suggestions/", {"q": "mem"}).content.decode()
    assert chips.get_absolute_url() in answer
    assert "<mark>memory</mark>" in answer
    assert not Client().get("/search/suggestions/", {"q": "c"}).content.strip()
    told = Client().get("/api/v1/search/suggestions/", {"q": "mem"}).json()
    assert [row["kind"] for row in told] == ["source", "claim", "person", "person"]


def test_number_of_queries_does_not_grow(thesis, author, django_assert_max_num_queries):
    def make(count):
        for n in range(count):
            claim = factories.argument(thesis, statement=f"Lemons number {n} of {count}.", author=author)
            factories.evidence(claim, tag=f"Lemons {n}.", author=author)

    make(2)
    counts = []
    for more in (0, 8):
        make(more)
        with django_assert_max_num_queries(22) as asked:
            assert page("lemons").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_common_words_are_looked_for_among_the_newest(thesis, monkeypatch):
    from archive.search.queries import finding

    for name, value in {"CAP": 2, "FEW": 0, "ENOUGH": 1}.items():
        monkeypatch.setattr(finding, name, value)
    made = [factories.argument(thesis, statement=f"Lemons number {n}.").pk for n in range(4)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE archive_claim")
    answer = page("lemons", order="newest")
    assert [row.id for row in answer.context["rows"]] == made[:1:-1]
    assert "More than 2 found" in answer.content.decode()
    assert api("lemons").json()["is_capped"]


FOLDED = ["Café “Ångström”—naïve", "ΟΔΟΣ Ἀθῆναι", "Ёлка МОСКВА й", "ＡＢＣ１２３", "e-mail, U.S. 3.5%",
          "GPT-4模型，出口",
          "ﬁne İstanbul Straße", "日本語テスト が", "한국어를", "a\tb\nc\x0bd", "x² ½ ªº µ", "🤖→€"]  # fmt: skip


@pytest.mark.parametrize("text", FOLDED)
def test_database_and_python_fold_alike(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_search_folded(%s)", [text])
        (told,) = cursor.fetchone()
    from archive.search.folding import pieces_of

    assert told.split() == pieces_of(text)
    assert fold(text).split() == fold(fold(text)).split()


def test_a_very_long_text_is_indexed():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT archive_search_words(%s, '#s1')", ["word" + "é" * 3000 + " end " + "出口管制" * 50_000]
        )
        (told,) = cursor.fetchone()
    assert "'end'" in told
    assert "'#s1'" in told


def test_nothing_typed_is_a_query_of_the_database():
    assert sought("#g1 ~run").query({}) == "(('g1'))&(('run'))"


def test_withdrawing_takes_it_out(chips):
    assert claims("memory") == {chips.pk}
    services.withdraw_claim(claim=chips, author=chips.author)
    assert claims("memory") == set()
