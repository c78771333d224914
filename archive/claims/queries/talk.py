"""Talk as pages and the API show it: conversations about a thing, a page at a time, ready to print.

The number of queries does not depend on how many comments there are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from html import unescape
from typing import Any, TypeAlias

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Lower, RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import Truncator

from archive.accounts.models import User
from archive.accounts.permissions import Viewer, may, may_moderate
from archive.claims.models import Activity, Claim, Comment, Debate, Suggestion
from archive.claims.models.activity import Happened
from archive.claims.permissions import towards_talk
from archive.claims.queries.answering import those_merged_into
from archive.claims.queries.rows import notice_of, words_for
from archive.claims.queries.suggestions import visible_suggestions
from archive.core.markup import names_in, render
from archive.core.models import Publication
from archive.sources.models import Source

About: TypeAlias = Claim | Source | Debate | Suggestion
"""What people talk about."""

CONVERSATIONS_A_PAGE = 50
ANSWERS_SHOWN = 20  # the newest of each conversation in a list of them
ANSWERS_A_PAGE = 200  # of a conversation by itself
FIRST_HEADING = 4


@dataclass(frozen=True, slots=True)
class CommentRow:
    """One comment ready to print; `html` is None where the viewer may only know that something stood there."""

    id: int
    begun_by: int
    url: str
    html: str | None
    text: str | None
    author: User
    state: str
    notice: str
    entry: int | None
    posted: datetime
    edited_at: datetime | None
    may_edit: bool
    may_withdraw: bool

    @property
    def anchor(self) -> str:
        """The fragment of its place on the page."""
        return f"comment-{self.id}"

    @property
    def begins(self) -> str:
        """Its first words without marks, or the notice in their place."""
        words = unescape(strip_tags(self.html or "")).split()
        return Truncator(" ".join(words)).chars(90) or self.notice

    @property
    def quoted(self) -> str:
        """Its words as an answer quotes them."""
        return quoted(self.text) if self.text else ""


@dataclass(slots=True)
class Conversation:
    """A comment and its answers, the oldest first; `earlier` counts those that the page leaves out."""

    top: CommentRow
    resolved_at: datetime | None
    resolved_by: User | None
    may_resolve: bool
    may_answer: bool
    answers: list[CommentRow] = field(default_factory=list)
    earlier: int = 0
    later: int | None = None  # the number of the first of them
    total: int = 0


@dataclass(slots=True)
class TalkPage:
    """A page of conversations; `older` says where the next one begins, empty on the last."""

    conversations: list[Conversation]
    older: str = ""
    of_merged: list[Conversation] = field(default_factory=list)


def quoted(text: str) -> str:
    """Return a comment's words as a Markdown quotation, with an empty line after it to write on."""
    return "".join(f"> {line}".rstrip() + "\n" for line in text.split("\n")) + "\n"


def about_of(comment: Comment) -> About:
    """Return what the comment is about."""
    for thing in (comment.claim, comment.source, comment.debate, comment.suggestion):
        if thing is not None:
            return thing
    raise ValueError("a comment is about one thing")  # the database has a constraint that says so


def talk_address(about: About) -> str:
    """Return the path of the page with the talk about this."""
    if isinstance(about, Claim):
        return reverse("claims:talk", args=[about.pk])
    if isinstance(about, Suggestion):
        return reverse("suggestions:read", args=[about.pk])
    return reverse(f"{about._meta.model_name}s:talk", args=[about.pk, about.slug])


def in_place(viewer: Viewer) -> Q:
    """Return what of comments has a place on their page for `viewer`.

    What is withdrawn stands as a tombstone while it is answered; what a moderator took away, if it ever was
    published. Authors see their own that wait, moderators everything.
    """
    answered = Comment.objects.filter(
        answers=OuterRef("pk"), state__in=(Publication.PUBLISHED, Publication.REMOVED, Publication.ERASED)
    )
    was_published = Activity.objects.filter(comment=OuterRef("pk"), kind=Happened.COMMENT)
    if may_moderate(viewer):
        return ~Q(state=Publication.WITHDRAWN) | Q(Exists(answered))
    placed = (
        Q(state=Publication.PUBLISHED)
        | Q(state=Publication.WITHDRAWN) & Q(Exists(answered))
        | Q(state__in=(Publication.REMOVED, Publication.ERASED)) & Q(Exists(was_published))
    )
    if viewer is None or not viewer.is_authenticated:
        return placed
    return placed | Q(author_id=viewer.pk) & ~Q(state=Publication.WITHDRAWN)


