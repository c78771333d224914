"""The catalogues of the interface's other languages: `python -m debate.messages update|check`.

Words are found in Python, templates and scripts without any program beside Python; `update` writes the
catalogues anew and compiles them, `check` says what is missing. Translations are written in locale/*/LC_MESSAGES.
"""

import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

import django
from babel.messages import Catalog, Message
from babel.messages.extract import extract_javascript, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

from debate.data import PROJECT

Forms: TypeAlias = str | list[str] | tuple[str, ...] | None

PLURAL = ("ngettext", "ngettext_lazy", "npgettext")
IN_CONTEXT = ("pgettext", "pgettext_lazy", "npgettext")
KEYWORDS = dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "Unreadable", *PLURAL, *IN_CONTEXT))
PLACEHOLDER = re.compile(r"%\(\w+\)\w|%[sd]|\{\w*\}")
DAY = datetime(2026, 1, 1, tzinfo=UTC)
SENTENCE = re.compile(r"\b[a-z]{2,} [a-z]{2,}\b")  # English words in a row: no name such as "API"
HEADER = "# Words of the interface; `make messages` finds them, people translate them here.\n"


def sources() -> Iterator[tuple[Path, str]]:
    """Give every file whose words people read, with how it is written."""
    for folder, ending, kind in (
        ("archive", "py", "python"),
        ("debate", "py", "python"),
        ("templates", "html", "template"),
        ("templates", "txt", "template"),
        ("static/js", "js", "script"),
    ):
        for path in sorted((PROJECT / folder).rglob(f"*.{ending}")):
            if "migrations" not in path.parts:
                yield path, kind


def found(only: str = "") -> Catalog:
    """Return a catalogue of every word that the files mark for translation, or only those of one kind."""
    catalog = Catalog(charset="utf-8")
    for path, kind in sources():
        if only and kind != only:
            continue
        for line, name, message, _ in marked_in(path, kind):
            add(catalog, str(name), message, (str(path.relative_to(PROJECT)), int(line)))
    return catalog


def marked_in(path: Path, kind: str) -> Iterator[tuple[Any, ...]]:
    """Give the calls in one file that mark words, also those within a script's template strings."""
    text = path.read_text(encoding="utf-8")
    if kind == "template":
        marked = templatize(text, origin=str(path))
        text = "\n".join(line.strip() for line in marked.splitlines())  # indentation would mean something
    data = BytesIO(text.encode())
    if kind == "script":
        yield from extract_javascript(
            data, KEYWORDS, (), {"encoding": "utf-8", "parse_template_string": True}
        )
    else:
        yield from extract_python(data, KEYWORDS, (), {"encoding": "utf-8"})


def add(catalog: Catalog, name: str, message: object, place: tuple[str, int]) -> None:
    """Add one call to the catalogue: its context, its singular and its plural, as its function takes them."""
    given = message if isinstance(message, (tuple, list)) else [message]
    words = [one for one in given if isinstance(one, str)] if isinstance(given[0], str) else []
    context = words.pop(0) if name in IN_CONTEXT and len(words) > 1 else None
    if words and words[0]:
        catalog.add(tuple(words[:2]) if name in PLURAL else words[0], context=context, locations=[place])


def path_of(language: str, ending: str = "po") -> Path:
    """Return where the catalogue of a language lies."""
    return PROJECT / "locale" / to_locale(language) / "LC_MESSAGES" / f"django.{ending}"


def others() -> list[str]:
    """Return the languages of the interface beside English, in which it is written."""
    return [code for code, _ in settings.LANGUAGES if not code.startswith("en")]


