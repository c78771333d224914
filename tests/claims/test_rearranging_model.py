"""Whatever is posted, judged, taken away, rearranged and undone, in any order, what must always hold does.

Each run is a seeded series of acts of several people in two debates, and whatever debates are extracted. Most acts
that make no sense are tried as well: they are to be refused, and to change nothing.
"""

import random
from collections import defaultdict
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from archive.accounts.models import User
from archive.claims import queries, services
from archive.claims.models import Claim, Debate, Rearrangement
from archive.core.errors import NotAllowed, Refused
from archive.core.models import Publication
from archive.moderation.services import decide, lift_suspension, suspend_person
from tests import factories
from tests.oracle import assert_counted

pytestmark = pytest.mark.django_db

STEPS = 50
SEEDS = range(3)
TRIES = 4  # of an act that is refused, on other claims
FEW = 14  # published claims, so that acts meet on the same ones
WORDS = ("tin", "oak", "fog", "ice", "elm", "jet")
"""Few, so that the same words come to stand in several places, and are refused where they stand already."""


class World:
    """The debates, the people, and what was seen so far."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.curator = factories.person(f"curator{seed}")
        self.moderator = factories.person(f"moderator{seed}", is_staff=True)
        self.members = [factories.person(f"member{seed}x{n}") for n in range(4)]
        self.source = factories.source(added_by=self.curator)
        self.numbers: dict[tuple[int, str], int] = {}
        self.seed, self.told = seed, 0
        self.done: dict[str, int] = defaultdict(int)
        factories.debate(f"Alpha{seed} holds.", self.curator)
        question = factories.debate(f"Beta{seed} holds.", self.curator, title=f"Which of them {seed}?")
        services.post_thesis(debate=question, statement=f"Gamma{seed} holds.", author=self.curator)

    def claim(self, **wanted: object) -> Claim:
        """Return any claim, as loaded by whoever acts on it."""
        ids = list(Claim.objects.filter(**wanted).order_by("id").values_list("pk", flat=True))
        if not ids:
            raise Refused("There is none.")
        return Claim.objects.select_related("debate", "parent").get(pk=self.random.choice(ids))

    def standing(self, *, likely: float = 0.9, **wanted: object) -> Claim:
        """Return a published claim most of the time, and else any."""
        state = {"state": Publication.PUBLISHED} if self.random.random() < likely else {}
        return self.claim(**state, **wanted)

    def somebody(self) -> User:
        """Return a member, or the curator."""
        return User.objects.get(pk=self.random.choice([*self.members, self.curator]).pk)

    def words(self) -> str:
        """Return a statement; sometimes one that stands elsewhere."""
        self.told += 1
        unique = self.told if self.random.random() < 0.7 else 0
        return f"Word{self.random.choice(WORDS)}{self.seed}x{unique}x holds."

    def place(self) -> dict[str, str]:
        """Return how an argument stands to its parent."""
        return {
            "stance": self.random.choice(["supports", "opposes"]),
            "aim": self.random.choice(["standing", "standing", "bearing"]),
        }

    # The acts

    def post(self) -> None:
        author = self.somebody()
        if self.random.random() < 0.15:
            author = factories.person()
            settings.ARCHIVE["HOLD_FIRST"] = 1
        try:
            services.post_argument(
                parent=self.standing(), statement=self.words(), author=author, **self.place()
            )
        finally:
            settings.ARCHIVE["HOLD_FIRST"] = 0

    def post_a_thesis(self) -> None:
        debate = self.standing().debate
        services.post_thesis(debate=debate, statement=self.words(), author=self.curator)

    def rate(self) -> None:
        scale = self.random.choice(["convincing", "bearing"])
        services.rate_claim(
            claim=self.standing(), rater=self.somebody(), **{scale: self.random.randint(0, 4)}
        )

    def unrate(self) -> None:
        services.withdraw_rating(claim=self.claim(raters_count__gt=0), rater=self.somebody())

    def attach(self) -> None:
        services.attach_evidence(
            claim=self.standing(), source=self.source, tag="It shows.", author=self.somebody()
        )

    def ask(self) -> None:
        services.ask_for_evidence(claim=self.standing(), person=self.somebody())

    def withdraw(self) -> None:
        claim = self.standing()
        services.withdraw_claim(claim=claim, author=claim.author)

    def reinstate(self) -> None:
        claim = self.claim(state=Publication.WITHDRAWN)
        services.reinstate_claim(claim=claim, author=claim.author)

    def remove(self) -> None:
        decide(act="remove", thing=self.standing(), moderator=self.moderator, reason="So.", rule="safe")

    def restore(self) -> None:
        thing = self.claim(state=Publication.REMOVED)
        decide(act="restore", thing=thing, moderator=self.moderator, reason="So.")

    def release(self) -> None:
        thing = self.claim(state=Publication.HELD)
        decide(act="release", thing=thing, moderator=self.moderator, reason="So.")

    def suspend(self) -> None:
        person = self.random.choice(self.members)
        act = {"person": person, "moderator": self.moderator, "reason": "So."}
        if User.objects.get(pk=person.pk).suspended_until:
            lift_suspension(**act)
        else:
            suspend_person(days=1, rule="safe", **act)

    def move(self) -> None:
        claim = self.standing()
        parent = self.standing(debate=claim.debate) if self.random.random() < 0.8 else None
        services.move_claim(claim=claim, parent=parent, person=self.curator, reason="So.", **self.place())

    def link(self) -> None:
        services.link_claim(
            claim=self.standing(),
            parent=self.standing(),
            person=self.curator,
            reason="So.",
            **self.place(),
        )

    def merge(self) -> None:
        claim = self.standing()
        into = self.standing(debate=claim.debate)
        services.merge_claims(claim=claim, into=into, person=self.curator, reason="So.")

    def extract(self) -> None:
        services.extract_branch(claim=self.standing(depth__gt=0), person=self.curator, reason="So.")

    def undo(self) -> None:
        rows = list(Rearrangement.objects.filter(undone_at=None).order_by("id"))
        if not rows:
            raise Refused("There is none.")
        services.undo_rearrangement(rearrangement=self.random.choice(rows), person=self.moderator)

    def step(self) -> str:
        """Do one act, or let it be refused; returns what was done."""
        acts: dict[Callable[[], None], int] = {
            self.post: 40 if Claim.objects.published().count() < FEW else 4,
            self.post_a_thesis: 2,
            self.rate: 14,
            self.unrate: 3,
            self.attach: 4,
            self.ask: 3,
            self.withdraw: 3,
            self.reinstate: 2,
            self.remove: 3,
            self.restore: 3,
            self.release: 3,
            self.suspend: 1,
            self.move: 12,
            self.link: 10,
            self.merge: 9,
            self.extract: 5,
            self.undo: 16,
        }
        act = self.random.choices(list(acts), weights=list(acts.values()))[0]
        refusals = set()
        for _ in range(TRIES):
            try:
                act()
            except (Refused, NotAllowed) as refusal:
                refusals.add(getattr(refusal, "code", ""))
                continue
            self.done[act.__name__] += 1
            return act.__name__
        return f"{act.__name__} refused: {', '.join(sorted(refusals))}"

    # What always holds

    def check(self) -> None:
        """Fail with the first rule that does not hold."""
        assert_counted()
        claims = {c.pk: c for c in Claim.objects.select_related("author", "same_as", "debate")}
        self.check_places(claims)
        self.check_links(claims)
        check_no_circles(claims)
        check_answers_are_reached(claims)

    def check_places(self, claims: dict[int, Claim]) -> None:
        """Paths go on from their parents', and no number is given to a second claim."""
        for claim in claims.values():
            parent = claims.get(claim.parent_id or 0)
            assert claim.path[:-4] == (parent.path if parent else "")
            assert parent is None or (parent.debate_id, parent.depth) == (claim.debate_id, claim.depth - 1)
            assert claim.aim == "standing" or (parent and parent.parent_id)
            if claim.state != Publication.MERGED and claim.same_as_id is None:
                assert self.numbers.setdefault((claim.debate_id, claim.path), claim.pk) == claim.pk

    def check_links(self, claims: dict[int, Claim]) -> None:
        """A link shows what its original shows to the same reader and no more, and stands as it does."""
        for link in claims.values():
            if link.same_as_id is None or link.state != Publication.PUBLISHED:
                continue
            original = claims[link.same_as_id]
            assert original.state != Publication.MERGED
            assert original.same_as_id is None
            assert link.standing == original.standing
            for viewer in (None, original.author, self.curator, self.moderator):
                shown = queries.claim_row(link, viewer, debate_open=True).statement
                assert shown == queries.claim_row(original, viewer, debate_open=True).statement
            assert link.debate_id == original.debate_id or link.debate_id in original.debate.shown_in

    def check_pages(self) -> None:
        """Every page of a claim and of its debate is there for a visitor, without a word that was taken away."""
        client = Client(raise_request_exception=True)
        unread = [
            c.statement
            for c in Claim.objects.exclude(state__in=[Publication.PUBLISHED, Publication.MERGED])
            if c.statement and not Claim.objects.filter(statement=c.statement).exclude(state=c.state).exists()
        ]
        debate = self.random.choice(list(Debate.objects.order_by("id")))
        claim = self.claim()
        pages = [
            f"/debates/{debate.pk}/{debate.slug}/",
            f"/debates/{debate.pk}/{debate.slug}/map/",
            f"/debates/{debate.pk}/{debate.slug}/?view=columns",
            f"/debates/{debate.pk}/{debate.slug}/?view=columns&claim={claim.pk}",
            f"/debates/{debate.pk}/{debate.slug}/rearrangements/",
            *(f"/claims/{claim.pk}/{page}" for page in ("", "standing/", "answers/")),
            f"/api/v1/claims/{claim.pk}/",
            f"/api/v1/debates/{debate.pk}/",
        ]
        for page in pages:
            response = client.get(page, follow=not page.startswith("/api/"))
            assert response.status_code in (200, 302, 404), page
            told = response.content.decode()
            assert [words for words in unread if words.removesuffix(" holds.") in told] == [], page
            if claim.state in (Publication.PUBLISHED, Publication.MERGED) and page.startswith("/claims/"):
                self.check_leads(claim, page, response.status_code)

    def check_leads(self, claim: Claim, page: str, status: int) -> None:
        """A published claim is there, and the page of a merged one leads on while what it leads to is there."""
        kept = claim
        while kept.state == Publication.MERGED and kept.merged_into:
            kept = kept.merged_into
        seen = Claim.objects.visible_to(None).filter(pk=kept.pk).exists()
        assert (status == 200) == seen, page


