"""What pages tell a person: what was saved, where they are, and only what they may do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from archive.claims.models import Claim
from tests import factories

pytestmark = pytest.mark.django_db


def words(answer) -> str:
    return answer.content.decode()


def test_saved_and_withdrawn_rating_is_told(client, opponent, thesis):
    client.force_login(opponent)
    address = reverse("claims:rate", args=[thesis.pk])
    assert "Your rating is saved." in words(client.post(address, {"convincing": 3}, follow=True))
    assert "Your rating is taken back." in words(client.post(address, {"withdraw": "1"}, follow=True))


def test_new_words_are_told(client, author, thesis):
    argument = factories.argument(thesis, author=author)
    client.force_login(author)
    answer = client.post(
        reverse("claims:reword", args=[argument.pk]), {"statement": "They leak."}, follow=True
    )
    assert "The new words are saved." in words(answer)


def test_summary_of_errors_names_the_field(client, author, thesis):
    client.force_login(author)
    page = words(client.post(reverse("claims:argue", args=[thesis.pk]), {"stance": "opposes"}))
    assert '<a href="#id_statement">One point, in your own words</a>: Write something here' in page


def test_one_second_is_singular(client, author, thesis, rules):
    rules(POST_INTERVAL_SECONDS=1)
    client.force_login(author)
    address = reverse("claims:argue", args=[thesis.pk])
    client.post(address, {"stance": "opposes", "statement": "The first point."})
    page = words(client.post(address, {"stance": "opposes", "statement": "The second point."}))
    assert "Try again in 1 second." in page


def test_held_claim_offers_its_author_no_answering(client, newcomer, rules):
    rules(HOLD_FIRST=3)
    held = factories.thesis(author=newcomer)
    client.force_login(newcomer)
    page = words(client.get(held.debate.get_absolute_url()))
    assert "Nobody has answered this yet." in page
    assert reverse("claims:argue", args=[held.pk]) not in page


def test_rewording_is_offered_only_while_it_can_be_done(client, author, thesis):
    argument = factories.argument(thesis, author=author)
    address = reverse("claims:reword", args=[argument.pk])
    client.force_login(author)
    assert address in words(client.get(argument.get_absolute_url()))
    Claim.objects.filter(pk=argument.pk).update(created=timezone.now() - timedelta(minutes=31))
    assert address not in words(client.get(argument.get_absolute_url()))


def test_page_of_a_person_says_which_debate_an_argument_stands_in(client, author, opponent, thesis):
    factories.argument(thesis, author=opponent)
    page = words(client.get(opponent.get_absolute_url()))
    assert f'<a href="{thesis.debate.get_absolute_url()}">{thesis.statement}</a>' in page
    Claim.objects.filter(pk=thesis.pk).update(state="removed")
    page = words(client.get(opponent.get_absolute_url()))
    assert thesis.statement not in page
    assert f">Debate {thesis.debate_id}</a>" in page


def test_page_of_a_person_costs_the_same_for_one_and_for_many(client, opponent, thesis):
    factories.argument(thesis, author=opponent)
    client.get(opponent.get_absolute_url())
    with CaptureQueriesContext(connection) as one:
        client.get(opponent.get_absolute_url())
    for _ in range(12):
        factories.argument(author=opponent)
    with CaptureQueriesContext(connection) as many:
        client.get(opponent.get_absolute_url())
    assert len(many) == len(one)
