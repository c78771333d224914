"""What an address asks search for: the same parameters at the page and at the API."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.accounts.models import User
from archive.accounts.permissions import Viewer
from archive.claims.models import Debate, Topic
from archive.claims.models.evidence import QuoteState
from archive.core.models import Stance
from archive.search.choice import Filters, Found, Order, Search, StandingLabel
from archive.search.language import sought
from archive.sources.models import Source

NUMBER_AT_MOST = 2**63 - 1
ANY = [("", gettext_lazy("any"))]
CHECKED = [(value, word) for value, word in QuoteState.choices if value != QuoteState.NO_QUOTE]


def several(label: Any, choices: Any, help_text: Any) -> forms.MultipleChoiceField:
    """Return a field of boxes to tick."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, help_text=help_text, required=False, widget=forms.CheckboxSelectMultiple
    )


def number(label: Any, help_text: Any) -> forms.IntegerField:
    """Return a field for the number of a thing."""
    return forms.IntegerField(
        label=label, help_text=help_text, required=False, min_value=1, max_value=NUMBER_AT_MOST
    )


def share(label: Any, help_text: Any) -> forms.FloatField:
    """Return a field for a standing."""
    return forms.FloatField(label=label, help_text=help_text, required=False, min_value=0, max_value=1)


class SearchForm(forms.Form):
    """A search as an address has it; `search` is what it says, once it is valid."""

    q = forms.CharField(label=gettext_lazy("Search for"), required=False)
    kind = several(
        gettext_lazy("What it is"), Found.choices, gettext_lazy("Kinds of things; without it, all.")
    )
    stance = forms.ChoiceField(
        label=gettext_lazy("Side"),
        choices=[*ANY, *Stance.choices],
        required=False,
        help_text=gettext_lazy("Arguments of one side."),
    )
    standing = several(
        gettext_lazy("Standing"), StandingLabel.choices, gettext_lazy("Claims with one of these labels.")
    )
    standing_from = share(gettext_lazy("Standing from"), gettext_lazy("From 0 to 1."))
    standing_to = share(gettext_lazy("Standing to"), gettext_lazy("From 0 to 1."))
    unanswered = forms.BooleanField(
        label=gettext_lazy("Unanswered"),
        required=False,
        help_text=gettext_lazy("Arguments nobody has answered."),
    )
    evidence = forms.ChoiceField(
        label=gettext_lazy("Evidence"),
        choices=[*ANY, ("yes", gettext_lazy("has evidence")), ("no", gettext_lazy("has none"))],
        required=False,
        help_text=gettext_lazy("Claims with evidence, or without."),
    )
    check = several(gettext_lazy("Quote check"), CHECKED, gettext_lazy("Cards by what their check gave."))
    topic = forms.CharField(
        label=gettext_lazy("Topic"), required=False, max_length=80, help_text=gettext_lazy("Its slug.")
    )
    author = forms.CharField(
        label=gettext_lazy("Author"), required=False, max_length=150, help_text=gettext_lazy("A username.")
    )
    debate = number(gettext_lazy("Debate"), gettext_lazy("Its number."))
    source = number(
        gettext_lazy("Source"),
        gettext_lazy("The number of a source that is cited or that claims were drawn from."),
    )
    after = forms.DateField(
        label=gettext_lazy("Posted from"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("A day, as 2026-01-31."),
    )  # fmt: skip
    before = forms.DateField(
        label=gettext_lazy("Posted until"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("A day, itself included."),
    )  # fmt: skip
    language = forms.RegexField(
        r"\A[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}\Z",
        label=gettext_lazy("Language"),
        required=False,
        max_length=35,
        help_text=gettext_lazy("A BCP 47 tag: zh, en-GB."),
    )
    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        choices=Order.choices,
        required=False,
        help_text=gettext_lazy(
            "Best match unless said otherwise; by standing, things without one come last."
        ),
    )

    def __init__(self, query: MultiValueDict[str, str], *, viewer: Viewer) -> None:
        self.said = readable(query)
        super().__init__(self.said, auto_id="search-%s")
        self.viewer = viewer

    def clean_topic(self) -> Topic | None:
        """Return the topic, or the one that it was merged into."""
        slug = self.cleaned_data["topic"]
        topic = Topic.objects.filter(slug=slug).select_related("merged_into").first() if slug else None
        return self.there(slug, topic and (topic.merged_into or topic))

    def clean_author(self) -> User | None:
        """Return the account that is named."""
        name = self.cleaned_data["author"]
        return self.there(name, User.objects.filter(username__iexact=name).first() if name else None)

    def clean_debate(self) -> Debate | None:
        """Return the debate with the number."""
        pk = self.cleaned_data["debate"]
        return self.there(pk, pk and Debate.objects.visible_to(self.viewer).filter(pk=pk).first())

    def clean_source(self) -> Source | None:
        """Return the source with the number, or the one that it was merged into."""
        pk = self.cleaned_data["source"]
        named = Source.objects.readable_by(self.viewer).filter(pk=pk).first() if pk else None
        if named is not None and named.merged_into_id:
            named = Source.objects.visible_to(self.viewer).filter(pk=named.merged_into_id).first()
        return self.there(pk, named)

    def there(self, asked: Any, found: Any) -> Any:
        """Return what was found, or refuse what is not there."""
        if asked and not found:
            raise forms.ValidationError(_("There is nothing of that name here."), code="does_not_exist")
        return found or None

    @property
    def search(self) -> Search:
        """What is asked for; call it on a valid form only."""
        said = self.cleaned_data
        filters = Filters(
            kinds=tuple(said["kind"]),
            stance=said["stance"],
            standings=tuple(said["standing"]),
            standing_from=said["standing_from"],
            standing_to=said["standing_to"],
            topic=said["topic"],
            source=said["source"],
            author=said["author"],
            debate=said["debate"],
            after=begin_of(said["after"]),
            before=begin_of(said["before"], days=1),
            cited={"yes": True, "no": False}.get(said["evidence"]),
            unanswered=said["unanswered"],
            checks=tuple(said["check"]),
            language=said["language"],
        )
        asked = tuple((name, value) for name in self.fields for value in self.said.getlist(name) if value)
        typed = said["q"]
        return Search(typed, sought(typed), filters, said["order"] or Order.BEST.value, asked)


def begin_of(day: date | None, *, days: int = 0) -> datetime | None:
    """Return when a day begins, or one that comes so many days later; None for none, or beyond all days."""
    try:
        return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min)) if day else None
    except OverflowError:
        return None


def readable(query: MultiValueDict[str, str]) -> MultiValueDict[str, str]:
    """Return the query with nothing in it that no database takes, and at most fifty values of each name."""
    return MultiValueDict({name: [cleaned(value) for value in values[:50]] for name, values in query.lists()})


def cleaned(value: str) -> str:
    """Return a value without what cannot be stored."""
    return value.replace("\x00", " ").encode(errors="ignore").decode()
