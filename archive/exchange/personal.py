"""Everything that the archive keeps about one person, as a zip of JSON Lines and Markdown; one table says what.

A column that refers to a person is either in `PARTS` or, with the reason, in `LEFT_OUT`; a test walks all tables.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.accounts.models import User

AT_ONCE = 1000  # rows in memory


@dataclass(frozen=True, slots=True)
class Part:
    """One file: the rows of a table that are the person's by a column, without the columns named in `without`.

    `text` is the column whose words are written as Markdown too.
    """

    name: str
    table: str
    by: str
    says: Promise
    without: tuple[str, ...] = ()
    text: str = ""

    @property
    def model(self) -> type[Model]:
        """The table."""
        return apps.get_model(self.table)

    @property
    def columns(self) -> list[str]:
        """The columns that go in."""
        fields = [field.attname for field in self.model._meta.concrete_fields]
        return [name for name in fields if name not in self.without]

    def rows(self, person: User) -> Iterator[dict[str, Any]]:
        """Return the person's rows, oldest first, some at a time."""
        rows = self.model._base_manager.filter(**{self.by: person.pk}).order_by("pk")
        return rows.values(*self.columns).iterator(chunk_size=AT_ONCE)


SECRETS = ("password",)
EVENT = ("pgh_context_id",)
RECORD = ("check_detail",)  # it has words of the source

