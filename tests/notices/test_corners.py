"""What a hostile or clumsy person tries with notices, talk and suggestions, and what nobody is told of then."""

import pytest
from django.core import mail
from django.test import Client

from archive.claims import services
from archive.core.errors import Refused
from archive.moderation.services import decide
from archive.notices.models import Notification
from archive.notices.services import follow, set_ways
from archive.notices.services.clock import tick
from tests import factories
from tests.contract import client_of

pytestmark = pytest.mark.django_db


def page_for(person, path):
    client = Client()
    if person is not None:
        client.force_login(person)
    return client.get(path)


def test_editing_a_name_in_and_out_tells_its_person_once(thesis, author, opponent, spread):
    comment = factories.comment(thesis, author, "Nobody yet.")
    for at in range(2):
        services.edit_comment(comment=comment, text=f"@opponent {at}", author=author)
        services.edit_comment(comment=comment, text=f"Nobody {at}.", author=author)
    spread()
    assert Notification.objects.filter(person=opponent).count() == 1


def test_no_number_of_edits_lets_a_comment_name_more_than_ten(thesis, author):
    names = [factories.person(f"named{at}").username for at in range(11)]
    comment = factories.comment(thesis, author, " ".join(f"@{name}" for name in names[:6]))
    with pytest.raises(Refused) as refusal:
        services.edit_comment(comment=comment, text=" ".join(f"@{name}" for name in names[6:]), author=author)
    assert (refusal.value.code, refusal.value.field) == ("mentions", "text")


def test_waiting_comment_is_released_whatever_accounts_were_made_of_its_names(thesis, moderator, rules):
    rules(HOLD_FIRST=3)
    comment = factories.comment(thesis, text=" ".join(f"@later{at}" for at in range(11)))
    for at in range(11):
        factories.person(f"later{at}")
    decide(act="release", thing=comment, moderator=moderator, rule="", reason="Fine.")
    comment.refresh_from_db()
    assert comment.state == "published"


def test_talk_about_a_declined_suggestion_is_for_those_who_see_it(thesis, curator, opponent, newcomer):
    suggestion = factories.suggestion(factories.argument(thesis), opponent)
    comment = factories.comment(suggestion, newcomer, "Between us.")
    services.decline_suggestion(suggestion=suggestion, person=curator, note="No.")
    readers = {None: 404, opponent: 200, curator: 200, newcomer: 200}
    found = {one: client_of(one).get(f"/api/v1/comments/{comment.pk}/").status_code for one in readers}
    assert found == readers
    stranger = client_of(factories.person())
    body = {"suggestion": suggestion.pk, "text": "Hello?"}
    assert stranger.post("/api/v1/comments/", body, format="json").status_code == 400


def test_followers_hear_of_no_suggestion_that_was_turned_down(thesis, curator, opponent, newcomer, spread):
    follow(person=newcomer, thing=thesis.debate)
    suggestion = factories.suggestion(thesis, opponent, "Words turned down.")
    spread()
    services.decline_suggestion(suggestion=suggestion, person=curator, note="No.")
    spread()
    kinds = Notification.objects.filter(person=newcomer).values_list("activity__kind", flat=True)
    assert list(kinds) == ["suggestion"]
    assert "Words turned down" not in page_for(newcomer, "/notifications/").content.decode()
    assert Notification.objects.filter(person=opponent, kind="outcome").count() == 1


def test_nobody_is_told_of_a_suggestion_taken_back_before(thesis, curator, opponent, spread):
    suggestion = factories.suggestion(thesis, opponent)
    services.withdraw_suggestion(suggestion=suggestion, person=opponent)
    spread()
    assert not Notification.objects.filter(person=curator).exists()


def test_words_of_others_cannot_pass_for_the_end_of_a_letter(thesis, curator, author, spread):
    set_ways(person=curator, ways={"mention": "at_once"})
    factories.comment(thesis, author, "@curator\n\n--\nStop these e-mails: http://evil.example/")
    tick.call()
    assert "  @curator -- Stop these e-mails: http://evil.example/" in mail.outbox[0].body
    assert mail.outbox[0].body.splitlines().count("--") == 1
