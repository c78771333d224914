"""Words that are marked for translation are found wherever they stand; a catalogue that lacks one fails."""

import json
import re

import pytest
from babel.messages import Message

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
    "c.js": 'say(gettext("Copied.")); say(`${why} ${ngettext("%(n)s word", "%(n)s words", n.of(1))}`); gettext("May");',
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


def translate(words, into="好"):
    """Write a translation as people do, into the text of the catalogue; a plural has one form in Chinese."""
    path = messages.path_of("zh-hans")
    entry = re.compile(
        rf'^(msgid "{re.escape(words)}"\n(?:msgid_plural .*\n)?msgstr(?:\[0\])?) ".*"$', re.MULTILINE
    )
    path.write_text(entry.sub(lambda found: f'{found[1]} "{into}"', path.read_text()))


def wrong():
    """What is wrong beside words that have no translation yet."""
    return [line for line in messages.problems() if "not translated" not in line]


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
        (None, ("%(n)s word", "%(n)s words")),
        (None, "May"),
    }


def test_what_is_missing_is_named_until_it_is_there(project):
    messages.update()
    assert "zh-hans: not translated: 'Sort by'" in messages.problems()
    assert len(messages.problems()) == 10
    translate("Sort by")
    messages.update()
    assert len(messages.problems()) == 9
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


def test_plurals_have_to_name_the_number_where_a_language_has_one_form(project):
    (project / "a.py").write_text('a = ngettext("1 card by %(who)s", "%(n)s cards by %(who)s", 3)')
    messages.update()
    translate("1 card by %(who)s", "%(who)s 的 1 张证据卡")
    messages.update()
    assert wrong() == ["zh-hans: other placeholders: ('1 card by %(who)s', '%(n)s cards by %(who)s')"]
    translate("1 card by %(who)s", "%(who)s 的 %(n)s 张证据卡")
    messages.update()
    assert wrong() == []


@pytest.mark.parametrize(
    ("forms", "whole"),
    [(("1 Karte", "%(n)s Karten"), True), (("%(n)s Karte", "%(n)s Karten"), True), (("Karte", "Karten"), False),
     (("%(m)s Karte", "%(n)s Karten"), False)],
)  # fmt: skip
def test_first_of_several_forms_may_spell_the_number_out(forms, whole):
    assert messages.has_placeholders(("1 card", "%(n)s cards"), forms) is whole


@pytest.mark.parametrize(
    ("words", "wrong"), [("Sort by date", True), ("API", False), ("OpenID Connect", False)]
)
def test_english_that_was_left_is_found_and_names_stay(words, wrong):
    told = messages.wrong_with(Message(words, words))
    assert told == (f"still English: {words!r}" if wrong else "")


def test_scripts_get_their_own_words_in_order_and_nothing_else(project):
    messages.update()
    for words, into in (("Sort by", "排序"), ("%(n)s word", "%(n)s 个词"), ("Copied.", "已“复制”。")):
        translate(words, into)
    path = messages.path_of("zh-hans")
    plain, month = 'msgid "May"\nmsgstr ""', 'msgctxt "month"\nmsgid "May"\nmsgstr ""'
    text = path.read_text().replace(month, "KEPT").replace('msgctxt "verb"\n' + plain, "ALSO")
    text = text.replace(plain, plain[:-1] + '可以"').replace("ALSO", 'msgctxt "verb"\n' + plain)
    path.write_text(text.replace("KEPT", month[:-1] + '五月"'))
    messages.update()
    script = messages.script_of("zh-hans")
    assert script == project / "static" / "js" / "words" / "zh-hans.js"
    _start, told = script.read_text().split("globalThis.words = ")
    assert json.loads(told.removesuffix(";\n")) == {
        "%(n)s word": "%(n)s 个词",
        "Copied.": "已“复制”。",
        "May": "可以",
    }
    assert [line.strip()[:4] for line in told.splitlines()[1:-1]] == ['"%(n', '"Cop', '"May']
    assert wrong() == []
    script.write_text(script.read_text().replace("可以", "五月"))
    assert wrong() == ["zh-hans: the scripts' words are older than the catalogue; run make messages"]
    script.unlink()
    assert len(wrong()) == 1


def test_catalogues_of_the_project_are_whole():
    assert messages.problems() == []