def check_no_circles(claims: dict[int, Claim]) -> None:
    """No standing depends on itself: up through parents, and from a claim to the links that show it."""
    above: dict[int, list[int]] = defaultdict(list)
    for claim in claims.values():
        if claim.parent_id:
            above[claim.pk].append(claim.parent_id)
        if claim.same_as_id and claim.state != Publication.MERGED:
            above[claim.same_as_id].append(claim.pk)
    finished: set[int] = set()
    for start in claims:
        trail: list[tuple[int, int]] = [(start, 0)]
        on_trail = {start}
        while trail:
            at, nth = trail.pop()
            if at in finished or nth == len(above[at]):
                finished.add(at)
                on_trail.discard(at)
                continue
            trail.append((at, nth + 1))
            further = above[at][nth]
            assert further not in on_trail, f"a circle through claim {further}"
            if further not in finished:
                on_trail.add(further)
                trail.append((further, 0))


def check_answers_are_reached(claims: dict[int, Claim]) -> None:
    """Everything above a published claim has a place for every reader, so that its thread leads to it."""
    placed = set(Claim.objects.placed_for(None).values_list("pk", flat=True))
    for claim in claims.values():
        if claim.is_published and (claim.same_as is None or claim.same_as.is_published):
            above: Claim | None = claim
            while above is not None:
                assert above.pk in placed, f"claim {claim.pk} stands under {above.pk}, {above.state}"
                above = claims.get(above.parent_id or 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_that_happens_in_any_order_breaks_what_always_holds(seed):
    world = World(seed)
    trail = []
    for step in range(STEPS):
        trail.append(world.step())
        try:
            world.check()
            if step % 6 == 0:
                world.check_pages()
        except Exception as error:
            error.add_note(f"after {trail}")
            raise
    assert {"post", "move", "merge", "undo"} <= set(world.done)