PARTS = (
    Part("account", "archive.User", "pk", _("Your account, without the password’s hash."), SECRETS),
    Part("account-revisions", "archive.UserEvent", "pgh_obj", _("Earlier names and marks of trust."), EVENT),
    Part("email-addresses", "account.EmailAddress", "user", _("Your e-mail addresses.")),
    Part("sign-in-keys", "mfa.Authenticator", "user", _("Apps and keys, without their secrets."), ("data",)),
    Part(
        "api-tokens",
        "knox.AuthToken",
        "user",
        _("API tokens, without what they are checked by."),
        ("digest", "token_key"),
    ),
    Part(
        "sessions",
        "usersessions.UserSession",
        "user",
        _("Where you are signed in, without the keys."),
        ("session_key",),
    ),
    Part("admin-log", "admin.LogEntry", "user", _("What the admin panel’s own log has of you.")),
    Part("preferences", "archive.Preference", "person", _("How you want to be told of what.")),
    Part("follows", "archive.Follow", "follower", _("What and whom you follow.")),
    Part("notices", "archive.Notification", "person", _("What you were told.")),
    Part("letters", "archive.Letter", "person", _("E-mails sent to you, by subject and time.")),
    Part("drafts", "archive.Draft", "owner", _("What you wrote and did not post.")),
    Part("bookmarks", "archive.Bookmark", "owner", _("Claims that you bookmarked.")),
    Part("visits", "archive.Visit", "reader", _("When you read which debate last.")),
    Part("debates", "archive.Debate", "opener", _("Debates that you opened.")),
    Part("curating", "archive.Curatorship", "curator", _("Debates that you curate.")),
    Part("curating-revisions", "archive.CuratorshipEvent", "curator", _("When that began and ended."), EVENT),
    Part("curators-named", "archive.Curatorship", "named_by", _("Whom you named as curators.")),
    Part("curators-named-revisions", "archive.CuratorshipEvent", "named_by", _("When that was."), EVENT),
    Part("invitations-received", "archive.Invitation", "person", _("Invitations to curate.")),
    Part("invitations-sent", "archive.Invitation", "by", _("Invitations that you sent.")),
    Part("claims", "archive.Claim", "author", _("Claims and arguments of yours."), text="statement"),
    Part(
        "claim-revisions",
        "archive.ClaimEvent",
        "pgh_obj__author",
        _("Their versions."),
        EVENT,
        text="statement",
    ),
    Part("drawings", "archive.Drawing", "drawn_by", _("Claims that you drew from passages.")),
    Part("drawing-revisions", "archive.DrawingEvent", "drawn_by", _("When that was."), EVENT),
    Part("evidence", "archive.Evidence", "author", _("Your evidence."), RECORD, text="tag"),
    Part(
        "evidence-revisions",
        "archive.EvidenceEvent",
        "author",
        _("Its versions."),
        (*RECORD, *EVENT),
        text="tag",
    ),
    Part("evidence-asked", "archive.EvidenceRequest", "person", _("Where you asked for evidence.")),
    Part("evidence-asked-revisions", "archive.EvidenceRequestEvent", "person", _("When that was."), EVENT),
    Part("ratings", "archive.Rating", "rater", _("Your ratings of claims.")),
    Part("rating-revisions", "archive.RatingEvent", "rater", _("Earlier ones."), EVENT),
    Part("ratings-set-aside", "archive.SetAsideRating", "rater", _("Ratings that changes set aside.")),
    Part("ratings-set-aside-revisions", "archive.SetAsideRatingEvent", "rater", _("When that was."), EVENT),
    Part("card-ratings", "archive.CardRating", "rater", _("Your judgements of evidence.")),
    Part("card-rating-revisions", "archive.CardRatingEvent", "rater", _("Earlier ones."), EVENT),
    Part("comments", "archive.Comment", "author", _("Your comments."), text="text"),
    Part("comment-revisions", "archive.CommentEvent", "author", _("Their versions."), EVENT, text="text"),
    Part("suggestions", "archive.Suggestion", "author", _("Your suggestions."), text="reason"),
    Part("suggestion-revisions", "archive.SuggestionEvent", "author", _("Their versions."), EVENT),
    Part("rearrangements", "archive.Rearrangement", "by", _("What you moved, linked, merged or extracted.")),
    Part("rearrangements-undone", "archive.Rearrangement", "undone_by", _("What you undid of that.")),
    Part("rearrangements-undone-revisions", "archive.RearrangementEvent", "undone_by", _("When."), EVENT),
    Part("sources", "archive.Source", "added_by", _("Sources that you added."), text="title"),
    Part("source-revisions", "archive.SourceEvent", "added_by", _("Their versions."), EVENT),
    Part("source-marks", "archive.SourceMark", "marked_by", _("Marks that you set on sources.")),
    Part("source-mark-revisions", "archive.SourceMarkEvent", "marked_by", _("Their versions."), EVENT),
    Part("source-marks-lifted", "archive.SourceMark", "lifted_by", _("Marks that you lifted.")),
    Part("source-marks-lifted-revisions", "archive.SourceMarkEvent", "lifted_by", _("When."), EVENT),
    Part("source-merges", "archive.SourceMerge", "merged_by", _("Sources that you merged.")),
    Part(
        "source-texts",
        "archive.SourceText",
        "captured_by",
        _("Texts that you stored: when and of what; the words are their authors’."),
        ("text", "furniture"),
    ),
    Part(
        "source-files",
        "archive.SourceImport",
        "person",
        _("Files that you sent in, without the files."),
        ("data",),
    ),
    Part("reports-made", "archive.Report", "reporter", _("Reports that you made."), text="details"),
    Part("report-revisions", "archive.ReportEvent", "reporter", _("What became of them."), EVENT),
    Part("appeals", "archive.Appeal", "author", _("Your appeals."), text="text"),
    Part("appeal-revisions", "archive.AppealEvent", "author", _("What became of them."), EVENT),
    Part("decisions-about-you", "archive.Decision", "person", _("What moderators decided about you.")),
    Part("decisions-about-claims", "archive.Decision", "claim__author", _("And about your claims.")),
    Part("decisions-about-evidence", "archive.Decision", "evidence__author", _("And about your evidence.")),
    Part("decisions-made", "archive.Decision", "moderator", _("What you decided as a moderator.")),
    Part("suspensions", "archive.Suspension", "person", _("Times in which you could only read.")),
    Part("suspension-revisions", "archive.SuspensionEvent", "person", _("When they changed."), EVENT),
    Part("rewordings-asked", "archive.AskedRewording", "claim__author", _("What you were asked to reword.")),
    Part("sign-ins", "archive.SignIn", "person", _("Your last sign-ins, without full addresses.")),
    Part("rules-written", "archive.RuleVersion", "written_by", _("Versions of rules that you wrote.")),
    Part("listed-words", "archive.ListedWord", "added_by", _("Words that you put on the list.")),
    Part("listed-word-revisions", "archive.ListedWordEvent", "added_by", _("When that changed."), EVENT),
    Part("notes-written", "archive.PersonNote", "by", _("Notes that you wrote as a moderator."), text="text"),
    Part("looks", "archive.Look", "by", _("When you saw the site as somebody else sees it.")),
    Part("looked-at", "archive.Look", "person", _("When a moderator saw the site as you see it, and why.")),
    Part("erasures-asked", "archive.ErasureRequest", "asked_by", _("Erasures that you asked for.")),
    Part("erasure-asked-revisions", "archive.ErasureRequestEvent", "asked_by", _("Their versions."), EVENT),
    Part("erasures-decided", "archive.ErasureRequest", "decided_by", _("Erasures that you decided about.")),
    Part("erasure-decided-revisions", "archive.ErasureRequestEvent", "decided_by", _("When."), EVENT),
    Part("activities", "archive.Activity", "actor", _("Each act of yours that was published.")),
    Part("activities-about-you", "archive.Activity", "person", _("Acts of others that concerned you.")),
)

