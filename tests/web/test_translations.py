"""Every word on screen is there in Indonesian, and the tool that says so can be believed."""

import gettext
import re
from pathlib import Path

import pytest

from gapura.web import translations

TEMPLATE = """\
{% load i18n %}
<h1>{% translate "Check in" %}</h1>
<p>{% blocktranslate with name=venue.name %}Welcome to {{ name }}{% endblocktranslate %}</p>
<p>{% blocktranslate count n=inside %}{{ n }} person{% plural %}{{ n }} people{% endblocktranslate %}</p>
"""
PYTHON = 'from django.utils.translation import pgettext\nTITLE = pgettext("a door", "Open")\n'
INDONESIAN = """\
msgid "Check in"
msgstr "Masuk"

msgid "Welcome to %(name)s"
msgstr "Selamat datang di %(name)s"

msgid "%(n)s person"
msgid_plural "%(n)s people"
msgstr[0] "%(n)s orang"

msgctxt "a door"
msgid "Open"
msgstr "Buka"
"""


@pytest.fixture
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "doors"
    (folder / "templates" / "doors").mkdir(parents=True)
    (folder / "__init__.py").write_text(PYTHON)
    (folder / "templates" / "doors" / "door.html").write_text(TEMPLATE)
    return folder


def say(app: Path, text: str) -> Path:
    path = app / "locale" / "id" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(translations.HEADER.format(language="id") + text)
    return path


@pytest.mark.parametrize("app", translations.apps(), ids=lambda app: app.name)
def test_every_message_of_gapura_is_there_in_indonesian(app: Path) -> None:
    assert translations.problems(app) == []


def test_an_app_wholly_translated_has_no_problem(app: Path) -> None:
    say(app, INDONESIAN)
    assert translations.problems(app) == []


def test_a_message_of_a_template_without_indonesian_is_named_with_its_place(app: Path) -> None:
    say(app, INDONESIAN.replace('"Masuk"', '""'))
    (problem,) = translations.problems(app)
    assert "'Check in'" in problem
    assert "doors/templates/doors/door.html:2" in problem


def test_a_message_of_python_without_indonesian_is_named(app: Path) -> None:
    say(app, INDONESIAN.replace('msgctxt "a door"\n', ""))
    missing, unused = translations.problems(app)
    assert "no Indonesian for 'Open'" in missing
    assert "nothing uses 'Open'" in unused


def test_a_fuzzy_translation_does_not_count(app: Path) -> None:
    say(app, "#, fuzzy\n" + INDONESIAN)
    assert translations.problems(app) == ["doors: the Indonesian for 'Check in' is marked fuzzy"]


@pytest.mark.parametrize("wrong", ["Selamat datang", "Selamat datang di %(nama)s", "di %s"])
def test_a_translation_that_loses_a_placeholder_is_refused(app: Path, wrong: str) -> None:
    say(app, INDONESIAN.replace("Selamat datang di %(name)s", wrong))
    assert translations.problems(app) == [
        "doors: other placeholders in the Indonesian for 'Welcome to %(name)s'"
    ]


def test_a_plural_translated_as_if_it_were_singular_is_missing(app: Path) -> None:
    say(app, INDONESIAN.replace('msgid_plural "%(n)s people"\n', "").replace("msgstr[0]", "msgstr"))
    assert any("no Indonesian for '%(n)s person'" in problem for problem in translations.problems(app))


def test_a_translation_that_nothing_uses_is_named(app: Path) -> None:
    say(app, INDONESIAN + '\nmsgid "Old word"\nmsgstr "Kata lama"\n')
    assert translations.problems(app) == ["doors: nothing uses 'Old word'"]


def test_an_app_without_a_translation_file_lacks_everything(app: Path) -> None:
    assert len(translations.problems(app)) == 4


def test_extracting_adds_what_is_missing_and_keeps_what_is_there(app: Path) -> None:
    path = say(app, 'msgid "Check in"\nmsgstr "Masuk"\n')
    assert translations.add_missing(app) == 3
    assert 'msgid "Check in"\nmsgstr "Masuk"' in path.read_text()
    assert len(translations.problems(app)) == 3
    assert translations.add_missing(app) == 0


def test_a_compiled_file_speaks_indonesian(app: Path) -> None:
    compiled = translations.compile_catalog(say(app, INDONESIAN))
    with compiled.open("rb") as file:
        words = gettext.GNUTranslations(file)
    assert words.gettext("Check in") == "Masuk"
    assert words.ngettext("%(n)s person", "%(n)s people", 5) == "%(n)s orang"
    assert words.pgettext("a door", "Open") == "Buka"


def test_compiling_leaves_nothing_half_written_beside_it(app: Path) -> None:
    source = say(app, INDONESIAN)
    assert translations.compile_all(app.parent) == [source.with_suffix(".mo")]
    assert sorted(path.name for path in source.parent.iterdir()) == ["django.mo", "django.po"]


def test_the_check_says_what_is_wrong_and_fails(
    app: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(translations, "apps", lambda: [app])
    assert translations.main(["check"]) == 1
    assert "no Indonesian for 'Check in'" in capsys.readouterr().out
    say(app, INDONESIAN)
    assert translations.main(["check"]) == 0


@pytest.mark.parametrize("word", ["surel", "staf", "HP"])
def test_one_thing_has_one_word_in_indonesian(word: str) -> None:
    catalogs = sorted(Path(translations.__file__).parents[1].glob("*/locale/id/LC_MESSAGES/django.po"))
    assert catalogs
    found = [
        f"{catalog}: {line}"
        for catalog in catalogs
        for line in catalog.read_text().splitlines()
        if not line.startswith(("msgid", "#")) and re.search(rf"\b{word}\b", line)
    ]
    assert not found