def comments_for(viewer: Viewer) -> QuerySet[Comment]:
    """Return the comments that `viewer` may load: those with a place, about what they may see or what was merged.

    Talk about a suggestion that was turned down is for those who see it, and for who wrote it.
    """
    claims = Claim.objects.visible_to(viewer)
    merged = Claim.objects.filter(state=Publication.MERGED, debate__in=Debate.objects.visible_to(viewer))
    seen = Q(claim__isnull=False) & (
        Q(Exists(claims.filter(pk=OuterRef("claim")))) | Q(Exists(merged.filter(pk=OuterRef("claim"))))
    )
    seen |= Q(source__isnull=False) & Q(
        Exists(Source.objects.readable_by(viewer).filter(pk=OuterRef("source")))
    )
    seen |= Q(debate__isnull=False) & Q(
        Exists(Debate.objects.visible_to(viewer).filter(pk=OuterRef("debate")))
    )
    about_seen = Q(Exists(visible_suggestions(viewer).filter(pk=OuterRef("suggestion"))))
    if viewer is not None and viewer.is_authenticated:
        claim_seen = Exists(claims.filter(pk=OuterRef("suggestion__claim")))
        about_seen |= Q(author_id=viewer.pk) & Q(claim_seen)
    seen |= Q(suggestion__isnull=False) & about_seen
    things = ("claim__debate", "source", "debate", "suggestion__claim")
    found = Comment.objects.filter(in_place(viewer) & seen)
    return found.select_related("author", "resolved_by", "answers__author", *things)


def place_of_comment(comment: Comment, viewer: Viewer) -> str:
    """Return the address at which the page shows the comment, with its conversation by itself."""
    begun = comment.answers_id or comment.pk
    before = Comment.objects.filter(in_place(viewer), answers=begun, pk__lt=comment.pk)
    far = comment.answers_id and before[:ANSWERS_A_PAGE].count() >= ANSWERS_A_PAGE
    start = f"&from={comment.pk}" if far else ""
    return f"{talk_address(about_of(comment))}?conversation={begun}{start}#comment-{comment.pk}"


def people_named(texts: Iterable[str]) -> dict[str, User]:
    """Return the accounts that these texts may name, by their names in small letters; none that are closed."""
    names = set().union(*(names_in(text) for text in texts))
    if not names:
        return {}
    people = User.objects.annotate(small=Lower("username")).filter(small__in=names)
    open_ones = people.filter(is_active=True, closed_at=None, confirmed_at__isnull=False)
    return {person.username.lower(): person for person in open_ones}


def told_of(person: User) -> bool:
    """Return whether somebody who is named is told of it: not while they are suspended."""
    return person.suspended_until is None or person.suspended_until <= timezone.now()


def places_of(about: About) -> Q:
    """Return the condition of comments about this thing itself."""
    return Q(**{str(about._meta.model_name): about.pk})


def merged_places_of(about: About) -> Q | None:
    """Return the condition of comments about what was merged into this thing; None if nothing was."""
    if isinstance(about, Claim):
        merged = those_merged_into(about.pk)
        return Q(claim__in=merged) if merged else None
    if isinstance(about, Source):
        gone = list(Source.objects.filter(merged_into=about).values_list("pk", flat=True))
        return Q(source__in=gone) if gone else None
    return None


def talk_page(about: About, *, viewer: Viewer, order: str = "open", before: str = "") -> TalkPage:
    """Return a page of the conversations about a thing, open ones or the newest first.

    `before` is the `older` of the page before. The first page has the conversations of what was merged into
    the thing below, as many as a page takes.
    """
    begun = beginnings(places_of(about), viewer)
    open_first = order == "open"
    if earlier := older_than(before, open_first=open_first):
        begun = begun.filter(earlier)
    if open_first:
        begun = begun.annotate(is_resolved=Q(resolved_at__isnull=False)).order_by("is_resolved", "-pk")
    found = list(begun[: CONVERSATIONS_A_PAGE + 1])
    page = found[:CONVERSATIONS_A_PAGE]
    older = f"{'r' if page[-1].resolved_at else 'o'}{page[-1].pk}" if len(found) > len(page) else ""
    gone = None if before else merged_places_of(about)
    merged = list(beginnings(gone, viewer)[:CONVERSATIONS_A_PAGE]) if gone else []
    rows = conversation_rows(about, [*page, *merged], viewer=viewer)
    return TalkPage(conversations=rows[: len(page)], older=older, of_merged=rows[len(page) :])


def beginnings(where: Q, viewer: Viewer) -> QuerySet[Comment]:
    """Return the comments that began the conversations there, the newest first."""
    begun = Comment.objects.filter(in_place(viewer), where, answers=None)
    return begun.select_related("author", "resolved_by").order_by("-pk")


def older_than(before: str, *, open_first: bool) -> Q | None:
    """Return the condition of what comes after the place that `before` names; None for no place."""
    kind, number = before[:1], before[1:]
    if kind not in ("o", "r") or not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    older, resolved = Q(pk__lt=int(number)), Q(resolved_at__isnull=False)
    if not open_first:
        return older
    return resolved & older if kind == "r" else resolved | older


def conversation_by_itself(
    about: About, number: int, *, viewer: Viewer, start: int = 0
) -> Conversation | None:
    """Return one conversation about the thing, or about what was merged into it, with many of its answers.

    They begin with the one numbered `start`; None if there is no such conversation here.
    """
    places = places_of(about)
    if gone := merged_places_of(about):
        places |= gone
    begun = beginnings(places, viewer).filter(pk=number).first()
    if begun is None:
        return None
    every = Comment.objects.filter(in_place(viewer), answers=begun).select_related("author")
    found = list(every.filter(pk__gte=start).order_by("pk")[: ANSWERS_A_PAGE + 1])
    answers = found[:ANSWERS_A_PAGE]
    made = conversation_rows(about, [begun], viewer=viewer, answers={begun.pk: answers})[0]
    made.earlier = every.filter(pk__lt=answers[0].pk).count() if start and answers else 0
    made.later = found[-1].pk if len(found) > len(answers) else None
    made.total = made.earlier + len(answers)
    return made


