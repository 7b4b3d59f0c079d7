"""Gapura's own words in Indonesian: gathered from templates and Python, checked, compiled."""

import argparse
import os
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

Text = str | list[str] | tuple[str, ...]

PACKAGE = Path(__file__).resolve().parent.parent
LANGUAGE = "id"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sdf]|(?<!\{)\{\w*\}(?!\})")
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def catalogs(package: Path = PACKAGE) -> list[Path]:
    """Every translation file of the apps in a package, in order."""
    return sorted(package.glob("*/locale/*/LC_MESSAGES/django.po"))


def compile_catalog(source: Path) -> Path:
    """Write one translation file's `.mo` beside it, in one step, and return its path."""
    target = source.with_suffix(".mo")
    fresh = source.with_suffix(f".mo.{os.getpid()}")
    with fresh.open("wb") as file:
        write_mo(file, _read(source))
    fresh.replace(target)
    return target


def compile_all(package: Path = PACKAGE) -> list[Path]:
    """Compile every translation file of a package; returns what was written."""
    return [compile_catalog(source) for source in catalogs(package)]


def used(app: Path) -> Catalog:
    """All that an app's templates and Python mark for translation."""
    catalog = Catalog(locale=LANGUAGE)
    for path, content in _sources(app):
        for line, text, _, context in extract("python", BytesIO(content), keywords=KEYWORDS):
            place = (path.relative_to(app.parent).as_posix(), line)
            catalog.add(text, locations=[place], context=context)
    return catalog


def problems(app: Path) -> list[str]:
    """What is wrong with an app's Indonesian, one sentence each; nothing where all is well."""
    wanted, kept = used(app), _read(_catalog_of(app))
    found = [_fault(message, _same(kept, message)) for message in wanted if message.id]
    unused = [message for message in kept if message.id and _same(wanted, message) is None]
    return [
        *(f"{app.name}: {fault}" for fault in found if fault),
        *(f"{app.name}: nothing uses {_name(message)}" for message in unused),
    ]


def add_missing(app: Path) -> int:
    """Add what an app uses and its translation file lacks, empty; returns how many were added."""
    wanted, path = used(app), _catalog_of(app)
    kept = _read(path)
    missing = [message for message in wanted if message.id and _same(kept, message) is None]
    for message in missing:
        kept.add(message.id, context=message.context)
    if missing:
        _write(path, kept)
    return len(missing)


def apps(package: Path = PACKAGE) -> list[Path]:
    """The folders of a package that may hold words of their own."""
    return sorted(path for path in package.iterdir() if (path / "__init__.py").exists())


def main(arguments: list[str] | None = None) -> int:
    """`compile`, `check` or `extract`; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m gapura.web.translations", description=__doc__)
    parser.add_argument("verb", choices=("compile", "check", "extract"))
    verb = parser.parse_args(arguments).verb
    if verb == "compile":
        print(f"{len(compile_all())} translation files compiled")
    elif verb == "extract":
        print(f"{sum(add_missing(app) for app in apps())} messages added")
    else:
        found = [problem for app in apps() for problem in problems(app)]
        print("\n".join(found) or "every message is translated")
        return 1 if found else 0
    return 0


def _sources(app: Path) -> Iterator[tuple[Path, bytes]]:
    """Python modules as they are, templates turned into Python that calls gettext."""
    for path in sorted(app.rglob("*.py")):
        yield path, path.read_bytes()
    templates = [path for path in sorted(app.glob("templates/**/*")) if path.is_file()]
    if templates:
        from django.utils.translation.template import templatize

        for path in templates:
            yield path, templatize(path.read_text("utf-8"), origin=str(path)).encode()


def _catalog_of(app: Path) -> Path:
    return app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def _write(path: Path, catalog: Catalog) -> None:
    body = BytesIO()
    write_po(body, catalog, omit_header=True, width=100, include_lineno=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(HEADER.format(language=LANGUAGE).encode() + body.getvalue().lstrip(b"\n"))


def _same(catalog: Catalog, message: Message) -> Message | None:
    found = catalog.get(message.id, message.context)
    # A catalog finds a plural message by its singular; both must be plural, or neither.
    return found if found is not None and found.pluralizable == message.pluralizable else None


def _fault(message: Message, translation: Message | None) -> str:
    """What is wrong with one message's translation, or nothing."""
    if translation is None or not _all_given(translation):
        return f"no Indonesian for {_name(message)} ({_place(message)})"
    if translation.fuzzy:
        return f"the Indonesian for {_name(message)} is marked fuzzy"
    if any(_placeholders(text) != _placeholders(_longest(message.id)) for text in _texts(translation.string)):
        return f"other placeholders in the Indonesian for {_name(message)}"
    return ""


def _all_given(translation: Message) -> bool:
    texts = _texts(translation.string)
    return bool(texts) and all(texts)


def _texts(text: Text | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def _longest(text: Text) -> str:
    """The plural of a plural message: it is the one that names the count."""
    return _texts(text)[-1]


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def _name(message: Message) -> str:
    return repr(_texts(message.id)[0])


def _place(message: Message) -> str:
    return ", ".join(f"{path}:{line}" for path, line in message.locations)


if __name__ == "__main__":
    sys.exit(main())
