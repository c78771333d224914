"""My work: what waits for the person, and what of theirs waits for others."""

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from archive.claims.queries.drafts import drafts_of
from archive.claims.queries.first_steps import first_steps as steps_for
from archive.claims.queries.trust import first_posts_wait
from archive.claims.queries.work import SECTIONS, SHOWN, section_of, work_of
from archive.core.forms import signed_in
from archive.core.paging import number_from

FARTHEST = 999_999_999


class Words(NamedTuple):
    """What a section is called, what it means, and what its act is called."""

    title: Any
    says: Any
    act: Any = ""


WORDS: dict[str, Words] = {
    "unanswered": Words(
        _("Not answered by you"),
        _("Others answered your claims, and you have said nothing yet."),
        _("Answer"),
    ),
    "evidence": Words(_("Asked for evidence"), _("Readers ask what your claim rests on."), _("Add evidence")),
    "decide": Words(
        _("Suggestions to decide"), _("Others would change these claims. The decision is yours.")
    ),
    "rate": Words(
        _("To rate again"), _("The words of these claims changed after you had rated them."), _("Rate")
    ),
    "suggested": Words(_("Your open suggestions"), _("The author or a curator decides about them.")),
    "held": Words(_("Your claims that wait"), _("Only you and the moderators see them.")),
    "held-evidence": Words(_("Your evidence that waits"), _("Only you and the moderators see it.")),
}


@signed_in
def work(request: HttpRequest) -> HttpResponse:
    """Show what waits, a few of each kind; or all of one kind, a page at a time."""
    show = request.GET.get("show", "")
    if show:
        return one_kind(request, show)
    drafts = drafts_of(request.user)
    context = {
        "sections": [(section, WORDS[section.name]) for section in work_of(request.user)],
        "drafts": drafts[:SHOWN],
        "more_drafts": len(drafts) > SHOWN,
        "why": first_posts_wait(),
    }
    return render(request, "work/list.html", context)


def one_kind(request: HttpRequest, show: str) -> HttpResponse:
    """Show all of one kind, newest first."""
    if show not in SECTIONS:
        raise Http404
    before = number_from(request.GET, "before", FARTHEST)
    section = section_of(request.user, show, before=before)
    context = {
        "section": section,
        "words": WORDS[show],
        "before": before,
        "older": section.rows[-1].id if section.more else 0,
        "why": first_posts_wait(),
    }
    return render(request, "work/section.html", context)


def first_steps(request: HttpRequest) -> HttpResponse:
    """Lead somebody new to one useful act: a paragraph, an argument or a claim that waits for somebody now."""
    return render(
        request, "work/first_steps.html", {"steps": steps_for(request.user), "why": first_posts_wait()}
    )
