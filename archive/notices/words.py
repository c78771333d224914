"""The words for kinds of notices and ways of hearing of them, in the reader's language."""

from django.utils.translation import gettext_lazy as _

from archive.notices.models import Kind, Way

KINDS = {
    Kind.ANSWER.value: _("Answers to what I argued"),
    Kind.EVIDENCE.value: _("New evidence on my claim"),
    Kind.MENTION.value: _("Somebody names me"),
    Kind.TALK.value: _("Talk about my claim, and answers to my comments"),
    Kind.SUGGESTION.value: _("Suggestions for my claims and for debates that I curate"),
    Kind.OUTCOME.value: _("What became of my suggestion"),
    Kind.RATE_AGAIN.value: _("A claim that I rated has other words"),
    Kind.DECISION.value: _("What moderators and curators decide about what I wrote"),
    Kind.CONCLUSION.value: _("A debate that I took part in is closed, concluded or reopened"),
    Kind.RETRACTION.value: _("A source that I cited is marked, as retracted for example"),
    Kind.CURATING.value: _("Who curates a debate with me, and invitations"),
    Kind.FOLLOWED.value: _("Anything new in what I follow"),
}
WAYS = {
    Way.NONE.value: _("not at all"),
    Way.SITE.value: _("here only"),
    Way.AT_ONCE.value: _("here and by e-mail at once"),
    Way.DAILY.value: _("here and in a daily e-mail"),
    Way.WEEKLY.value: _("here and in a weekly e-mail"),
}
LETTERS = {
    "all": _("all e-mails about notices"),
    Way.AT_ONCE.value: _("e-mails that come at once"),
    Way.DAILY.value: _("the daily e-mail"),
    Way.WEEKLY.value: _("the weekly e-mail"),
}
"""What the link in a letter ends, where that is not one kind of thing."""
