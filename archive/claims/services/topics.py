"""Topics: adding, renaming, merging and taking a merge back; filing debates under them."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.models import Activity, Debate, Topic
from archive.claims.permissions import curators_of
from archive.claims.services.activity import note
from archive.claims.services.path import lock_debate, touch_debate
from archive.core.errors import Refused
from archive.core.text import TextProblem, check_short

NAME_LIMIT = 80
DESCRIPTION_LIMIT = 500
TOPICS_OF_A_DEBATE = 5
TAKEN = ("add",)  # by pages beside a topic's own


@transaction.atomic
def add_topic(*, name: str, by: User, description: str = "", parent: Topic | None = None) -> Topic:
    """Add a topic, below another one or at the top; its address is made from its name once and stays.

    Raises `NotAllowed`, or `Refused` with code empty, too_long, control, bidi, duplicate or levels.
    """
    require(by, "arrange topics")
    lock_topics()
    columns = cleaned(name, description)
    refuse_same_name(columns["name"])
    refuse_third_level(parent)
    return Topic.objects.create(**columns, slug=free_slug(columns["name"]), parent=parent)


@transaction.atomic
def change_topic(
    *, topic: Topic, name: str, by: User, description: str = "", parent: Topic | None = None
) -> Topic:
    """Rename a topic, describe it, or put it elsewhere in the tree; its address stays, so that links to it do.

    Raises `NotAllowed`, or `Refused` with code empty, too_long, control, bidi, duplicate, levels or merged.
    """
    require(by, "arrange topics")
    lock_topics()
    topic = standing(topic)
    columns = cleaned(name, description)
    refuse_same_name(columns["name"], besides=topic)
    refuse_third_level(parent, of=topic)
    topic.name, topic.description, topic.parent = columns["name"], columns["description"], parent
    topic.save(update_fields=["name", "description", "parent"])
    return topic


@transaction.atomic
def merge_topics(*, topic: Topic, into: Topic, by: User) -> Topic:
    """Give a topic's debates to another one; its address leads there, and the merge can be taken back for a while.

    Raises `NotAllowed`, or `Refused` with code merged, same or not_empty (topics stand below it).
    """
    require(by, "arrange topics")
    lock_topics()
    topic, into = standing(topic), standing(into)
    if topic.pk == into.pk:
        raise Refused(_("This is the same topic; choose another one."), field="into", code="same")
    if topic.below.filter(merged_into=None).exists():
        raise Refused(
            _("Topics stand below this one. Put them elsewhere first."), code="not_empty", conflict=True
        )
    filed = set(topic.debates.values_list("pk", flat=True))
    had = set(into.debates.values_list("pk", flat=True))
    into.debates.add(*filed)
    topic.debates.clear()
    topic.merged_into = into
    topic.save(update_fields=["merged_into"])
    detail = {"topic": topic.pk, "into": into.pk, "filed": sorted(filed), "gained": sorted(filed - had)}
    note("topics", actor=by, detail=detail)
    return into


@transaction.atomic
def split_topic(*, topic: Topic, by: User) -> Topic:
    """Take a merge back: the topic has its debates again, and the other one gives up those that came with it.

    Raises `NotAllowed`, or `Refused` with code not_merged, too_late or duplicate (its name was taken since).
    """
    require(by, "arrange topics")
    lock_topics()
    topic = Topic.objects.get(pk=topic.pk)
    merged = Activity.objects.filter(kind="topics", detail__topic=topic.pk).order_by("-id").first()
    if topic.merged_into is None or merged is None:
        raise Refused(_("This topic stands by itself already."), code="not_merged", conflict=True)
    if merged.created < timezone.now() - timedelta(days=settings.ARCHIVE["UNDO_DAYS"]):
        raise Refused(_("The time for taking this merge back is over."), code="too_late", conflict=True)
    refuse_same_name(topic.name, besides=topic)
    into, topic.merged_into = topic.merged_into, None
    topic.save(update_fields=["merged_into"])
    topic.debates.add(*merged.detail["filed"])
    into.debates.remove(*merged.detail["gained"])
    note("topics", actor=by, detail={"split": topic.pk})
    return topic


@transaction.atomic
def file_debate(*, debate: Debate, topics: Iterable[Topic], by: User) -> Debate:
    """File a debate under these topics and no others.

    Raises `NotAllowed`, or `Refused` with code too_many or merged.
    """
    require(by, "file debate", curators=curators_of(debate))
    debate = lock_debate(debate.pk)
    chosen = {topic.pk for topic in topics}
    if len(chosen) > TOPICS_OF_A_DEBATE:
        said = _("A debate is filed under at most %(n)s topics.") % {"n": TOPICS_OF_A_DEBATE}
        raise Refused(said, field="topics", code="too_many")
    if Topic.objects.filter(pk__in=chosen, merged_into=None).count() < len(chosen):
        raise Refused(_("One of these topics is not there any more."), field="topics", code="merged")
    if chosen == set(debate.topics.values_list("pk", flat=True)):
        return debate
    debate.topics.set(chosen)
    touch_debate(debate)
    note("topics", actor=by, debate=debate, detail={"topics": sorted(chosen)})
    return debate


def lock_topics() -> None:
    """Let one person at a time change the tree; it is small and seldom changed."""
    list(Topic.objects.select_for_update(no_key=True).order_by("pk"))


def standing(topic: Topic) -> Topic:
    """Return the topic as it is now, or refuse one that was merged."""
    topic = Topic.objects.get(pk=topic.pk)
    if topic.merged_into_id:
        raise Refused(_("This topic was merged into another."), code="merged", conflict=True)
    return topic


def cleaned(name: str, description: str) -> dict[str, str]:
    """Return both texts as they will be stored, or refuse the one that cannot be."""
    columns = {}
    for field, text, limit in (("name", name, NAME_LIMIT), ("description", description, DESCRIPTION_LIMIT)):
        try:
            columns[field] = check_short(text, limit=limit, required=field == "name")
        except TextProblem as problem:
            raise Refused(problem.message, field=field, code=problem.code) from problem
    return columns


def refuse_same_name(name: str, besides: Topic | None = None) -> None:
    """Refuse a name that another topic has, in whatever case."""
    same = Topic.objects.filter(name__iexact=name, merged_into=None)
    if (same.exclude(pk=besides.pk) if besides else same).exists():
        raise Refused(_("There is a topic of this name already."), field="name", code="duplicate")


def refuse_third_level(parent: Topic | None, of: Topic | None = None) -> None:
    """Refuse a place below a topic that stands below another, or for a topic that has some below it."""
    if parent is None:
        return
    parent = Topic.objects.get(pk=parent.pk)
    below = of is not None and (of.pk == parent.pk or of.below.exists())
    if parent.parent_id or parent.merged_into_id or below:
        said = _("Topics have two levels: choose one that stands at the top, for one that has none below it.")
        raise Refused(said, field="parent", code="levels")


def free_slug(name: str) -> str:
    """Return an address for the name that no topic has or had; never empty."""
    base = slugify(name, allow_unicode=True)[:70].strip("-") or "topic"
    known = set(Topic.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | set(TAKEN)
    return next(
        slug for n in range(1, len(known) + 2) if (slug := base if n == 1 else f"{base}-{n}") not in known
    )
