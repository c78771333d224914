"""Plain functions that make what a test needs, through the services, with keyword overrides."""

from itertools import count

from django.utils import timezone

from archive.accounts.models import User
from archive.claims import services
from archive.claims.models import Claim, Debate, Evidence, Suggestion
from archive.sources.models import Source
from archive.sources.services import add_source

_numbers = count(1)


def person(username: str = "", **overrides) -> User:
    """Make a member with a confirmed e-mail address and the password "correct horse"."""
    username = username or f"member{next(_numbers)}"
    fields = {"email": f"{username}@example.org", "confirmed_at": timezone.now(), **overrides}
    user = User(username=username, **fields)
    user.set_password("correct horse")
    user.save()
    return user


def debate(statement: str = "", author: User | None = None, **overrides) -> Debate:
    """Open a debate with one thesis."""
    return services.open_debate(
        statement=statement or f"Thesis number {next(_numbers)} holds.",
        author=author or person(),
        **overrides,
    )


def thesis(statement: str = "", author: User | None = None, **overrides) -> Claim:
    """Open a debate and return its thesis."""
    return debate(statement, author, **overrides).claims.get()


def argument(
    parent: Claim | None = None,
    stance: str = "opposes",
    statement: str = "",
    author: User | None = None,
    **overrides,
) -> Claim:
    """Post an argument under `parent`, or under a new thesis."""
    return services.post_argument(
        parent=parent or thesis(),
        stance=stance,
        statement=statement or f"Argument number {next(_numbers)} bears on it.",
        author=author or person(),
        **overrides,
    )


def source(title: str = "", added_by: User | None = None, **fields) -> Source:
    """Add a bibliographic record."""
    return add_source(
        fields={"title": title or f"Report number {next(_numbers)}", **fields}, added_by=added_by or person()
    )


def evidence(claim: Claim | None = None, author: User | None = None, **fields) -> Evidence:
    """Attach a card to `claim`, or to a new argument."""
    return services.attach_evidence(
        claim=claim or argument(),
        source=fields.pop("source", None) or source(),
        author=author or person(),
        tag=fields.pop("tag", "It shows the point."),
        **fields,
    )


def suggestion(claim: Claim, author: User | None = None, statement: str = "", **overrides) -> Suggestion:
    """Suggest other words for a claim."""
    fields = {"kind": "reword", "reason": "It reads better.", **overrides}
    if fields["kind"] == "reword":
        fields["statement"] = statement or f"Other words number {next(_numbers)}."
    return services.make_suggestion(claim=claim, author=author or person(), **fields)


def curate(debate: Debate, person: User) -> User:
    """Let `person` curate the debate, invited by its opener."""
    invitation = services.invite_curator(debate=debate, person=person, by=debate.opener)
    services.answer_invitation(invitation=invitation, person=person, accept=True)
    return person


def comment(about=None, author: User | None = None, text: str = "", **more):
    """Begin a conversation about a thing, or about a new thesis; `answers` makes it an answer."""
    return services.post_comment(
        about=about or thesis(),
        text=text or f"Remark number {next(_numbers)}.",
        author=author or person(),
        **more,
    )


def rate(claim: Claim, *, convincing: int | None = 4, bearing: int | None = None, times: int = 1) -> None:
    """Have `times` new members rate the claim."""
    for _ in range(times):
        services.rate_claim(claim=claim, rater=person(), convincing=convincing, bearing=bearing)
