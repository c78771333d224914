"""Words that are marked for translation are found wherever they stand; a catalogue that lacks one fails."""

import pytest

from debate import messages

FILES = {
    "a.py": 'a = _("Hello %(n)s")\nb = ngettext("%(n)s card", "%(n)s cards", 3)\nc = pgettext("month", "May")\n',
    "b.html": """{% load i18n %}
        {% translate "Sort by" %} {% translate "May" context "verb" %} 100% it's
      {% blocktranslate trimmed count n=found|length %}
        {{ n }} claim
        {% plural %}
        {{ n }} claims
      {% endblocktranslate %}<p title='{% translate 'It says "no"' %}'>(""",
    "c.js": 'say(gettext("Copied."));',
}


@pytest.fixture
def project(tmp_path, monkeypatch, settings):
    """A project of three files with one other language, without a catalogue yet."""
    kinds = {"py": "python", "html": "template", "js": "script"}
    files = [(tmp_path / name, kinds[name.rsplit(".")[-1]]) for name in FILES]
    for path, _ in files:
        path.write_text(FILES[path.name])
    monkeypatch.setattr(messages, "PROJECT", tmp_path)
    monkeypatch.setattr(messages, "sources", lambda: iter(files))
    settings.LANGUAGES = [("en-gb", "English"), ("zh-hans", "简体中文")]
    return tmp_path


def translate(words):
    path = messages.path_of("zh-hans")
    path.write_text(path.read_text().replace(f'msgid "{words}"\nmsgstr ""', f'msgid "{words}"\nmsgstr "好"'))


def test_words_are_found_in_python_templates_and_scripts(project):
    found = {(message.context, message.id) for message in messages.found() if message.id}
    assert found == {
        (None, "Hello %(n)s"),
        (None, ("%(n)s card", "%(n)s cards")),
        ("month", "May"),
        ("verb", "May"),
        (None, "Sort by"),
        (None, ("%(n)s claim", "%(n)s claims")),
        (None, 'It says "no"'),
        (None, "Copied."),
    }


def test_what_is_missing_is_named_until_it_is_there(project):
    messages.update()
    assert "zh-hans: not translated: 'Sort by'" in messages.problems()
    assert len(messages.problems()) == 8
    translate("Sort by")
    messages.update()
    assert len(messages.problems()) == 7
    (project / "c.js").write_text('gettext("Copied."); gettext("Gone.")')
    assert any("make messages" in line for line in messages.problems())


def test_translation_that_lost_a_placeholder_or_is_unsure_is_refused(project):
    messages.update()
    translate("Hello %(n)s")
    messages.update()
    assert any("Hello" in line and "other placeholders" in line for line in messages.problems())
    path = messages.path_of("zh-hans")
    translate("Copied.")
    path.write_text(path.read_text().replace('msgid "Copied."', '#, fuzzy\nmsgid "Copied."'))
    assert "zh-hans: fuzzy: 'Copied.'" in messages.problems()


def test_catalogues_of_the_project_are_whole():
    assert messages.problems() == []
