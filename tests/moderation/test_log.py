"""The public log and the rules."""

import csv
from io import StringIO

import pytest

from archive.moderation.models import Act, Decision, Rule
from archive.moderation.queries.log import ENTRIES_A_PAGE
from archive.moderation.services import decide
from tests import factories


def decide_often(moderator, times):
    """Remove as many new arguments."""
    thesis = factories.thesis()
    return [
        decide(
            act=Act.REMOVE,
            thing=factories.argument(thesis),
            moderator=moderator,
            rule="civil",
            reason=f"Reason {n}.",
        )
        for n in range(times)
    ]


def test_empty_log_says_so(client, db):
    assert "No moderator has decided anything yet" in client.get("/moderation/log/").content.decode()


def test_entry_says_who_what_where_which_rule_and_why(claim, moderator, client):
    decision = decide(
        act=Act.REMOVE, thing=claim, moderator=moderator, rule=Rule.HONEST, reason="Bent on purpose."
    )
    page = client.get("/moderation/log/").content.decode()
    assert f'id="entry-{decision.pk}"' in page
    for words in (
        "Removed",
        f"argument 1 of debate {claim.debate_id}",
        "Bent on purpose.",
        "Rule 3",
        "moderator",
    ):
        assert words in page
    assert f'href="{claim.get_absolute_url()}"' in page
    assert claim.statement not in page


def test_reason_is_text_and_not_markup(claim, moderator, client):
    decide(act=Act.REMOVE, thing=claim, moderator=moderator, rule="civil", reason="<script>alert(1)</script>")
    assert "<script>alert" not in client.get("/moderation/log/").content.decode()


def test_log_goes_on_below_a_page_and_every_entry_keeps_its_address(claim, moderator, client):
    words = {"act": Act.DISMISS, "claim": claim, "moderator": moderator, "reason": "As it should be."}
    made = Decision.objects.bulk_create([Decision(**words) for _ in range(2 * ENTRIES_A_PAGE + 3)])
    numbers = sorted((decision.pk for decision in made), reverse=True)
    first = client.get("/moderation/log/")
    assert [e.number for e in first.context["entries"]] == numbers[:ENTRIES_A_PAGE]
    last = numbers[ENTRIES_A_PAGE - 1]
    assert f"?before={last}" in first.content.decode()
    second = client.get(f"/moderation/log/?before={last}")
    assert [e.number for e in second.context["entries"]] == numbers[ENTRIES_A_PAGE : 2 * ENTRIES_A_PAGE]
    oldest = numbers[-1]
    answer = client.get(f"/moderation/log/{oldest}/")
    assert f"/moderation/log/?before={oldest + 1}#entry-{oldest}" in answer.content.decode()
    third = client.get(f"/moderation/log/?before={oldest + 1}")
    assert [e.number for e in third.context["entries"]] == [oldest]
    assert "Older entries" not in third.content.decode()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/moderation/log/?before=x", 404),
        ("/moderation/log/?before=-1", 404),
        ("/moderation/log/?before=%C2%B2", 404),
        ("/moderation/log/?before=0", 200),
        ("/moderation/log/?before=" + "9" * 40, 200),
        ("/moderation/log/99999999/", 404),
        ("/moderation/log/" + "9" * 30 + "/", 404),
    ],
)
def test_wrong_numbers_are_not_errors(client, db, address, status):
    assert client.get(address).status_code == status


def test_log_costs_the_same_whatever_it_holds(moderator, client, django_assert_max_num_queries):
    decide_often(moderator, 3)
    for _ in range(2):
        with django_assert_max_num_queries(7) as queries:
            client.get("/moderation/log/")
        spent = len(queries)
        decide_often(moderator, 12)
    with django_assert_max_num_queries(spent):
        client.get("/moderation/log/")


def test_what_nobody_can_open_is_named_and_not_linked(moderator, client):
    source = factories.source("An unlawful title")
    decide(act=Act.REMOVE, thing=source, moderator=moderator, rule="safe", reason="Private facts.")
    page = client.get("/moderation/log/").content.decode()
    assert f"source {source.pk}" in page
    assert source.get_absolute_url() not in page
    assert "An unlawful title" not in page


def test_rules_page_has_every_rule_and_no_form_that_is_not_there(client, db, rules):
    rules(HOLD_FIRST=3)
    page = client.get("/rules/").content.decode()
    for rule in Rule:
        assert f'id="{rule.value}"' in page
        assert f"Rule {list(Rule).index(rule) + 1}: " in page
    assert "The first 3 contributions" in page
    rules(HOLD_FIRST=0)
    assert "contributions of a new account wait" not in client.get("/rules/").content.decode()


def test_log_is_narrowed_by_act_rule_and_moderator_and_keeps_so_on_the_next_page(claim, moderator, client):
    second = factories.person("second", is_staff=True)
    words = {"claim": claim, "reason": "As it should be."}
    for person in (moderator, second):
        for act, rule in (("remove", "civil"), ("dismiss", ""), ("remove", "honest")):
            Decision.objects.create(act=act, rule=rule, moderator=person, **words)

    def shown(query):
        return len(client.get(f"/moderation/log/{query}").context["entries"])

    assert shown("") == 6
    assert shown("?act=remove") == 4
    assert shown("?act=remove&rule=civil&moderator=second") == 1
    assert shown("?act=nothing") == shown("?rule=x") == shown("?moderator=nobody") == 0
    assert "Show all of it." in client.get("/moderation/log/?act=nothing").content.decode()


def test_log_as_a_table_names_no_restrained_account_and_no_formula(claim, moderator, client):
    person = factories.person("suspended.one")
    Decision.objects.create(act="suspend", rule="civil", person=person, moderator=moderator, reason="=1+1")
    Decision.objects.create(act="dismiss", claim=claim, moderator=moderator, reason="Fine, “really”.")
    answer = client.get("/moderation/log.csv")
    rows = list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode())))
    assert [(row["act"], row["kind"], row["thing"]) for row in rows] == [
        ("suspend", "person", ""),
        ("dismiss", "claim", str(claim.pk)),
    ]
    assert [row["reason"] for row in rows] == ["'=1+1", "Fine, “really”."]
    assert "suspended.one" not in str(rows)
    narrowed = b"".join(client.get("/moderation/log.csv?act=dismiss").streaming_content).decode()
    assert len(narrowed.splitlines()) == 2
