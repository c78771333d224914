"""Erasing a source: its record, its stored texts and the words of its passages go, from the revisions too."""

from typing import Any

from django.apps import apps
from django.db import transaction

from archive.accounts.models import User
from archive.accounts.services import require
from archive.core.models import Publication
from archive.sources.models import Block, Passage, Place, Source, SourceImport, SourceText
from archive.sources.models.text import Found
from archive.sources.services.records import lock_record

ERASED_WORDS = "[erased]"
"""What stands where the database asks for words."""


@transaction.atomic
def erase_source(*, source: Source, moderator: User) -> None:
    """Empty the record and its passages and delete its stored texts; cards that cite it stay.

    No card may name a text of it any more when this is called: `claims` sees to that first.
    """
    require(moderator, "moderate")
    source = lock_record(source.pk)
    words: dict[str, Any] = {
        **dict.fromkeys(("container_title", "publisher", "issued", "url", "doi"), ""),
        **dict.fromkeys(("note", "rights", "ai_assistance"), ""),
        "title": ERASED_WORDS,
        "slug": "erased",
        "authors": [],
        "details": {},
        "digest": [],
        "issued_from": None,
        "key": None,
    }
    for name, value in words.items():
        setattr(source, name, value)
    source.state = Publication.ERASED
    source.save()
    apps.get_model("archive", "SourceEvent")._default_manager.filter(pgh_obj_id=source.pk).update(**words)
    erase_passages(source)
    SourceImport.objects.filter(source=source).delete()
    SourceImport.objects.filter(text__source=source).delete()
    texts = SourceText.objects.filter(source=source)
    Block.objects.filter(source_text__in=texts).delete()
    texts.delete()


def erase_passages(source: Source) -> None:
    """Take the words and the places from the source's passages; the claims drawn from them stay."""
    passages = Passage.objects.filter(source=source)
    Place.objects.filter(passage__in=passages).delete()
    Place.objects.filter(source_text__source=source).delete()
    words: dict[str, Any] = {
        **dict.fromkeys(("prefix", "suffix"), ""),
        **dict.fromkeys(("source_text", "start", "end", "paragraph")),
        "exact": ERASED_WORDS,
        "found": Found.NOWHERE,
    }
    events = apps.get_model("archive", "PassageEvent")._default_manager
    ids = list(passages.values_list("pk", flat=True))
    passages.update(**words)
    events.filter(pgh_obj_id__in=ids).update(**words)
    # passages of another record, merged since, may stand in a text of this one
    left = Passage.objects.filter(source_text__source=source)
    left.update(source_text=None, start=None, end=None, paragraph=None, found=Found.NOWHERE)
