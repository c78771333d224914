"""The moderators' desk: the admin as one signed-in person uses it, without scripts."""

from django.test import Client
from django.urls import reverse

KINDS = {"claim", "evidence", "source", "user"}


class Desk:
    """A client in the admin; `do` fills in the form of an act, as a person would."""

    def __init__(self, person=None) -> None:
        self.client = Client()
        if person is not None:
            self.client.force_login(person)

    def page(self, thing):
        """Open the page of a row."""
        return self.client.get(reverse(f"admin:archive_{thing._meta.model_name}_change", args=[thing.pk]))

    def list(self, kind: str, query: str = ""):
        """Open the list of a table."""
        return self.client.get(reverse(f"admin:archive_{kind}_changelist") + query)

    def address(self, act: str, *things) -> str:
        """Return the address of the act's form for these rows."""
        ids = "&".join(f"id={thing.pk}" for thing in things)
        return reverse(f"admin:archive_{things[0]._meta.model_name}_act", args=[act]) + f"?{ids}"

    def do(self, act: str, *things, **fields):
        """Send the act's form; follow to where it leads."""
        return self.client.post(self.address(act, *things), fields, follow=True)

    def tick(self, act: str, *things):
        """Tick rows in the list and choose the act; follow to its form."""
        address = reverse(f"admin:archive_{things[0]._meta.model_name}_changelist")
        ticked = {"action": act, "_selected_action": [thing.pk for thing in things]}
        return self.client.post(address, ticked, follow=True)


def codes(response) -> set[str]:
    """Return the codes of the errors in the answered form."""
    form = response.context["form"]
    return {error.code for errors in form.errors.as_data().values() for error in errors}


def messages(response) -> list[str]:
    """Return what the page reports."""
    return [str(message) for message in response.context["messages"]]
