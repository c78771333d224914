"""The admin's ground: every table is read-only, and changes only through named acts that call services.

Who may enter is asked of the admin site, so that nothing here names an account. An act has a form of
its own; it is done to one row from its page, or to several that were ticked in the list.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin
from unfold.paginator import InfinitePaginator

from archive.core.errors import NotAllowed, Refused
from archive.core.forms import PlainForm

ROWS_A_PAGE = 100


def day_of(moment: datetime) -> str:
    """Return the day of a moment as lists print it: "3 Mar 2026"."""
    return date_format(moment, "DATE_FORMAT")


def always(*_anything: Any) -> bool:
    """Return True: an act that is offered to every moderator and on every row."""
    return True


@dataclass(frozen=True, slots=True)
class NamedAct:
    """Something that can be done to a row: its form, and the one service call that does it.

    `name` stands in the address, `label` on the button, `done` in the report ("removed"), `note` on
    the form's page. `may` is asked with the person, `fits` with the row and the person: both only
    show or hide, the service decides.
    """

    name: str
    label: str
    done: str
    note: str
    form: type[PlainForm]
    do: Callable[[Any, Any, dict[str, Any]], object]
    may: Callable[[Any], bool] = always
    fits: Callable[[Any, Any], bool] = always


class ReadOnlyAdmin(ModelAdmin):
    """A table to look at: its list costs the same number of queries whatever it holds, and counts nothing."""

    acts: tuple[NamedAct, ...] = ()
    hidden_fields: tuple[str, ...] = ()
    list_per_page = ROWS_A_PAGE
    list_max_show_all = 0
    list_disable_select_all = True
    ordering = ("-pk",)
    paginator = InfinitePaginator
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    sortable_by: tuple[str, ...] = ()
    view_on_site = False
    change_form_outer_before_template = "admin/_row_head.html"

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let everybody see it whom the site lets in."""
        return self.admin_site.has_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show it on the front page to the same people."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is added here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is changed here but by acts."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is deleted here."""
        return False

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Return what a row's page shows: the class's own fields, or every column that is not hidden."""
        if self.fields:
            return list(self.fields)
        return [f.name for f in self.model._meta.fields if f.name not in self.hidden_fields]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Find a row by its number when that is what was typed, else by the fields named by the class."""
        term = search_term.strip().removeprefix("#")
        if term.isascii() and term.isdigit() and len(term) < 19:
            return queryset.filter(pk=int(term)), False
        return super().get_search_results(request, queryset, search_term)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Return the acts for ticked rows; each leads to its form."""
        return {act.name: (ticked_to(act), act.name, act.label) for act in self.acts if act.may(request.user)}

    def get_urls(self) -> list[URLPattern]:
        """Add the address of the acts' forms."""
        view = self.admin_site.admin_view(lambda request, name: act_page(self, request, name))
        return [path("act/<slug:name>/", view, name=url_name(self, "act")), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add to a row's page the acts that fit it, its address on the site, and what stands beside it."""
        row = kwargs.get("obj")
        if row is not None:
            context |= {"offered": offered(self, request, row), "beside": self.beside(request, row)}
            context["site_address"] = row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
        return super().render_change_form(request, context, *args, **kwargs)

    def named(self, row: Any) -> str:
        """Return how a report calls a row: "Claim 12"."""
        return f"{capfirst(self.opts.verbose_name)} {row.pk}"

    def named_all(self, rows: list[Any]) -> str:
        """Return how a report calls several rows: "3 claims"."""
        return self.named(rows[0]) if len(rows) == 1 else f"{len(rows)} {self.opts.verbose_name_plural}"

    def described(self, row: Any) -> str:
        """Return the words by which an act's form names a row."""
        return str(row)

    def beside(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Return what the page of a row shows beside its columns; the template of the class prints it."""
        return {}


def url_name(table: ModelAdmin, page: str) -> str:
    """Return the name of one of a table's addresses: "archive_claim_act"."""
    return f"{table.opts.app_label}_{table.opts.model_name}_{page}"


def admin_address(table: ModelAdmin, page: str, *args: object) -> str:
    """Return one of a table's addresses in the admin."""
    return reverse(f"admin:{url_name(table, page)}", args=args)


def act_address(table: ModelAdmin, act: NamedAct, rows: list[Any], *, back: str = "") -> str:
    """Return the address of an act's form for these rows or ids; `back` is where it leads afterwards."""
    named = [("id", getattr(row, "pk", row)) for row in rows] + ([("back", back)] if back else [])
    return f"{admin_address(table, 'act', act.name)}?{urlencode(named)}"


def way_back(table: ModelAdmin, request: HttpRequest, rows: list[Any]) -> str:
    """Return the page of the admin that the moderator came from, else the row's page or the table's list."""
    back = request.GET.get("back", "")
    if back.startswith(reverse("admin:index")) and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return back
    alone = len(rows) == 1
    return admin_address(table, "change", rows[0].pk) if alone else admin_address(table, "changelist")


def ticked_to(act: NamedAct) -> Callable[[Any, HttpRequest, QuerySet], HttpResponse]:
    """Return the list's action that leads from ticked rows to the act's form."""

    def lead(table: ModelAdmin, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        rows = list(queryset.values_list("pk", flat=True)[:ROWS_A_PAGE])
        return HttpResponseRedirect(act_address(table, act, rows, back=request.get_full_path()))

    return lead


def offered(table: ReadOnlyAdmin, request: HttpRequest, row: Any) -> list[dict[str, str]]:
    """Return the label and address of each act that this person may do and that fits this row."""
    person = request.user
    fitting = [act for act in table.acts if act.may(person) and act.fits(row, person)]
    return [{"name": act.name, "label": act.label, "url": act_address(table, act, [row])} for act in fitting]


def chosen_rows(table: ReadOnlyAdmin, request: HttpRequest) -> list[Any]:
    """Return the rows that the address names, at most a page of them, in the list's order; 404 for none."""
    ids = [int(pk) for pk in request.GET.getlist("id") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    rows = list(table.get_queryset(request).filter(pk__in=ids[:ROWS_A_PAGE])) if ids else []
    if not rows:
        raise Http404("no such row")
    return rows


def act_page(table: ReadOnlyAdmin, request: HttpRequest, name: str) -> HttpResponse:
    """Show an act's form for the chosen rows, or do it; what was typed is kept when it is refused."""
    act = next((act for act in table.acts if act.name == name and act.may(request.user)), None)
    if act is None:
        raise Http404("no such act")
    rows = chosen_rows(table, request)
    form = act.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and carry_out(table, act, rows, request, form):
        return HttpResponseRedirect(way_back(table, request, rows))
    context = {
        **table.admin_site.each_context(request),
        "title": act.label,
        "opts": table.opts,
        "act": act,
        "about": table.named_all(rows),
        "rows": [(row, table.described(row), admin_address(table, "change", row.pk)) for row in rows],
        "form": form,
        "back": way_back(table, request, rows),
    }
    return TemplateResponse(request, "admin/act.html", context, status=form.status)


def carry_out(
    table: ReadOnlyAdmin, act: NamedAct, rows: list[Any], request: HttpRequest, form: PlainForm
) -> bool:
    """Do the act to each row, and tell what was done and what was refused; False when nothing was done.

    Each row is a service call of its own, so one refusal does not undo the others. Refusals of what
    was typed stop at the first, at its field.
    """
    if not form.is_valid():
        form.status = 422
        return False
    done, typed = [], dict(form.cleaned_data)
    refused: list[tuple[Any, Refused | NotAllowed]] = []
    for row in rows:
        try:
            act.do(row, request.user, typed)
            done.append(row)
        except (Refused, NotAllowed) as refusal:
            refused.append((row, refusal))
            if getattr(refusal, "field", "") in form.fields:
                break
    if done:
        messages.success(
            request, _("%(what)s: %(done)s.") % {"what": table.named_all(done), "done": act.done}
        )
    for row, refusal in refused:
        if len(rows) > 1 and getattr(refusal, "field", "") not in form.fields:
            named = {"what": table.named(row), "why": refusal.message}
            refusal.message = _("%(what)s: %(why)s") % named
        if done:
            messages.warning(request, refusal.message)
        else:
            form.tell(refusal)
    return bool(done)