def catalog_of(language: str) -> Catalog:
    """Return the catalogue of a language as it is stored, empty if there is none."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=to_locale(language), charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=to_locale(language))


def updated(language: str) -> Catalog:
    """Return the stored catalogue with what the files mark now; nothing is guessed from similar words."""
    catalog = catalog_of(language)
    catalog.update(found(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.header_comment = HEADER
    return catalog


def as_po(catalog: Catalog) -> bytes:
    """Return the catalogue as the text that translators edit, without line numbers, which change daily."""
    data = BytesIO()
    write_po(data, catalog, width=110, sort_output=True, include_lineno=False, omit_header=False)
    return b"".join(line for line in data.getvalue().splitlines(True) if b"-Date:" not in line)


def as_mo(catalog: Catalog) -> bytes:
    """Return the catalogue as gettext reads it; the same words give the same bytes on any day."""
    catalog.creation_date = catalog.revision_date = DAY
    data = BytesIO()
    write_mo(data, catalog)
    return data.getvalue()


def script_of(language: str) -> Path:
    """Return where the words lie that scripts say in this language."""
    return PROJECT / "static" / "js" / "words" / f"{language}.js"


def as_script(catalog: Catalog) -> bytes:
    """Return the words of the scripts as a script: it runs before the others, which then find them.

    Scripts give no context, so a word that has one in the catalogue is another's; plurals go by their singular.
    """
    own = {forms_of(message.id)[0] for message in found("script") if message.id}
    words = {}
    for message in catalog:
        name, given = forms_of(message.id)[0], forms_of(message.string)[0]
        if name in own and given and not message.context:
            words[name] = given
    told = json.dumps(words, ensure_ascii=False, sort_keys=True, indent=2)
    return f"/* Made by `make messages`. */\n\nglobalThis.words = {told};\n".encode()


def update() -> None:
    """Write each catalogue anew with its compiled form and its script."""
    for language in others():
        catalog = updated(language)
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        path_of(language).write_bytes(as_po(catalog))
        path_of(language, "mo").write_bytes(as_mo(catalog_of(language)))
        script_of(language).parent.mkdir(parents=True, exist_ok=True)
        script_of(language).write_bytes(as_script(catalog_of(language)))


def problems() -> list[str]:
    """Return what is wrong with the catalogues, a line each; empty when every word has its translation."""
    lines = []
    for language in others():
        catalog = catalog_of(language)
        compiled = path_of(language, "mo")
        if as_po(updated(language)) != path_of(language).read_bytes():
            lines.append(f"{language}: the files mark other words than the catalogue has; run make messages")
        if not compiled.exists() or compiled.read_bytes() != as_mo(catalog):
            lines.append(f"{language}: the compiled catalogue is older than its text; run make messages")
        if not script_of(language).exists() or script_of(language).read_bytes() != as_script(catalog):
            lines.append(f"{language}: the scripts' words are older than the catalogue; run make messages")
        lines += [f"{language}: {problem}" for message in catalog if (problem := wrong_with(message))]
    return lines


def wrong_with(message: Message) -> str:
    """Return what is wrong with one translation, or nothing."""
    if not message.id:  # the header
        return ""
    texts = forms_of(message.string)
    if not texts or not all(texts):
        return f"not translated: {message.id!r}"
    if message.fuzzy:
        return f"fuzzy: {message.id!r}"
    if not has_placeholders(message.id, texts):
        return f"other placeholders: {message.id!r}"
    if SENTENCE.search(texts[-1]) and texts[-1] in forms_of(message.id):
        return f"still English: {message.id!r}"
    return ""


def forms_of(words: Forms) -> tuple[str, ...]:
    """Return the forms of a message or of its translation: one, or one for each plural."""
    return (words or "",) if isinstance(words, str | None) else tuple(words)


def has_placeholders(said: Forms, texts: tuple[str, ...]) -> bool:
    """Whether each form names all that the English names; the first of several may speak of one, as it does there.

    A language with a single form has to name the number, which the English singular may spell out.
    """
    asked = [sorted(PLACEHOLDER.findall(form)) for form in forms_of(said)]
    given = [sorted(PLACEHOLDER.findall(form)) for form in texts]
    if len(given) > 1 and given[0] == asked[0]:
        given = given[1:]
    return all(form == asked[-1] for form in given)


def main() -> None:
    """Update the catalogues, or check them and fail with what is wrong."""
    django.setup()
    match sys.argv[1:]:
        case ["update"]:
            update()
        case ["check"]:
            if lines := problems():
                sys.exit("\n".join(lines))
        case _:
            sys.exit("python -m debate.messages update|check")


if __name__ == "__main__":
    main()
