"""Writes a letter at the moment when it is sent, so that it holds nothing that was taken away meanwhile."""

import re
from dataclasses import dataclass
from textwrap import wrap as fold
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.accounts.models import User
from archive.notices.models import Kind, Letter, Way
from archive.notices.queries.groups import Group, groups_of
from archive.notices.queries.listeners import reachable
from archive.notices.queries.told import notices_of
from archive.notices.services.preferences import ALL, token_for
from archive.notices.words import KINDS, LETTERS

SUBJECT_LIMIT = 150
LINE = 76


@dataclass(frozen=True, slots=True)
class Section:
    """What a letter tells of one kind of thing."""

    title: str
    groups: list[Group]


def may_be_written_to(person: User) -> bool:
    """Return whether letters go to this person now."""
    return User.objects.filter(reachable(), pk=person.pk).exists()


def compose(letter: Letter) -> EmailMultiAlternatives | None:
    """Return the letter as plain text and HTML, or nothing when nothing in it can be shown any more.

    A letter that goes out for the first time leaves out what was read on the site meanwhile.
    """
    person = letter.person
    rows = notices_of(person).filter(letter=letter)
    if letter.sent_at is None:
        rows = rows.filter(read_at=None)
    with translation.override(person.language or settings.LANGUAGE_CODE):
        groups = [group for group in groups_of(rows, viewer=person) if not group.is_gone]
        return written(letter, groups) if groups else None


def written(letter: Letter, groups: list[Group]) -> EmailMultiAlternatives:
    """Return the message about these groups, in the language in force."""
    subject = subject_of(letter, groups)
    scope = groups[0].kind if len({group.kind for group in groups}) == 1 else letter.way
    context: dict[str, Any] = {
        "person": letter.person,
        "subject": subject,
        "sections": sections_of(groups),
        "site": settings.SITE_URL,
        "site_name": settings.SITE_NAME,
        "language": translation.get_language(),
        "ending": ending_words(scope),
        "unsubscribe": address_to_end(letter.person, scope),
        "unsubscribe_all": address_to_end(letter.person, ALL),
    }
    message = EmailMultiAlternatives(
        subject=subject,
        body=wrapped(render_to_string("mail/letter.txt", context)),
        to=[letter.person.email],
        headers=headers_of(letter, groups, context["unsubscribe"]),
    )
    message.attach_alternative(render_to_string("mail/letter.html", context), "text/html")
    return message


def wrapped(text: str) -> str:
    """Return plain text in lines of 76 characters that keep their indent; addresses stay whole, blank lines single."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        indent = " " * (len(line) - len(line.lstrip(" *")))
        short = len(line) <= LINE or "://" in line
        lines += [line.rstrip()] if short else fold(line, LINE, subsequent_indent=indent)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def sections_of(groups: list[Group]) -> list[Section]:
    """Return the groups by kind: what concerns the reader most comes first, what they merely follow last."""
    found: dict[str, list[Group]] = {}
    for group in groups:
        found.setdefault(group.kind, []).append(group)
    return [Section(str(KINDS[kind]), found[kind]) for kind in Kind.values if kind in found]


def subject_of(letter: Letter, groups: list[Group]) -> str:
    """Return what a letter is about, in one line: the one thing, or how many."""
    first, count = groups[0], sum(group.count for group in groups)
    if len(groups) == 1:
        subject = (
            _("%(line)s: %(words)s") % {"line": first.line, "words": first.place.words}
            if first.place.words
            else first.line
        )
    elif letter.way == Way.WEEKLY:
        subject = ngettext("Your week: %(n)d notice", "Your week: %(n)d notices", count) % {"n": count}
    elif letter.way == Way.DAILY:
        subject = ngettext("Your day: %(n)d notice", "Your day: %(n)d notices", count) % {"n": count}
    else:
        rest = count - first.count
        more = ngettext("%(n)d more", "%(n)d more", rest) % {"n": rest}
        subject = _("%(first)s, and %(more)s") % {"first": first.line, "more": more}
    line = " ".join(subject.split())
    return line if len(line) <= SUBJECT_LIMIT else f"{line[: SUBJECT_LIMIT - 1].rstrip()}…"


def ending_words(scope: str) -> str:
    """Return what the link at the end of a letter stops, in words."""
    return str(KINDS.get(scope) or LETTERS.get(scope) or "")


def address_to_end(person: User, scope: str) -> str:
    """Return the whole address that ends letters of this scope without signing in."""
    return settings.SITE_URL + reverse("notices:unsubscribe", args=[token_for(person, scope)])


def host() -> str:
    """Return the name of the site's machine as readers know it, for numbers that no other site gives."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def message_id_of(letter: Letter) -> str:
    """Return the number by which mail programs know the letter; the same however often it is tried."""
    return letter.message_id or f"<letter-{letter.pk}@{host()}>"


def headers_of(letter: Letter, groups: list[Group], unsubscribe: str) -> dict[str, str]:
    """Return the headers: how to end such letters in one click, what it belongs to, and that a machine wrote it.

    Letters about one debate or claim form a conversation in the mail program; digests stand alone.
    """
    headers = {
        "Message-ID": message_id_of(letter),
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
    }
    things = {group.about.partition(":")[2] for group in groups}
    if letter.way == Way.AT_ONCE and len(things) == 1:
        root = f"<thread-{things.pop()}@{host()}>"
        headers |= {"In-Reply-To": root, "References": root}
    return headers
