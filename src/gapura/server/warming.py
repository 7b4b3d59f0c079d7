"""What the first visitor of each page would otherwise wait for, done before the port opens."""

from __future__ import annotations

import gc
from importlib import import_module
from pathlib import Path
from typing import Final

LAZY: Final = ("gapura.accounts.adapter", "gapura.web.context", "qrcode.image.svg")
"""What libraries import within a request; the last draws a second factor's key."""


def warm() -> None:
    """Import every page's code, compile every template of ours, read the words of both languages.

    Django must be set up; no database is needed. Takes about a second.
    """
    from django.conf import settings
    from django.contrib.auth.password_validation import get_default_password_validators
    from django.utils import translation

    for module in LAZY:
        import_module(module)
    get_default_password_validators()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            _read_words()
    _compile_templates()


def spare_the_collector() -> None:
    """What is loaded now stays: the collector need not walk it again and again while requests come."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 100)


def _read_words() -> None:
    """The addresses, messages and formats of the language in force."""
    from django.urls import reverse
    from django.utils import formats, timezone, translation

    reverse("home")
    translation.get_language_info(translation.get_language())
    formats.date_format(timezone.now())
    formats.number_format(1)


def _compile_templates() -> None:
    import django.forms
    from django.apps import apps
    from django.forms.renderers import get_default_renderer
    from django.template.loader import get_template

    for app in apps.get_app_configs():
        if app.name.startswith("gapura."):
            for name in _names(Path(app.path, "templates")):
                get_template(name)
    widgets = get_default_renderer()
    for name in _names(Path(*django.forms.__path__, "templates")):
        widgets.get_template(name)


def _names(folder: Path) -> list[str]:
    """The templates in a folder, as they are asked for."""
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
