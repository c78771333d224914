"""The starter content: all of the fixture, once, through the rules; and ratings that can be removed."""

from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction

from archive.accounts.models import User
from archive.claims import services
from archive.claims.models import Claim, Debate, Drawing, Rating
from archive.claims.models.claim import STATEMENT_LIMIT, number_of
from archive.claims.services.recount import find_differences
from archive.claims.standing import label_of
from archive.sources.models import Block, Source
from archive.starter.fixture import starter
from tests import factories

REAL_ESSAY = Path(__file__).resolve().parents[3] / "shared/essay/choi-essay.md"
LABELS = {"too few ratings", "well supported", "leaning supported", "contested", "leaning refuted", "refuted"}


def run(command, **options):
    """Run a command and return what it printed."""
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def everything():
    """Every row of every table of the site, revisions included, by table."""
    return {
        m.__name__: list(m.objects.order_by("pk").values())
        for m in apps.get_app_config("archive").get_models()
    }


@dataclass
class Step:
    """What a command printed, what the archive held afterwards, and what recount had to say of it."""

    said: str
    rows: dict = field(default_factory=everything)
    wrong: list = field(
        default_factory=lambda: [d for debate in Debate.objects.all() for d in find_differences(debate)]
    )

    def table(self, name, **having):
        return [row for row in self.rows[name] if all(row[k] == v for k, v in having.items())]

    def only(self, name, **having):
        (row,) = self.table(name, **having)
        return row

    def standings(self):
        """What is derived of every claim and debate; `version` aside, which only grows."""
        kept = [{k: v for k, v in row.items() if k != "version"} for row in self.rows["Debate"]]
        return self.rows["Claim"], kept


