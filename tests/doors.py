"""The ways in, with the same methods and the same outcome, so that one test of a rule is one test a door."""

import re
from dataclasses import dataclass, replace
from typing import Any

from django.test import Client

from archive.claims.queries.talk import talk_address
from archive.claims.read_aloud import KINDS, marks_from_lines
from archive.notices.models import Follow
from archive.notices.queries.following import kind_of
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


def followed(thing) -> dict[str, Any]:
    """Return a thing as it is named to follow it."""
    return {"kind": kind_of(thing), "thing": thing.pk}


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
            made = re.search(
                r"(?:#[ce]|#comment-|/claims/|/debates/|/evidence/|/suggestions/)(\d+)", response["Location"]
            )
            anchor = re.search(r"#(?:[ce]|comment-)(\d+)", response["Location"])
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

    def argue(
        self, person, parent, stance="opposes", statement="A point.", debate=None, aim=None, card=None
    ) -> Outcome:
        """Post an argument under `parent` (a claim or an id), with the fields of a card if there is one."""
        fields = {"stance": stance, "aim": aim, "statement": statement, "debate": debate}
        fields |= {"bearing": "supports", **card} if card else {}
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
        """Attach evidence; `underline` and `emphasis` are lines of words in the quote."""
        fields = {
            "source": getattr(source, "pk", source),
            "tag": tag,
            "quote": quote,
            "bearing": bearing,
            **more,
        }
        return self._post(person, f"/claims/{claim.pk}/evidence/", fields)

    def rate_card(self, person, card, shows=None) -> Outcome:
        """Judge a card."""
        return self._post(person, f"/evidence/{card.pk}/rate/", {"shows": shows})

    def unrate_card(self, person, card) -> Outcome:
        """Take one's judgement of a card back."""
        return self._post(person, f"/evidence/{card.pk}/rate/", {"withdraw": "1"})

    def read_aloud(self, person, card, **lines) -> Outcome:
        """Mark what is read aloud of a card, by the words to `underline` and for `emphasis`."""
        return self._post(person, f"/evidence/{card.pk}/mark/", lines)

    def ask(self, person, claim) -> Outcome:
        """Ask for evidence of a claim."""
        return self._post(person, f"/claims/{claim.pk}/ask/", {})

    def unask(self, person, claim) -> Outcome:
        """Stop asking for it."""
        return self._post(person, f"/claims/{claim.pk}/ask/", {"withdraw": "1"})

    def open(self, person, statement="A thesis.", title="", theses=(), **more) -> Outcome:
        """Open a debate, whatever is like it; `topics` are slugs."""
        further = {f"thesis_{at}": words for at, words in enumerate(theses, 2)}
        fields = {"statement": statement, "title": title, "confirm": "1", **further, **more}
        outcome = self._post(person, "/debates/open/", fields)
        named = re.sub(r"thesis_(\d+)", lambda at: f"theses.{int(at[1]) - 2}", outcome.field)
        return replace(outcome, field=named)

    def add_thesis(self, person, debate, statement="Another thesis.") -> Outcome:
        """Add a thesis to a question."""
        return self._post(person, f"/debates/{debate.pk}/thesis/", {"statement": statement})

    def draw(self, person, source, exact, statement="A thesis.", paragraph=None, **more) -> Outcome:
        """Draw a claim from words of a source."""
        fields = {"exact": exact, "statement": statement, "paragraph": paragraph, "holds": "asserts", **more}
        return self._post(person, f"/sources/{source.pk}/draw/", fields)

    def bookmark(self, person, claim) -> Outcome:
        """Bookmark a claim."""
        return self._post(person, f"/claims/{claim.pk}/bookmark/", {})

    def unbookmark(self, person, claim) -> Outcome:
        """Remove the bookmark of a claim."""
        return self._post(person, f"/claims/{claim.pk}/bookmark/", {"withdraw": "1"})

    def reword(self, person, claim, statement) -> Outcome:
        """Reword a claim."""
        return self._post(person, f"/claims/{claim.pk}/reword/", {"statement": statement})

    def withdraw(self, person, claim) -> Outcome:
        """Withdraw a claim."""
        return self._post(person, f"/claims/{claim.pk}/withdraw/", {})

    def reinstate(self, person, claim) -> Outcome:
        """Put one's own withdrawn claim back."""
        return self._post(person, f"/claims/{claim.pk}/withdraw/", {"back": "1"})

    def set_state(self, person, debate, state, reason="Because.", outcome="") -> Outcome:
        """Close, conclude or reopen a debate."""
        fields = {"state": state, "reason": reason, "outcome": outcome}
        return self._post(person, f"/debates/{debate.pk}/state/", fields)

    def mark(self, person, source, kind="retracted", reason="Its journal took it back.", url="") -> Outcome:
        """Mark a source as retracted, corrected or disputed."""
        fields = {"kind": kind, "reason": reason, "url": url}
        return self._post(person, f"/sources/{source.pk}/mark/", fields)

    def lift(self, person, mark, reason="It was a mistake.") -> Outcome:
        """Lift a mark on a source."""
        return self._post(person, f"/sources/{mark.source_id}/mark/", {"lift": mark.pk, "reason": reason})

    def merge(self, person, source, into, reason="The same report.") -> Outcome:
        """Merge a source into another (a source or an id)."""
        fields = {"into": getattr(into, "pk", into), "reason": reason}
        return self._post(person, f"/sources/{source.pk}/merge/", fields)

    def place(self, person, passage, exact, paragraph=None) -> Outcome:
        """Place a passage in the newest text."""
        fields = {"exact": exact, "paragraph": paragraph}
        return self._post(person, f"/passages/{passage.pk}/place/", fields)

    def move(self, person, claim, parent, stance="supports", aim=None, reason="It belongs there.") -> Outcome:
        """Move a claim under another (a claim or an id), or to the top (None)."""
        to = "top" if parent is None else getattr(parent, "pk", parent)
        fields = {"parent": to, "stance": stance, "aim": aim, "reason": reason}
        return self._post(person, f"/claims/{claim.pk}/move/", fields)

    def link(self, person, claim, parent, stance="supports", aim=None, reason="It bears there.") -> Outcome:
        """Show a claim under another one too."""
        fields = {"parent": getattr(parent, "pk", parent), "stance": stance, "aim": aim, "reason": reason}
        return self._post(person, f"/claims/{claim.pk}/link/", fields)

    def merge_claims(self, person, claim, into, reason="The same point.") -> Outcome:
        """Merge a claim into another."""
        fields = {"into": getattr(into, "pk", into), "reason": reason}
        return self._post(person, f"/claims/{claim.pk}/merge/", fields)

    def extract(self, person, claim, title="", reason="A debate of its own.") -> Outcome:
        """Make a debate of a claim."""
        return self._post(person, f"/claims/{claim.pk}/extract/", {"title": title, "reason": reason})

    def talk(self, person, about, text="The date looks wrong.", answers=None) -> Outcome:
        """Begin a conversation about a claim, a source or a debate, or answer in one (a comment)."""
        address = f"/comments/{answers.pk}/answer/" if answers else talk_address(about)
        return self._post(person, address, {"text": text})

    def appeal(self, person, decision, text) -> Outcome:
        """Appeal against a decision."""
        return self._post(person, f"/moderation/log/{decision.pk}/", {"text": text})

    def report(self, person, thing, reason, details="") -> Outcome:
        """Report a thing."""
        kind = "person" if thing._meta.model_name == "user" else thing._meta.model_name
        return self._post(person, f"/report/{kind}/{thing.pk}/", {"reason": reason, "details": details})

    def edit_comment(self, person, comment, text) -> Outcome:
        """Edit a comment."""
        return self._post(person, f"/comments/{comment.pk}/edit/", {"text": text})

    def withdraw_comment(self, person, comment) -> Outcome:
        """Take a comment back."""
        return self._post(person, f"/comments/{comment.pk}/withdraw/", {})

    def resolve(self, person, comment, reopen=False) -> Outcome:
        """Resolve the conversation that a comment began, or open it again."""
        fields = {"reopen": "1"} if reopen else {}
        return self._post(person, f"/comments/{comment.pk}/resolve/", fields)

    def suggest(self, person, claim, kind="reword", reason="It reads better.", **words) -> Outcome:
        """Suggest a change of a claim, by the service's names."""
        called = {"new_parent": "parent", "new_stance": "stance", "duplicate_of": "into"}
        fields = {called.get(name, name): getattr(value, "pk", value) for name, value in words.items()}
        fields = {"instead_of": claim.statement, "reason": reason, **fields}
        outcome = self._post(person, f"/claims/{claim.pk}/suggest/{kind}/", fields)
        back = {form: name for name, form in called.items()}
        return replace(outcome, field=back.get(outcome.field, outcome.field))

    def accept(self, person, row, note="", same_meaning=False) -> Outcome:
        """Accept a suggestion."""
        fields = {"note": note, "same_meaning": "1" if same_meaning else None}
        return self._post(person, f"/suggestions/{row.pk}/accept/", fields)

    def decline(self, person, row, note="Not so.") -> Outcome:
        """Decline a suggestion."""
        return self._post(person, f"/suggestions/{row.pk}/decline/", {"note": note})

    def take_back(self, person, row) -> Outcome:
        """Take one's own suggestion back."""
        return self._post(person, f"/suggestions/{row.pk}/withdraw/", {})

    def invite(self, person, debate, whom, name=False) -> Outcome:
        """Invite somebody (or a username) to curate, or name them."""
        fields = {"person": getattr(whom, "username", whom), "name": "1" if name else None}
        return self._post(person, f"/debates/{debate.pk}/{debate.slug}/curators/", fields)

    def answer_invitation(self, person, invitation, accept=True) -> Outcome:
        """Accept or decline an invitation."""
        answer = "accept" if accept else "decline"
        return self._post(person, f"/invitations/{invitation.pk}/", {"answer": answer})

    def uninvite(self, person, invitation) -> Outcome:
        """Take an invitation back."""
        return self._post(person, f"/invitations/{invitation.pk}/", {"answer": "take_back"})

    def leave(self, person, debate) -> Outcome:
        """Stop curating."""
        return self._post(person, f"/debates/{debate.pk}/curators/leave/", {})

    def undo(self, person, row) -> Outcome:
        """Undo a rearrangement (it or its id)."""
        return self._post(person, f"/rearrangements/{getattr(row, 'pk', row)}/undo/", {})

    def sees(self, person, address: str) -> int:
        """Return the status with which the claim, debate or source at a page's address answers."""
        client = Client()
        if person is not None:
            client.force_login(person)
        return client.get(address, follow=True).status_code

    def add_topic(self, person, name="Trade", **more) -> Outcome:
        """Add a topic; `parent` is a slug."""
        return self._post(person, "/topics/add/", {"name": name, "description": "", **more})

    def change_topic(self, person, topic, name, **more) -> Outcome:
        """Rename a topic, or put it elsewhere."""
        fields = {"name": name, "description": topic.description, **more}
        return self._post(person, f"/topics/{topic.slug}/change/", fields)

    def merge_topics(self, person, topic, into) -> Outcome:
        """Merge a topic into another."""
        return self._post(person, f"/topics/{topic.slug}/merge/", {"into": into.slug})

    def split_topic(self, person, topic) -> Outcome:
        """Take a merge back."""
        return self._post(person, f"/topics/{topic.slug}/merge/", {"split": "1"})

    def file(self, person, debate, slugs) -> Outcome:
        """File a debate under topics."""
        return self._post(person, f"/debates/{debate.pk}/topics/", {"topics": slugs})

    def follow(self, person, thing) -> Outcome:
        """Follow a thing."""
        return self._post(person, "/notifications/follow/", followed(thing))

    def unfollow(self, person, thing) -> Outcome:
        """Stop following it."""
        return self._post(person, "/notifications/follow/", {**followed(thing), "stop": "1"})

    def read_all_notices(self, person, until) -> Outcome:
        """Mark as read what was shown up to a notice."""
        return self._post(person, "/notifications/read/", {"until": until})

    def prefer(self, person, kind, way) -> Outcome:
        """Choose how to hear of a kind of thing."""
        return self._post(person, "/notifications/settings/", {kind: way})


