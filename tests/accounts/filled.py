"""A member who has a row in nearly every table, for taking their data out and for closing their account."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from archive.accounts.services import describe_oneself, make_token
from archive.claims import services
from archive.claims.models import Activity, Claim, Comment, Invitation, SetAsideRating, Suggestion
from archive.moderation.models import Act, Appeal, Decision, Report, ReportReason, Suspension
from archive.moderation.services import decide
from archive.notices.models import Follow, Letter, Notification, Preference
from tests import factories

NAME, DISPLAY, BIO, EMAIL = "ada.reyes", "Ada Quetzal", "Reads treaties in Xochimilco.", "ada@quetzal.example"


def full_member(other, moderator):
    """Return a member with something in every kind of table; `other` is somebody they met."""
    person = factories.person(NAME, email=EMAIL)
    describe_oneself(person=person, display_name=DISPLAY, bio=BIO)
    person.refresh_from_db()
    contributions(person, other)
    kept_for_oneself(person, other)
    under_moderation(person, other, moderator)
    return person


def contributions(person, other):
    """Debates, claims, cards, ratings, comments, suggestions."""
    theirs = factories.thesis("Theirs holds.", other)
    own = factories.thesis("Hers holds.", person)
    point = factories.argument(theirs, author=person, statement="Her point.")
    source = factories.source("Her report", person)
    factories.evidence(point, person, source=source, tag="Her card.")
    services.capture_source(data=b"Words.", filename="a.txt", captured_by=person, source=source)
    services.mark_source(source=source, kind="disputed", reason="Doubtful.", person=person)
    answer = factories.argument(own, author=other)
    card = factories.evidence(answer, other)
    services.rate_claim(claim=answer, rater=person, convincing=2, bearing=1)
    services.rate_card(card=card, rater=person, shows=3)
    services.ask_for_evidence(claim=answer, person=person)
    Comment.objects.create(claim=theirs, author=person, text="Her comment.")
    row = {"kind": "reword", "statement": "Other words.", "reason": "Clearer."}
    Claim.objects.filter(pk=theirs.pk).update(talk_count=1)
    suggestion = Suggestion.objects.create(claim=theirs, author=person, **row)
    now = timezone.now()
    SetAsideRating.objects.create(
        suggestion=suggestion, claim=theirs, rater=person, scale="convincing", value=1, rated=now, changed=now
    )
    Invitation.objects.create(debate=theirs.debate, person=person, by=other)
    Invitation.objects.create(debate=own.debate, person=other, by=person)
    elsewhere = factories.argument(author=other)
    services.link_claim(claim=elsewhere, parent=own, stance="supports", person=person, reason="Here too.")


def kept_for_oneself(person, other):
    """Rows that are nobody else's."""
    make_token(person=person)
    EmailAddress.objects.create(user=person, email=EMAIL, verified=True, primary=True)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "TOPSECRET"})
    UserSession.objects.create(user=person, ip="192.0.2.7", session_key="its-key", user_agent="A browser")
    LogEntry.objects.create(user=person, action_flag=1, object_repr="x")
    claim = factories.thesis("Kept holds.", other)
    services.keep_draft(owner=person, place="/debates/open/", fields={"statement": f"By {DISPLAY}"})
    services.keep_bookmark(owner=person, claim=claim)
    services.note_visit(reader=person, debate=claim.debate)
    Follow.objects.create(follower=person, claim=claim)
    Follow.objects.create(follower=other, person=person)
    Preference.objects.create(person=person, kind="answer", way="daily")
    letter = Letter.objects.create(
        person=person, way="daily", subject=f"For {DISPLAY}", due=timezone.now(), problem=f"<{EMAIL}>"
    )
    activity = Activity.objects.first() or Activity.objects.create(kind="claim", actor=other)
    about = {"kind": "answer", "about": "claim-1", "way": "daily", "letter": letter}
    Notification.objects.create(person=person, activity=activity, **about)


def under_moderation(person, other, moderator):
    """Reports, a decision, an appeal and a suspension that is over."""
    claim = factories.argument(author=person)
    attack = ReportReason.objects.get(slug="attack")
    Report.objects.create(
        reporter=person, claim=factories.argument(author=other), reason=attack, details="Rude."
    )
    Report.objects.create(
        reporter=other, person=person, reason=attack, details="The secret reporter's words."
    )
    decide(act=Act.REMOVE, thing=claim, moderator=moderator, rule="civil", reason="Rude.")
    decision = Decision.objects.get(claim=claim)
    Appeal.objects.create(decision=decision, author=person, text="It was not rude.")
    about = Decision.objects.create(
        act=Act.SUSPEND, rule="civil", reason="Rude.", moderator=moderator, person=person
    )
    Suspension.objects.create(person=person, decision=about, until=timezone.now())