@pytest.fixture(scope="module")
def course(django_db_setup, django_db_blocker):
    """One archive from its first load on, step by step; gone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        steps = {"loaded": Step(run("load_starter")), "again": Step(run("load_starter"))}
        steps["demo"] = Step(run("load_starter", demo=True))
        steps["demo again"] = Step(run("load_starter", demo=True))
        steps["removed"] = Step(run("remove_demo"))
        steps["removed again"] = Step(run("remove_demo"))
        steps["demo anew"] = Step(run("load_starter", demo=True))
        transaction.set_rollback(True)
    return steps


def test_fixture_is_whole():
    content = starter()
    keys = {work.key for work in content.works}
    statements = [e.statement for d in content.debates for e in d.entries()] + [
        d.statement for d in content.debates
    ]
    assert (len(keys), len(content.debates), len(statements)) == (46, 8, 76)
    assert len(set(statements)) == 76
    assert max(map(len, statements)) <= STATEMENT_LIMIT
    assert {key for d in content.debates for e in d.entries() for key in e.cites} == keys
    assert all(work.shows for work in content.works)


def test_everything_is_loaded_and_published(course):
    step = course["loaded"]
    assert step.said == "New: 47 sources, 8 debates, 68 arguments, 96 evidence cards.\n"
    assert len(step.table("Source", state="published")) == 47
    assert len(step.table("Debate", held=False, state="open")) == 8
    assert len(step.table("Claim", state="published")) == 76
    assert len(step.table("Evidence", state="published", bearing="supports", check_state="no_quote")) == 96


def test_everything_is_posted_by_the_archive_editors(course):
    editors = course["loaded"].only("User")
    assert (editors["username"], editors["display_name"], editors["is_trusted"]) == (
        "archive-editors",
        "Archive editors",
        True,
    )
    assert editors["password"].startswith("!")
    assert {row["author_id"] for row in course["loaded"].rows["Claim"]} == {editors["id"]}


def test_tree_of_a_debate_is_that_of_the_fixture(course):
    debate = course["loaded"].only("Debate", key="narrow-chokepoints")
    claims = sorted(course["loaded"].table("Claim", debate_id=debate["id"]), key=lambda row: row["path"])
    assert [(number_of(c["path"]), c["stance"], c["evidence_count"]) for c in claims] == [
        ("", None, 0),
        ("1", "supports", 2),
        ("1.1", "opposes", 1),
        ("2", "supports", 2),
        ("2.1", "opposes", 1),
        ("2.2", "opposes", 3),
        ("2.2.1", "opposes", 1),
        ("3", "opposes", 1),
        ("3.1", "opposes", 0),
    ]
    assert claims[-1]["statement"].startswith("A short list is easier to police.")
    assert (debate["claims_count"], debate["evidence_count"], debate["ratings_count"]) == (9, 11, 0)


def test_card_cites_its_work_and_says_what_it_shows(course):
    source = course["loaded"].only("Source", key="deepseek-v3-2024")
    cards = course["loaded"].table("Evidence", source_id=source["id"])
    assert len(cards) == 3
    assert {card["note"] for card in cards} == {"Its cost figure leaves out earlier research and trial runs."}
    assert all(card["tag"].startswith("Reports 2.788 million H800 GPU-hours") for card in cards)


def test_works_have_the_fields_of_a_citation(course):
    source = course["loaded"].only("Source", key="lewis-xue-1988")
    assert source["authors"] == [{"family": "Lewis", "given": "John Wilson"}, {"literal": "Xue Litai"}]
    assert (source["kind"], source["publisher"], source["issued"]) == (
        "book",
        "Stanford University Press",
        "1988",
    )
    assert course["loaded"].only("Source", key="hanlon-2015")["doi"] == "10.3982/ECTA10811"


def test_production_load_has_no_ratings(course):
    assert course["loaded"].rows["Rating"] == []
    assert {(row["standing"], row["subtree_ratings"]) for row in course["loaded"].rows["Claim"]} == {(0.5, 0)}


def test_essay_is_a_source_with_its_digest_and_disclosures_and_without_its_text(course):
    essay = course["loaded"].only("Source", key="choi-deepseek-nuclear-essay")
    assert (essay["kind"], essay["title_is_ours"], essay["issued"]) == ("post-weblog", True, "")
    assert essay["authors"] == [{"family": "Choi", "given": "Jieon"}]
    assert [row["paragraph"] for row in essay["digest"]] == list(range(1, 9))
    assert "OpenAI o1" in essay["ai_assistance"]
    assert "no date" in essay["note"]
    assert "Zhou Enlai" in essay["note"]
    assert "Not stated" in essay["rights"]
    assert course["loaded"].rows["SourceText"] == []


def test_each_thesis_keeps_the_words_that_it_was_drawn_from(course):
    step = course["loaded"]
    debate = step.only("Debate", key="nuclear-analogy-misleads")
    drawing = step.only("Drawing", claim_id=step.only("Claim", debate_id=debate["id"], depth=0)["id"])
    passage = step.only("Passage", id=drawing["passage_id"])
    assert (passage["exact"], passage["paragraph"]) == ("mirrors the geopolitical tensions of the 1950s", 1)
    assert (drawing["holds"], passage["source_text_id"]) == ("denies", None)
    assert len(step.rows["Drawing"]) == len(step.rows["Passage"]) == 8


def test_loading_twice_changes_nothing(course):
    assert course["again"].said == "New: 0 sources, 0 debates, 0 arguments, 0 evidence cards.\n"
    assert course["again"].rows == course["loaded"].rows
    assert "New: 0 demonstration ratings" in course["demo again"].said
    assert course["demo again"].rows == course["demo"].rows


@pytest.mark.parametrize("step", ["loaded", "demo", "removed", "demo anew"])
def test_everything_derived_is_true_after(course, step):
    assert course[step].wrong == []


def test_demonstration_shows_every_kind_of_standing(course):
    step = course["demo"]
    keys = {row["id"]: row["key"] for row in step.rows["Debate"]}
    theses = {
        keys[c["debate_id"]]: label_of(c["standing"], c["subtree_ratings"])
        for c in step.table("Claim", depth=0)
    }
    assert set(theses.values()) == LABELS
    assert theses["narrow-chokepoints"] == "too few ratings"
    assert {label_of(c["standing"], c["subtree_ratings"]) for c in step.rows["Claim"] if c["depth"]} == LABELS


def test_demonstration_ratings_are_those_of_demonstration_accounts(course):
    readers = course["demo"].table("User", is_demo=True)
    assert len(readers) == 16
    assert {reader["display_name"] for reader in readers} == {f"Demo reader {n}" for n in range(1, 17)}
    assert all(reader["password"].startswith("!") for reader in readers)
    assert {row["rater_id"] for row in course["demo"].rows["Rating"]} <= {reader["id"] for reader in readers}
    assert len(course["demo"].rows["Rating"]) > 400


def test_demonstration_is_the_same_every_time(course):
    def judged(step):
        names = {row["id"]: row["username"] for row in step.rows["User"]}
        return {
            (r["claim_id"], names[r["rater_id"]], r["convincing"], r["bearing"]) for r in step.rows["Rating"]
        }

    assert judged(course["demo anew"]) == judged(course["demo"])


def test_removing_the_demonstration_brings_everything_back(course):
    step, count = course["removed"], len(course["demo"].rows["Rating"])
    assert step.said == f"Removed {count} demonstration ratings and 16 accounts.\n"
    assert step.standings() == course["loaded"].standings()
    for table in step.rows.keys() - {"Claim", "Debate"}:
        assert step.rows[table] == course["loaded"].rows[table]


def test_removing_twice_changes_nothing(course):
    assert course["removed again"].said == "Removed 0 demonstration ratings and 0 accounts.\n"
    assert course["removed again"].rows == course["removed"].rows


def essay():
    return Source.objects.get(key="choi-deepseek-nuclear-essay")


def import_as_essay(data):
    editors = User.objects.get(username="archive-editors")
    text = services.capture_source(data=data, captured_by=editors, filename="essay.md", source=essay())
    return text, Drawing.objects.select_related("passage", "claim__debate")


@pytest.mark.django_db
def test_what_people_did_since_stays_as_they_did_it(author, moderator):
    assert run("load_starter", verbosity=0) == ""
    claims = list(Claim.objects.filter(debate__key="narrow-chokepoints", depth=1).order_by("path"))
    services.set_claim_state(claim=claims[0], state="removed", moderator=moderator, reason="Off.", entry=1)
    services.withdraw_claim(claim=claims[1], author=claims[1].author)
    last = Claim.objects.get(statement__startswith="A short list")
    services.reword_claim(claim=last, statement="A short list is enough.", author=last.author)
    closed = Debate.objects.get(key="oversight-limits-china")
    services.set_debate_state(debate=closed, by=moderator, state="closed", reason="Enough.")
    before = everything()
    run("load_starter")
    assert everything() == before

    run("load_starter", demo=True)
    assert not Rating.objects.filter(claim__debate=closed).exists()
    rated = Claim.objects.get(debate__key="controls-accelerated-ai", parent=None)
    services.rate_claim(claim=rated, rater=author, convincing=4)
    closed = Debate.objects.get(key="openness-outlasts-denial")
    services.set_debate_state(debate=closed, by=moderator, state="closed", reason="Enough.")
    factories.thesis(author=User.objects.get(username="demo-2"))
    said = run("remove_demo")
    assert said.endswith("ratings and 15 accounts, 1 more shut because something refers to them.\n")
    assert User.objects.get(is_demo=True).is_active is False
    assert Rating.objects.get().rater == author
    rated.refresh_from_db()
    assert (rated.raters_count, rated.standing) == (1, 0.625)
    assert Claim.objects.get(debate=closed, parent=None).standing == 0.5
    assert apps.get_model("archive", "RatingEvent").objects.get().rater_id == author.pk


@pytest.mark.django_db
def test_account_of_somebody_else_with_the_editors_name_ends_the_load():
    factories.person("Archive-Editors")
    with pytest.raises(CommandError, match="archive-editors is somebody else's"):
        run("load_starter")
    assert Source.objects.count() == 0


@pytest.mark.django_db
def test_account_of_a_person_named_like_a_demonstration_reader_ends_the_load_whole():
    factories.person("demo-7")
    with pytest.raises(CommandError, match="demo-7 is somebody's own"):
        run("load_starter", demo=True)
    assert (Source.objects.count(), Debate.objects.count(), User.objects.count()) == (0, 0, 1)


@pytest.mark.django_db
def test_text_that_is_stored_later_gets_the_passages_placed():
    run("load_starter")
    quotes = {n: [] for n in range(1, 9)}
    for drawing in Drawing.objects.select_related("passage"):
        quotes[drawing.passage.paragraph].append(drawing.passage.exact)
    paragraphs = [f"Paragraph {n} of a made-up text: {'; and '.join(words)}." for n, words in quotes.items()]
    text, drawings = import_as_essay("\n\n".join(paragraphs).encode())
    for drawing in drawings:
        passage = drawing.passage
        block = Block.objects.get(source_text=text, start__lte=passage.start, end__gte=passage.end)
        assert text.text[passage.start : passage.end] == passage.exact
        assert (passage.source_text, block.number) == (text, passage.paragraph)
    assert {d.claim.debate.key: d.passage.paragraph for d in drawings} == {
        t.key: t.paragraph for t in starter().debates
    }


@pytest.mark.django_db
@pytest.mark.skipif(not REAL_ESSAY.exists(), reason="the essay itself is not beside the project")
def test_passages_are_found_in_the_essay_itself():
    run("load_starter")
    text, drawings = import_as_essay(REAL_ESSAY.read_bytes())
    found = {
        d.claim.debate.key: (d.passage.paragraph, text.text[d.passage.start : d.passage.end])
        for d in drawings
    }
    assert found == {thesis.key: (thesis.paragraph, thesis.quote) for thesis in starter().debates}
