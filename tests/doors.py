"""The ways in, with the same methods and the same outcome, so that one test of a rule is one test a door."""

import re
from dataclasses import dataclass
from typing import Any

from django.test import Client

from tests.contract import ContractClient


@dataclass(frozen=True)
class Outcome:
    """What a door answered: `ok`, the HTTP status, the codes and messages of a refusal, the id made."""

    ok: bool
    status: int
    codes: tuple[str, ...] = ()
    text: str = ""
    field: str = ""
    id: int | None = None
    retry_after: int | None = None


class HtmlDoor:
    """The pages' forms, without JavaScript."""

    name = "html"

    def _post(self, person, address: str, fields: dict[str, Any]) -> Outcome:
        client = Client()
        if person is not None:
            client.force_login(person)
        response = client.post(address, {k: v for k, v in fields.items() if v is not None})
        wait = response.headers.get("Retry-After")
        if response.status_code in (302, 303):
            if "/accounts/login/" in response["Location"]:
                return Outcome(ok=False, status=401, codes=("not_authenticated",))
            made = re.search(r"(?:#[ce]|/claims/|/debates/|/evidence/)(\d+)", response["Location"])
            anchor = re.search(r"#[ce](\d+)", response["Location"])
            found = anchor or made
            return Outcome(ok=True, status=response.status_code, id=int(found[1]) if found else None)
        form = response.context.get("form") if response.context else None
        errors = form.errors.as_data() if form is not None else {}
        return Outcome(
            ok=False,
            status=response.status_code,
            codes=tuple(error.code for list_ in errors.values() for error in list_),
            field=next(iter(errors), "").replace("__all__", ""),
            text=response.content.decode(),
            retry_after=int(wait) if wait else None,
        )

    def argue(self, person, parent, stance="opposes", statement="A point.", debate=None) -> Outcome:
        """Post an argument under `parent` (a claim or an id)."""
        fields = {"stance": stance, "statement": statement, "debate": debate}
        return self._post(person, f"/claims/{getattr(parent, 'pk', parent)}/argue/", fields)

    def rate(self, person, claim, convincing=None, bearing=None) -> Outcome:
        """Rate a claim."""
        return self._post(person, f"/claims/{claim.pk}/rate/", {"convincing": convincing, "bearing": bearing})

    def unrate(self, person, claim) -> Outcome:
        """Take one's rating back."""
        return self._post(person, f"/claims/{claim.pk}/rate/", {"withdraw": "1"})

    def attach(
        self, person, claim, source, tag="It shows it.", quote="", bearing="supports", **more
    ) -> Outcome:
        """Attach evidence."""
        fields = {
            "source": getattr(source, "pk", source),
            "tag": tag,
            "quote": quote,
            "bearing": bearing,
            **more,
        }
        return self._post(person, f"/claims/{claim.pk}/evidence/", fields)

    def open(self, person, statement="A thesis.", title="") -> Outcome:
        """Open a debate."""
        return self._post(person, "/debates/open/", {"statement": statement, "title": title})

    def draw(self, person, source, exact, statement="A thesis.", paragraph=None, **more) -> Outcome:
        """Draw a claim from words of a source."""
        fields = {"exact": exact, "statement": statement, "paragraph": paragraph, "holds": "asserts", **more}
        return self._post(person, f"/sources/{source.pk}/draw/", fields)

    def reword(self, person, claim, statement) -> Outcome:
        """Reword a claim."""
        return self._post(person, f"/claims/{claim.pk}/reword/", {"statement": statement})

    def withdraw(self, person, claim) -> Outcome:
        """Withdraw a claim."""
        return self._post(person, f"/claims/{claim.pk}/withdraw/", {})

    def set_state(self, person, debate, state, reason="Because.", outcome="") -> Outcome:
        """Close, conclude or reopen a debate."""
        fields = {"state": state, "reason": reason, "outcome": outcome}
        return self._post(person, f"/debates/{debate.pk}/state/", fields)

    def sees(self, person, address: str) -> int:
        """Return the status with which the claim, debate or source at a page's address answers."""
        client = Client()
        if person is not None:
            client.force_login(person)
        return client.get(address, follow=True).status_code


class ApiDoor:
    """The REST API, as a program with a session-less client."""

    name = "api"

    def _send(self, person, method: str, address: str, fields: dict[str, Any]) -> Outcome:
        client = ContractClient()
        if person is not None:
            client.force_authenticate(person)
        body = {k: v for k, v in fields.items() if v is not None}
        response = client.generic(
            method, f"/api/v1{address}", client._encode_data(body, "json")[0], "application/json"
        )
        data = response.json() if response.content else {}
        wait = response.headers.get("Retry-After")
        errors = data.get("errors", []) if isinstance(data, dict) else []
        return Outcome(
            ok=response.status_code < 300,
            status=response.status_code,
            codes=tuple(error["code"] for error in errors),
            field=(errors[0]["attr"] or "").rpartition(".")[2] if errors else "",
            text=response.content.decode(),
            id=data.get("id") if isinstance(data, dict) else None,
            retry_after=int(wait) if wait else None,
        )

    def argue(self, person, parent, stance="opposes", statement="A point.", debate=None) -> Outcome:
        fields = {
            "parent": getattr(parent, "pk", parent),
            "stance": stance,
            "statement": statement,
            "debate": debate,
        }
        return self._send(person, "POST", "/claims/", fields)

    def rate(self, person, claim, convincing=None, bearing=None) -> Outcome:
        return self._send(
            person, "PUT", f"/claims/{claim.pk}/rating/", {"convincing": convincing, "bearing": bearing}
        )

    def unrate(self, person, claim) -> Outcome:
        return self._send(person, "DELETE", f"/claims/{claim.pk}/rating/", {})

    def attach(
        self, person, claim, source, tag="It shows it.", quote="", bearing="supports", **more
    ) -> Outcome:
        fields = {"claim": claim.pk, "source": getattr(source, "pk", source), "tag": tag, "quote": quote}
        return self._send(person, "POST", "/evidence/", {**fields, "bearing": bearing, **more})

    def open(self, person, statement="A thesis.", title="") -> Outcome:
        return self._send(person, "POST", "/debates/", {"statement": statement, "title": title})

    def draw(self, person, source, exact, statement="A thesis.", paragraph=None, **more) -> Outcome:
        passage = {"source": source.pk, "exact": exact, "paragraph": paragraph, **more}
        passage = {k: v for k, v in passage.items() if v is not None}
        return self._send(person, "POST", "/debates/", {"statement": statement, "passage": passage})

    def reword(self, person, claim, statement) -> Outcome:
        return self._send(person, "PATCH", f"/claims/{claim.pk}/", {"statement": statement})

    def withdraw(self, person, claim) -> Outcome:
        return self._send(person, "POST", f"/claims/{claim.pk}/withdraw/", {})

    def set_state(self, person, debate, state, reason="Because.", outcome="") -> Outcome:
        fields = {"state": state, "reason": reason, "outcome": outcome}
        return self._send(person, "POST", f"/debates/{debate.pk}/state/", fields)

    def sees(self, person, address: str) -> int:
        client = ContractClient()
        if person is not None:
            client.force_authenticate(person)
        kind, id = address.strip("/").split("/")[:2]
        return client.get(f"/api/v1/{kind}/{id}/").status_code