def newest_answers(begun: Iterable[Comment], viewer: Viewer) -> dict[int, list[Any]]:
    """Return the newest answers of each conversation, the oldest first, each with `total`, in one query."""
    every = Comment.objects.filter(in_place(viewer), answers__in=[comment.pk for comment in begun])
    numbered = every.annotate(
        place=Window(RowNumber(), partition_by="answers_id", order_by="-id"),
        total=Window(Count("id"), partition_by="answers_id"),
    )
    found: dict[int, list[Any]] = {}
    for answer in numbered.filter(place__lte=ANSWERS_SHOWN).select_related("author").order_by("id"):
        found.setdefault(answer.answers_id or 0, []).append(answer)
    return found


def conversation_rows(
    about: About,
    begun: list[Comment],
    *,
    viewer: Viewer,
    answers: Mapping[int, list[Any]] | None = None,
) -> list[Conversation]:
    """Return conversations ready to print; those about something merged into `about` take no more answers."""
    if answers is None:
        answers = newest_answers(begun, viewer) if begun else {}
    comments = [*begun, *(answer for some in answers.values() for answer in some)]
    people = people_named([comment.text for comment in comments])
    known = {name: person.get_absolute_url() for name, person in people.items()}
    signed_in = viewer is not None and viewer.is_authenticated
    towards = towards_talk(about, None, viewer) if signed_in and begun else {}
    here, column = takes_comments(about), f"{about._meta.model_name}_id"
    made = []
    for comment in begun:
        own = answers.get(comment.pk, [])
        at_home = here and getattr(comment, column) == about.pk
        total = own[0].total if own and hasattr(own[0], "total") else len(own)
        made.append(
            Conversation(
                top=comment_row(comment, viewer, known),
                resolved_at=comment.resolved_at,
                resolved_by=comment.resolved_by,
                may_resolve=at_home and may_resolve(comment, viewer, towards),
                may_answer=at_home
                and comment.state in (Publication.PUBLISHED, Publication.WITHDRAWN)
                and (not signed_in or may(viewer, "talk")),
                answers=[comment_row(answer, viewer, known) for answer in own],
                earlier=total - len(own),
                total=total,
            )
        )
    return made


def takes_comments(about: About) -> bool:
    """Return whether new comments about the thing are taken: it is published and no link."""
    thing = about.claim if isinstance(about, Suggestion) else about
    if isinstance(thing, Debate):
        return not thing.held
    if isinstance(thing, Claim):
        return thing.is_published and thing.same_as_id is None and not thing.debate.held
    return thing.state == Publication.PUBLISHED


def may_resolve(comment: Comment, viewer: Viewer, towards: Mapping[str, Any]) -> bool:
    """Return whether to offer `viewer` to resolve or reopen the conversation that the comment began."""
    if viewer is None or not viewer.is_authenticated or comment.state == Publication.HELD:
        return False
    began = {"author_id": comment.author_id} if comment.author_id == viewer.pk else {}
    return may(viewer, "resolve talk", **{**towards, **began})


def html_of(text: str, known: Mapping[str, str]) -> str:
    """Return a comment's words as HTML, its mentions of `known` people as links."""
    return html_with(text, tuple((name, known[name]) for name in sorted(names_in(text)) if name in known))


@lru_cache(maxsize=2000)  # more than a page of talk has, or each page would push out its own beginning
def html_with(text: str, people: tuple[tuple[str, str], ...]) -> str:
    """Return the HTML of a comment, kept by the process: some texts take 60 ms, and a page may have a thousand."""
    return render(text, first_heading=FIRST_HEADING, people=dict(people))


def comment_row(comment: Comment, viewer: Viewer, known: Mapping[str, str]) -> CommentRow:
    """Return a comment as `viewer` may see it; `known` has the addresses of people by name."""
    text = words_for(viewer, comment.state, comment.author_id, comment.text)
    mine = may(viewer, "withdraw", author_id=comment.author_id)
    stands = comment.state in (Publication.PUBLISHED, Publication.HELD)
    young = timezone.now() - comment.created <= timedelta(minutes=settings.ARCHIVE["EDIT_WINDOW_MINUTES"])
    return CommentRow(
        id=comment.pk,
        begun_by=comment.answers_id or comment.pk,
        url=comment.get_absolute_url(),
        html=None if text is None else html_of(text, known),
        text=text,
        author=comment.author,
        state=comment.state,
        notice=notice_of(comment.state, comment.state_reason),
        entry=comment.state_entry,
        posted=comment.created,
        edited_at=comment.edited_at,
        may_edit=mine and stands and young,
        may_withdraw=mine and stands,
    )
