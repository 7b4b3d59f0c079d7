"""Turns a template's name into the words of one message."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cache
from pathlib import Path
from typing import Final

from django.template import Context, Template, TemplateDoesNotExist
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.utils import translation

from gapura import config

_SUBJECT: Final = ".subject.txt"


@dataclass(frozen=True, slots=True)
class Words:
    """A message as it will be read; `html` is None where the template has no HTML form."""

    subject: str
    text: str
    html: str | None


def render(template: str, *, language: str, context: Mapping[str, object]) -> Words:
    """The words of `mail/<template>.subject.txt`, `.txt` and, where there is one, `.html`.

    Every template also sees `domain`, `base_url` and `reply_to`, where answers go if anywhere. Raises
    TemplateDoesNotExist for an unknown name.
    """
    settings = config.current()
    known = {
        "domain": settings.domain,
        "base_url": settings.base_url,
        "reply_to": parseaddr(settings.mail_reply_to)[1],
        "language": language,
        **context,
    }
    with translation.override(language):
        subject = " ".join(_plain(f"mail/{template}{_SUBJECT}", known).split())
        return Words(
            subject=subject,
            text=_plain(f"mail/{template}.txt", known).strip() + "\n",
            html=_html(f"mail/{template}.html", {**known, "subject": subject}),
        )


@cache
def templates() -> tuple[str, ...]:
    """The name of every template that `render` knows, in order."""
    places = [Path(place) / "mail" for place in get_app_template_dirs("templates")]
    found = {
        str(file.relative_to(place)).removesuffix(_SUBJECT)
        for place in places
        for file in place.rglob(f"*{_SUBJECT}")
    }
    return tuple(sorted(found))


def _plain(name: str, context: Mapping[str, object]) -> str:
    # Plain text is read as it is: an apostrophe must not become an HTML entity.
    return _template(name).render(Context(dict(context), autoescape=False))


def _html(name: str, context: Mapping[str, object]) -> str | None:
    try:
        return _template(name).render(Context(dict(context)))
    except TemplateDoesNotExist as missing:
        if str(missing) != name:
            raise
        return None


def _template(name: str) -> Template:
    found: Template = get_template(name).template  # type: ignore[attr-defined]
    return found
