"""Pages on which bibliographies come in, the feeds that go out, and everything that is kept about oneself."""

from datetime import datetime
from tempfile import TemporaryFile
from typing import Any, cast

from django.contrib.syndication.views import Feed
from django.core.cache import cache
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from archive.claims.models import Topic
from archive.claims.queries.lists import DebateRow, debate_rows
from archive.core.errors import Refused, TooSoon
from archive.core.forms import PlainForm, page, posted, signed_in
from archive.exchange.forms import RecordsForm
from archive.exchange.personal import PARTS, write_export
from archive.exchange.queries import Offer, offers_in
from archive.exchange.services import take_records
from archive.sources.bibliography import UnreadableRecords

ENTRIES = 30
EXPORT_EVERY = 60  # seconds


@signed_in
def records(request: HttpRequest) -> HttpResponse:
    """Paste a bibliography, see what is in it, choose, and add: nothing is stored before the choice."""
    form = RecordsForm(posted(request), request.FILES or None)
    context: dict[str, Any] = {}
    words = form.attempt(form.words) if form.is_bound else None
    if words is not None and "add" in request.POST:
        context["taken"] = form.attempt(
            lambda: take_records(text=words, person=request.user, choices=form.choices())
        )
    if words is not None and not context.get("taken"):
        context |= {"words": words, "offers": offers_of(words, form, request)}
    return page(request, "sources/records.html", context, form)


def offers_of(words: str, form: RecordsForm, request: HttpRequest) -> list[Offer]:
    """Return what the pasted words offer; what cannot be read is an error of the form, unless it has one."""
    try:
        return offers_in(words, viewer=request.user, chosen=form.choices())
    except UnreadableRecords as problem:
        if form.is_valid():
            form.tell(Refused(problem.message, field="text", code=problem.code))
        return []


@signed_in
@never_cache
def export(request: HttpRequest) -> HttpResponse:
    """Say what is kept about the person, and give it all to them as a zip, once a minute."""
    form = PlainForm(posted(request))
    if request.method == "POST" and form.attempt(lambda: begin_export(request)):
        file = TemporaryFile()  # noqa: SIM115 - the answer closes it once it is sent
        write_export(request.user, file)
        file.seek(0)
        answer = FileResponse(file, as_attachment=True, filename=f"{request.user.username}.zip")
        return cast(HttpResponse, answer)
    return page(request, "accounts/export.html", {"parts": PARTS}, form)


def begin_export(request: HttpRequest) -> bool:
    """Refuse a second export within a minute: each reads whole tables."""
    if not cache.add(f"export-{request.user.pk}", True, EXPORT_EVERY):
        raise TooSoon(_("You took your data a moment ago. Try again in a minute."), wait=EXPORT_EVERY)
    return True


class TopicFeed(Feed[DebateRow, Topic]):
    """The newest debates that are filed under a topic, or under one below it."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Topic:
        """Return the topic of the address, a merged one's successor."""
        topic = get_object_or_404(Topic.objects.select_related("merged_into"), slug=kwargs["slug"])
        return topic.merged_into or topic

    def title(self, topic: Topic) -> str:
        """Return what the feed is called."""
        return _("New debates: %(topic)s") % {"topic": topic.name}

    def link(self, topic: Topic) -> str:
        """Return the topic's page."""
        return topic.get_absolute_url()

    def items(self, topic: Topic) -> list[DebateRow]:
        """Return the newest debates."""
        return debate_rows(viewer=None, topic=topic, order="newest", count=ENTRIES)

    def item_title(self, item: DebateRow) -> str:
        """Return the words of the debate."""
        return item.statement

    def item_description(self, item: DebateRow) -> str:
        """Return its figures in words."""
        figures = {"arguments": item.arguments, "evidence": item.evidence, "ratings": item.ratings}
        return _("Arguments: %(arguments)s. Evidence: %(evidence)s. Ratings: %(ratings)s.") % figures

    def item_link(self, item: DebateRow) -> str:
        """Return its page."""
        return item.url

    def item_updateddate(self, item: DebateRow) -> datetime:
        """Return when something was last published in it."""
        return item.last_activity
