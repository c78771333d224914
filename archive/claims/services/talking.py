"""Talk: beginning conversations and answering in them, editing and taking back one's own, resolving.

Every write locks what is talked about first (a debate for everything in it, else the source), so that an answer
and the withdrawal of what it answers are judged one after the other, and counts stay true.
"""

from collections.abc import Set
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.models import Activity, Claim, Comment, Debate, Suggestion
from archive.claims.models.activity import Happened
from archive.claims.models.talk import COMMENT_LIMIT
from archive.claims.permissions import towards_talk
from archive.claims.queries.talk import About, about_of, in_place, people_named, told_of
from archive.claims.services.activity import note
from archive.claims.services.claims import CHANGES, fresh_claim
from archive.claims.services.limits import ECHO, begin_post, spend, state_for
from archive.claims.services.path import lock_debate
from archive.core.errors import Refused
from archive.core.markup import mentioned
from archive.core.models import Publication
from archive.core.text import TextProblem, check_prose
from archive.sources.models import Source
from archive.sources.services.records import lock_record, refuse_merged

MENTIONS_LIMIT = 10


def column_of(about: About) -> str:
    """Return the column of a comment that names such a thing."""
    return str(about._meta.model_name)


def clean_comment(text: str) -> str:
    """Return the comment as it will be stored, or refuse it at the field `text`."""
    try:
        return check_prose(text, limit=COMMENT_LIMIT)
    except TextProblem as problem:
        raise Refused(problem.message, field="text", code=problem.code) from problem


def lock_talk(about: About) -> Debate | None:
    """Lock what the talk about this hangs on; returns the debate, or None for a source's."""
    if isinstance(about, Source):
        lock_record(about.pk)
        return None
    if isinstance(about, Debate):
        return lock_debate(about.pk)
    return lock_debate(about.claim.debate_id if isinstance(about, Suggestion) else about.debate_id)


def fresh_about(about: About, person: User) -> About:
    """Return the thing as it is now, if `person` may see it; call it under `lock_talk`."""
    if isinstance(about, Claim):
        return fresh_claim(about, person)
    if isinstance(about, Suggestion):
        fresh = Suggestion.objects.select_related("claim").get(pk=about.pk)
        fresh.claim = fresh_claim(fresh.claim, person)
        return fresh
    if isinstance(about, Source):
        merged = Source.objects.filter(pk=about.pk).values_list("merged_into", flat=True).first()
        if merged is not None:
            refuse_merged(Source.objects.get(pk=merged))
        found: Source | Debate | None = Source.objects.visible_to(person).filter(pk=about.pk).first()
    else:
        found = Debate.objects.visible_to(person).filter(pk=about.pk).first()
    if found is None:
        raise Refused(_("This is not here any more."), code="gone", conflict=True)
    return found


def refuse_unless_talked_about(about: About, debate: Debate | None) -> None:
    """Refuse posts about what waits or was taken away, and about a link; closed debates are talked about."""
    thing = about.claim if isinstance(about, Suggestion) else about
    if isinstance(thing, Claim) and thing.same_as_id and thing.same_as:
        raise Refused(
            _("This is a link; talk about the claim where it stands."),
            code="is_link",
            existing=thing.same_as.get_absolute_url(),
        )
    state = Publication.PUBLISHED if isinstance(thing, Debate) else thing.state
    if state == Publication.HELD or (debate is not None and debate.held):
        raise Refused(
            _("This waits for a moderator; it can be talked about once it is published."),
            code="held",
            conflict=True,
        )
    if state != Publication.PUBLISHED:
        raise Refused(
            _("This was taken away; its talk can be read, and takes no new comments."),
            code="taken_away",
            conflict=True,
        )


def beginning_of(answers: Comment | None, about: About, author: User) -> Comment | None:
    """Return the comment that began the conversation, or refuse an answer that would stand in none of this thing's."""
    if answers is None:
        return None
    named = {column_of(about): about.pk}
    begun = Comment.objects.filter(in_place(author), **named)
    found = begun.filter(pk=answers.answers_id or answers.pk, answers=None).first()
    if found is None:
        raise Refused(
            _("This conversation is not here any more."), field="answers", code="gone", conflict=True
        )
    if found.state not in (Publication.PUBLISHED, Publication.WITHDRAWN):
        raise Refused(
            _("What began this conversation is not published; it takes no answers."),
            field="answers",
            code="not_published",
            conflict=True,
        )
    return found