class ApiDoor:
    """The REST API, as a program with a session-less client."""

    name = "api"

    def _send(
        self, person, method: str, address: str, fields: dict[str, Any], keep: tuple[str, ...] = ()
    ) -> Outcome:
        client = ContractClient()
        if person is not None:
            client.force_authenticate(person)
        body = {k: v for k, v in fields.items() if v is not None or k in keep}
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

    def argue(
        self, person, parent, stance="opposes", statement="A point.", debate=None, aim=None, card=None
    ) -> Outcome:
        fields = {
            "parent": getattr(parent, "pk", parent),
            "stance": stance,
            "aim": aim,
            "statement": statement,
            "debate": debate,
            "evidence": card and {"tag": "", **card},
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
        lines = {kind: more.pop(kind) for kind in KINDS if kind in more}
        marks = [mark for kind in lines for mark in marks_from_lines(quote, lines[kind], kind)]
        more |= {"read_aloud": marks} if marks else {}
        return self._send(person, "POST", "/evidence/", {**fields, "bearing": bearing, **more})

    def rate_card(self, person, card, shows=None) -> Outcome:
        return self._send(person, "PUT", f"/evidence/{card.pk}/rating/", {"shows": shows})

    def unrate_card(self, person, card) -> Outcome:
        return self._send(person, "DELETE", f"/evidence/{card.pk}/rating/", {})

    def read_aloud(self, person, card, **lines) -> Outcome:
        marks = [mark for kind in lines for mark in marks_from_lines(card.quote, lines[kind], kind)]
        return self._send(person, "PATCH", f"/evidence/{card.pk}/", {"read_aloud": marks})

    def ask(self, person, claim) -> Outcome:
        return self._send(person, "PUT", f"/claims/{claim.pk}/evidence-request/", {})

    def unask(self, person, claim) -> Outcome:
        return self._send(person, "DELETE", f"/claims/{claim.pk}/evidence-request/", {})

    def open(self, person, statement="A thesis.", title="", theses=(), **more) -> Outcome:
        fields = {"statement": statement, "title": title, "theses": list(theses), **more}
        outcome = self._send(person, "POST", "/debates/", fields)
        at_thesis = re.search(r'"attr":"(theses\.\d+)"', outcome.text)
        return replace(outcome, field=at_thesis[1]) if at_thesis else outcome

    def add_thesis(self, person, debate, statement="Another thesis.") -> Outcome:
        return self._send(person, "POST", f"/debates/{debate.pk}/theses/", {"statement": statement})

    def draw(self, person, source, exact, statement="A thesis.", paragraph=None, **more) -> Outcome:
        passage = {"source": source.pk, "exact": exact, "paragraph": paragraph, **more}
        passage = {k: v for k, v in passage.items() if v is not None}
        return self._send(person, "POST", "/debates/", {"statement": statement, "passage": passage})

    def bookmark(self, person, claim) -> Outcome:
        return self._send(person, "PUT", f"/claims/{claim.pk}/bookmark/", {})

    def unbookmark(self, person, claim) -> Outcome:
        return self._send(person, "DELETE", f"/claims/{claim.pk}/bookmark/", {})

    def reword(self, person, claim, statement) -> Outcome:
        return self._send(person, "PATCH", f"/claims/{claim.pk}/", {"statement": statement})

    def withdraw(self, person, claim) -> Outcome:
        return self._send(person, "POST", f"/claims/{claim.pk}/withdraw/", {})

    def reinstate(self, person, claim) -> Outcome:
        return self._send(person, "DELETE", f"/claims/{claim.pk}/withdraw/", {})

    def set_state(self, person, debate, state, reason="Because.", outcome="") -> Outcome:
        fields = {"state": state, "reason": reason, "outcome": outcome}
        return self._send(person, "POST", f"/debates/{debate.pk}/state/", fields)

    def mark(self, person, source, kind="retracted", reason="Its journal took it back.", url="") -> Outcome:
        fields = {"kind": kind, "reason": reason, "url": url}
        return self._send(person, "POST", f"/sources/{source.pk}/marks/", fields)

    def lift(self, person, mark, reason="It was a mistake.") -> Outcome:
        address = f"/sources/{mark.source_id}/marks/{mark.pk}/lift/"
        return self._send(person, "POST", address, {"reason": reason})

    def merge(self, person, source, into, reason="The same report.") -> Outcome:
        fields = {"into": getattr(into, "pk", into), "reason": reason}
        return self._send(person, "POST", f"/sources/{source.pk}/merge/", fields)

    def place(self, person, passage, exact, paragraph=None) -> Outcome:
        fields = {"exact": exact, "paragraph": paragraph}
        return self._send(person, "PUT", f"/passages/{passage.pk}/place/", fields)

    def move(self, person, claim, parent, stance="supports", aim=None, reason="It belongs there.") -> Outcome:
        fields = {"stance": stance if parent else None, "aim": aim, "reason": reason}
        fields = {k: v for k, v in fields.items() if v is not None}
        body = {**fields, "parent": getattr(parent, "pk", parent)}
        return self._send(person, "POST", f"/claims/{claim.pk}/move/", body, keep=("parent",))

    def link(self, person, claim, parent, stance="supports", aim=None, reason="It bears there.") -> Outcome:
        fields = {"parent": getattr(parent, "pk", parent), "stance": stance, "aim": aim, "reason": reason}
        return self._send(person, "POST", f"/claims/{claim.pk}/link/", fields)

    def merge_claims(self, person, claim, into, reason="The same point.") -> Outcome:
        fields = {"into": getattr(into, "pk", into), "reason": reason}
        return self._send(person, "POST", f"/claims/{claim.pk}/merge/", fields)

    def extract(self, person, claim, title="", reason="A debate of its own.") -> Outcome:
        return self._send(person, "POST", f"/claims/{claim.pk}/extract/", {"title": title, "reason": reason})

    def talk(self, person, about, text="The date looks wrong.", answers=None) -> Outcome:
        fields = {about._meta.model_name: about.pk, "text": text, "answers": answers and answers.pk}
        return self._send(person, "POST", "/comments/", fields)

    def appeal(self, person, decision, text) -> Outcome:
        return self._send(person, "POST", f"/decisions/{decision.pk}/appeal/", {"text": text})

    def report(self, person, thing, reason, details="") -> Outcome:
        kind = "person" if thing._meta.model_name == "user" else thing._meta.model_name
        body = {"kind": kind, "id": thing.pk, "reason": reason, "details": details}
        return self._send(person, "POST", "/reports/", body)

    def edit_comment(self, person, comment, text) -> Outcome:
        return self._send(person, "PATCH", f"/comments/{comment.pk}/", {"text": text})

    def withdraw_comment(self, person, comment) -> Outcome:
        return self._send(person, "POST", f"/comments/{comment.pk}/withdraw/", {})

    def resolve(self, person, comment, reopen=False) -> Outcome:
        method = "DELETE" if reopen else "PUT"
        return self._send(person, method, f"/comments/{comment.pk}/resolved/", {})

    def suggest(self, person, claim, kind="reword", reason="It reads better.", **words) -> Outcome:
        fields = {name: getattr(value, "pk", value) for name, value in words.items()}
        fields = {"claim": claim.pk, "kind": kind, "instead_of": claim.statement, "reason": reason, **fields}
        return self._send(person, "POST", "/suggestions/", fields)

    def accept(self, person, row, note="", same_meaning=False) -> Outcome:
        fields = {"note": note, "same_meaning": same_meaning}
        return self._send(person, "POST", f"/suggestions/{row.pk}/accept/", fields)

    def decline(self, person, row, note="Not so.") -> Outcome:
        return self._send(person, "POST", f"/suggestions/{row.pk}/decline/", {"note": note})

    def take_back(self, person, row) -> Outcome:
        return self._send(person, "POST", f"/suggestions/{row.pk}/withdraw/", {})

    def invite(self, person, debate, whom, name=False) -> Outcome:
        fields = {"person": getattr(whom, "username", whom), "name": name}
        return self._send(person, "POST", f"/debates/{debate.pk}/curators/", fields)

    def answer_invitation(self, person, invitation, accept=True) -> Outcome:
        address = f"/debates/{invitation.debate_id}/curators/answer/"
        return self._send(person, "POST", address, {"accept": accept})

    def uninvite(self, person, invitation) -> Outcome:
        address = f"/debates/{invitation.debate_id}/curators/take-back/"
        return self._send(person, "POST", address, {"person": invitation.person.username})

    def leave(self, person, debate) -> Outcome:
        return self._send(person, "POST", f"/debates/{debate.pk}/curators/leave/", {})

    def undo(self, person, row) -> Outcome:
        return self._send(person, "POST", f"/rearrangements/{getattr(row, 'pk', row)}/undo/", {})

    def sees(self, person, address: str) -> int:
        client = ContractClient()
        if person is not None:
            client.force_authenticate(person)
        kind, id = address.strip("/").split("/")[:2]
        return client.get(f"/api/v1/{kind}/{id}/").status_code

    def add_topic(self, person, name="Trade", **more) -> Outcome:
        return self._send(person, "POST", "/topics/", {"name": name, **more})

    def change_topic(self, person, topic, name, **more) -> Outcome:
        fields = {"name": name, "description": topic.description, **more}
        return self._send(person, "POST", f"/topics/{topic.pk}/change/", fields)

    def merge_topics(self, person, topic, into) -> Outcome:
        return self._send(person, "POST", f"/topics/{topic.pk}/merge/", {"into": into.slug})

    def split_topic(self, person, topic) -> Outcome:
        return self._send(person, "POST", f"/topics/{topic.pk}/split/", {})

    def file(self, person, debate, slugs) -> Outcome:
        return self._send(person, "POST", f"/debates/{debate.pk}/topics/", {"topics": slugs})

    def follow(self, person, thing) -> Outcome:
        return self._send(person, "POST", "/follows/", followed(thing))

    def unfollow(self, person, thing) -> Outcome:
        named = followed(thing)
        row = Follow.objects.get(follower=person, **{f"{named['kind']}_id": named["thing"]})
        return self._send(person, "DELETE", f"/follows/{row.pk}/", {})

    def read_all_notices(self, person, until) -> Outcome:
        return self._send(person, "POST", "/notifications/read/", {"until": until})

    def prefer(self, person, kind, way) -> Outcome:
        return self._send(person, "PUT", "/notifications/preferences/", {"kind": kind, "way": way})