WORDS_OF_OTHERS = _("what others wrote, and you only decided about; the acts stand in your activities")
ABOUT_BY_OTHERS = _("who reported you is told to nobody; what came of it stands in the decisions")
LEFT_OUT: dict[tuple[str, str], Promise] = {
    ("archive.Report", "person"): ABOUT_BY_OTHERS,
    ("archive.ReportEvent", "person"): ABOUT_BY_OTHERS,
    ("archive.Item", "person"): ABOUT_BY_OTHERS,
    ("archive.Item", "claimed_by"): _("it is kept only while you look at it"),
    ("archive.Hold", "claimed_by"): _("it is kept only while you look at it"),
    ("archive.PersonNote", "person"): _("what moderators tell each other about you; ask them for it"),
    ("archive.ErasureRequest", "person"): ABOUT_BY_OTHERS,
    ("archive.ErasureRequestEvent", "person"): ABOUT_BY_OTHERS,
    ("archive.Follow", "person"): _("who follows you is their own"),
    ("archive.Comment", "resolved_by"): WORDS_OF_OTHERS,
    ("archive.CommentEvent", "resolved_by"): WORDS_OF_OTHERS,
    ("archive.Suggestion", "decided_by"): WORDS_OF_OTHERS,
    ("archive.SuggestionEvent", "decided_by"): WORDS_OF_OTHERS,
    ("archive.Appeal", "decided_by"): WORDS_OF_OTHERS,
    ("archive.AppealEvent", "decided_by"): WORDS_OF_OTHERS,
    ("archive.Suspension", "lifted_by"): _(
        "it is about somebody else; the decision stands in the public log"
    ),
    ("archive.SuspensionEvent", "lifted_by"): _("it is about somebody else"),
    ("archive.Debate", "curators"): _("the same as “curating”"),
    ("pghistory.MiddlewareEvents", "user"): _(
        "a view over all revisions, which are exported each for itself"
    ),
}
"""Columns that refer to a person and are not exported, with the reason."""


def write_export(person: User, file: IO[bytes]) -> None:
    """Write the zip into a binary file; memory holds some rows at a time, however many there are."""
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        counts = {}
        for part in PARTS:
            counts[part.name] = write_lines(part, person, archive)
            if part.text and counts[part.name]:
                write_reading(part, person, archive)
        archive.writestr("README.md", readme(person, counts))


def write_lines(part: Part, person: User, archive: ZipFile) -> int:
    """Write one part as JSON Lines, and return how many rows it has."""
    count = 0
    with archive.open(f"data/{part.name}.jsonl", "w") as lines:
        for count, row in enumerate(part.rows(person), 1):  # noqa: B007
            lines.write(json.dumps(row, cls=Plain, ensure_ascii=False).encode() + b"\n")
    return count


class Plain(DjangoJSONEncoder):
    """Writes what columns hold; what JSON does not know becomes its words."""

    def default(self, value: Any) -> Any:
        """Return a value that JSON knows."""
        try:
            return super().default(value)
        except TypeError:
            return str(value)


def write_reading(part: Part, person: User, archive: ZipFile) -> None:
    """Write the words of one part as Markdown, each under its number and day."""
    with archive.open(f"{part.name}.md", "w") as lines:
        lines.write(f"# {part.says}\n".encode())
        for row in part.rows(person):
            when = row.get("pgh_created_at") or row.get("created")
            day = f", {when:%Y-%m-%d}" if when else ""
            words = row[part.text] or gettext("(without words)")
            lines.write(f"\n## {row.get('pgh_obj_id') or row['id']}{day}\n\n{words}\n".encode())


def readme(person: User, counts: dict[str, int]) -> str:
    """Return what lies in the zip, and what does not and why."""
    inside = [f"- `data/{part.name}.jsonl`, {counts[part.name]}: {part.says}" for part in PARTS]
    left = {(table.rpartition(".")[2], str(why)) for (table, _column), why in LEFT_OUT.items()}
    outside = [gettext("- %(table)s: %(why)s.") % {"table": table, "why": why} for table, why in sorted(left)]
    title = gettext("What the archive keeps about %(username)s") % {"username": person.username}
    says = gettext(
        "Each line of a `.jsonl` file is one row. What has words of yours can be read in the `.md` files."
    )
    begins = f"# {title}\n\n{timezone.now():%Y-%m-%d %H:%M} UTC. {says}\n\n"
    absent = "\n\n## " + gettext("What is not in it") + "\n\n"
    return begins + "\n".join(inside) + absent + "\n".join(outside) + "\n"