def people_in(text: str) -> list[User]:
    """Return the people whom the text names, however many."""
    people = people_named([text])
    named = mentioned(text, {name: person.get_absolute_url() for name, person in people.items()})
    return [people[name] for name in named]


def mentions_in(text: str, *, told: Set[int] = frozenset()) -> list[User]:
    """Return the people whom the text names, with those who were `told` at most ten, or refuse it at `text`."""
    people = people_in(text)
    named = len(told | {person.pk for person in people})
    if named > MENTIONS_LIMIT:
        raise Refused(
            _("This names %(named)d people. A comment names at most %(limit)d; leave some out.")
            % {"named": named, "limit": MENTIONS_LIMIT},
            field="text",
            code="mentions",
        )
    return people


def told_by(comment: Comment) -> set[int]:
    """Return who was told already that the comment names them, by any of its wordings."""
    acts = Activity.objects.filter(comment=comment, kind=Happened.COMMENT)
    return {pk for detail in acts.values_list("detail", flat=True) for pk in detail.get("mentions", ())}


def echo_of(about: About, begun: Comment | None, text: str, author: User) -> Comment | None:
    """Return the author's own same comment of the last minute: a double click or a retry posts no second one."""
    recent = Comment.objects.filter(author=author, created__gt=timezone.now() - ECHO)
    same = recent.filter(**{column_of(about): about.pk}, answers=begun, text=text)
    return same.filter(state__in=(Publication.PUBLISHED, Publication.HELD)).order_by("id").first()


@transaction.atomic
def post_comment(*, about: About, text: str, author: User, answers: Comment | None = None) -> Comment:
    """Begin a conversation about a thing, or answer in one; a newcomer's comment begins held.

    `answers` is any comment of the conversation. An answer opens a resolved conversation again. Raises
    `NotAllowed`, `TooSoon`, or `Refused` with code empty, too_long, control, bidi, marks or mentions (field
    `text`), gone or not_published (field `answers`), gone, merged, moved, held, taken_away or is_link. The same
    comment of the same author within a minute returns the first one.
    """
    require(author, "talk")
    text = clean_comment(text)
    author = begin_post(author)
    debate = lock_talk(about)
    about = fresh_about(about, author)
    begun = beginning_of(answers, about, author)
    if twin := echo_of(about, begun, text, author):
        return twin
    refuse_unless_talked_about(about, debate)
    people = mentions_in(text)
    spend(author, "talk")
    comment = Comment.objects.create(
        **{column_of(about): about}, answers=begun, text=text, author=author, state=state_for(author)
    )
    if comment.state == Publication.PUBLISHED:
        publish(comment, people)
    return comment


def publish(comment: Comment, people: list[User]) -> None:
    """Count a comment that everybody can read from now on, open its conversation again, and note the act."""
    count_comment(comment, 1)
    if comment.answers_id:
        begun = Comment.objects.filter(pk=comment.answers_id, resolved_at__isnull=False)
        begun.update(resolved_at=None, resolved_by=None)
    note_comment(comment, people)


def count_comment(comment: Comment, sign: int) -> None:
    """Count a comment in or out on the claim that it is about."""
    if comment.claim_id:
        Claim.objects.filter(pk=comment.claim_id).update(talk_count=F("talk_count") + sign)


def note_comment(comment: Comment, people: list[User], *, edited: bool = False) -> None:
    """Note a comment that was published, or the people whom an edit names anew, with whom it names."""
    about = about_of(comment)
    claim = about.claim if isinstance(about, Suggestion) else about if isinstance(about, Claim) else None
    things: dict[str, Any] = {column_of(about): about, "comment": comment}
    things |= {"claim": claim, "debate_id": claim.debate_id} if claim else {}
    detail: dict[str, Any] = {"mentions": [p.pk for p in people if told_of(p) and p.pk != comment.author_id]}
    if comment.answers_id:
        detail["answers"] = comment.answers_id
    if edited:
        detail["edited"] = True
    note(Happened.COMMENT, actor=comment.author_id, detail=detail, **things)


