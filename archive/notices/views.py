"""The pages of notices: what one was told, what one follows, and how one wants to hear of it."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from archive.core.errors import NotAllowed, Refused
from archive.core.forms import PlainForm, page, posted, signed_in
from archive.core.paging import number_from
from archive.notices import services
from archive.notices.forms import FollowForm, PreferencesForm
from archive.notices.models import Kind
from archive.notices.queries import about_opened, followable, follows, groups_of, preferences_of, told
from archive.notices.words import KINDS, LETTERS, WAYS

LARGEST = 2**63 - 1


@signed_in
@never_cache
def list(request: HttpRequest) -> HttpResponse:
    """Show what the person was told, by day, the newest first; looking marks nothing as read."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in Kind.values else ""
    unread = request.GET.get("show") == "unread"
    before = number_in(request, "before")
    shown = told(person=request.user, before=before, kind=kind, unread=unread)
    context = {"told": shown, "kind": kind, "unread": unread, "before": before, "kinds": KINDS.items()}
    return render(request, "notices/list.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def open(request: HttpRequest, id: int) -> HttpResponse:
    """Lead to what a notice is about; sent as a form, it marks the notice and its group as read first."""
    notice = about_opened(person=request.user, number=id)
    if notice is None:
        raise Http404("no such notice")
    if request.method == "POST":
        services.read_group(person=request.user, notice=notice)
        if "stay" in request.POST:
            return redirect("notices:list")
    return redirect(groups_of([notice], viewer=request.user)[0].url or "notices:list")


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark as read all that the page showed when it was asked for."""
    until = request.POST.get("until", "")
    known = until.isascii() and until.isdigit() and len(until) < 19
    count = services.read_all(person=request.user, until=int(until) if known else 0)
    said = ngettext("%(n)d notice is marked as read.", "%(n)d notices are marked as read.", count)
    messages.success(request, said % {"n": count})
    return redirect("notices:list")


@signed_in
@never_cache
def following(request: HttpRequest) -> HttpResponse:
    """List what the person follows."""
    rows, older = follows(person=request.user, before=number_in(request, "before"))
    return render(request, "notices/following.html", {"rows": rows, "older": older})


@signed_in
@require_POST
def follow(request: HttpRequest) -> HttpResponse:
    """Follow a thing or stop following it, and lead back to it."""
    form = FollowForm(request.POST)
    if not form.is_valid():
        raise Http404("nothing to follow")
    kind, number = form.cleaned_data["kind"], form.cleaned_data["thing"]
    try:
        if form.cleaned_data["stop"]:
            services.unfollow(person=request.user, kind=kind, thing=number)
            return redirect(address_after(request, kind, number))
        thing = get_object_or_404(followable(kind, request.user), pk=number)
        services.follow(person=request.user, thing=thing)
    except (Refused, NotAllowed) as refusal:
        messages.error(request, refusal.message)
    return redirect(address_after(request, kind, number))


def address_after(request: HttpRequest, kind: str, number: int) -> str:
    """Return where the form leads: to the thing if it is there, else to the list of what one follows."""
    thing = None if request.POST.get("back") else followable(kind, request.user).filter(pk=number).first()
    return thing.get_absolute_url() if thing else "notices:following"


@signed_in
@never_cache
def settings(request: HttpRequest) -> HttpResponse:
    """Show and change how the person hears of each kind of thing."""
    rows = preferences_of(request.user)
    form = PreferencesForm(posted(request), rows=rows)
    if request.method == "POST":
        done = form.attempt(lambda: services.set_ways(person=request.user, ways=form.ways()) or True)
        if done:
            messages.success(request, _("From now on you hear of these things as you chose."))
            return redirect("notices:settings")
    return page(request, "notices/settings.html", {"rows": rows, "ways": WAYS.items()}, form)


@signed_in
@require_POST
def address(request: HttpRequest) -> HttpResponse:
    """Write to the person's address again, although it was refused once."""
    form = PlainForm({})
    if form.attempt(lambda: services.try_address_again(person=request.user) or True):
        messages.success(request, _("We will write to your address again."))
    for refusal in form.non_field_errors():
        messages.error(request, refusal)
    return redirect("notices:settings")


@csrf_exempt  # RFC 8058: a mail program posts this for its reader, without cookies; the token says who and what
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Offer to end letters of one kind, and end them when that is sent; looking at the page changes nothing."""
    asked = services.read_token(token)
    if asked is None:
        return render(request, "notices/unsubscribe_unknown.html", status=HTTPStatus.NOT_FOUND)
    ended = services.unsubscribe(asked=asked) if request.method == "POST" else None
    what = KINDS.get(asked.scope) or LETTERS.get(asked.scope) or ""
    context = {"asked": asked, "what": what, "done": request.method == "POST", "ended": ended}
    return render(request, "notices/unsubscribe.html", context)


def number_in(request: HttpRequest, name: str) -> int:
    """Return the whole number in the address, or 0."""
    text = request.GET.get(name, "")
    if len(text) < 10:
        return number_from(request.GET, name, LARGEST)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
