"""The form of a comment."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from archive.claims.models.talk import COMMENT_LIMIT
from archive.core.forms import PlainForm, WordsField


class CommentForm(PlainForm):
    """A comment in Markdown."""

    text = WordsField(
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=format_lazy(
            _("Markdown, at most {limit} characters. A name after an @ tells that person."),
            limit=f"{COMMENT_LIMIT:,}",
        ),
    )