def locked(comment: Comment) -> Comment:
    """Return the comment as it is now, under the lock of what it is about; call it within a transaction."""
    lock_talk(about_of(comment))
    return Comment.objects.get(pk=comment.pk)


@transaction.atomic
def edit_comment(*, comment: Comment, text: str, author: User) -> Comment:
    """Change one's own comment within the time for editing; the page says that it was edited.

    Who was told that it names them is not told again, and counts among the ten whom a comment may name.
    Raises `NotAllowed`, or `Refused` with the codes of a text, not_published or window_over.
    """
    require(author, "reword", author_id=comment.author_id)
    text = clean_comment(text)
    comment = locked(comment)
    if comment.state not in (Publication.PUBLISHED, Publication.HELD):
        raise Refused(_("Only what stands can be edited."), code="not_published", conflict=True)
    minutes = settings.ARCHIVE["EDIT_WINDOW_MINUTES"]
    if timezone.now() - comment.created > timedelta(minutes=minutes):
        raise Refused(
            _("A comment can be edited for %(minutes)d minutes; that time is over.") % {"minutes": minutes},
            code="window_over",
            conflict=True,
        )
    if text == comment.text:
        return comment
    told = told_by(comment)
    people = mentions_in(text, told=told)
    comment.text, comment.edited_at = text, timezone.now()
    comment.save(update_fields=["text", "edited_at"])
    added = [
        person for person in people if person.pk not in told and person.pk != author.pk and told_of(person)
    ]
    if added and comment.state == Publication.PUBLISHED:
        note_comment(comment, added, edited=True)
    return comment


@transaction.atomic
def withdraw_comment(*, comment: Comment, author: User) -> Comment:
    """Take back one's own comment: a tombstone when it is answered, gone when it is not; twice is once."""
    require(author, "withdraw", author_id=comment.author_id)
    comment = locked(comment)
    if comment.state == Publication.WITHDRAWN:
        return comment
    if comment.state not in (Publication.PUBLISHED, Publication.HELD):
        raise Refused(_("Only what stands can be taken back."), code="not_published", conflict=True)
    if comment.state == Publication.PUBLISHED:
        count_comment(comment, -1)
    comment.state = Publication.WITHDRAWN
    comment.save(update_fields=["state"])
    return comment


@transaction.atomic
def resolve_conversation(*, comment: Comment, by: User, resolved: bool = True) -> Comment:
    """Resolve the conversation that `comment` began, or open it again; twice is once.

    Raises `NotAllowed`, or `Refused` with code not_a_conversation or not_published.
    """
    about = about_of(comment)
    require(by, "resolve talk", **towards_talk(about, comment, by))
    if comment.answers_id:
        raise Refused(_("Resolve the comment that began the conversation."), code="not_a_conversation")
    comment = locked(comment)
    if comment.state == Publication.HELD:
        raise Refused(_("This comment waits for a moderator."), code="not_published", conflict=True)
    if bool(comment.resolved_at) == resolved:
        return comment
    comment.resolved_at, comment.resolved_by = (timezone.now(), by) if resolved else (None, None)
    comment.save(update_fields=["resolved_at", "resolved_by"])
    return comment


@transaction.atomic
def set_comment_state(*, comment: Comment, state: str, moderator: User, reason: str, entry: int) -> Comment:
    """Remove, restore or release a comment; called by `moderation`, which writes the decision `entry`."""
    require(moderator, "moderate")
    comment = locked(comment)
    if comment.state not in CHANGES[Publication(state)]:
        label = Publication(comment.state).label
        raise Refused(
            _("This comment is %(state)s; nothing was changed.") % {"state": label},
            code="state",
            conflict=True,
        )
    was, now = comment.state == Publication.PUBLISHED, state == Publication.PUBLISHED
    comment.state, comment.state_entry = state, entry
    comment.state_reason = "" if now else reason
    comment.save(update_fields=["state", "state_reason", "state_entry"])
    if now and not Activity.objects.filter(comment=comment, kind=Happened.COMMENT).exists():
        publish(comment, people_in(comment.text)[:MENTIONS_LIMIT])  # accounts of these names may be newer
    elif was != now:
        count_comment(comment, int(now) - int(was))
    return comment
