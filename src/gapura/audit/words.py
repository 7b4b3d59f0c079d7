"""What the trail's acts and actors are called: each app's `trail_words` module says so for its own."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Data = Mapping[str, object]
Sentence = str | Promise | Callable[[Data], str]
"""A sentence with `%(placeholders)s` that an event's data fills, or a function that makes one of the data."""

MISSING = "–"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Who:
    """An actor for people: a name, and in what office he acted."""

    name: str
    office: str = ""


Names = Callable[[Collection[str]], Mapping[str, Who]]
"""From the keys of actors of one kind (`7` of `user:7`) to who they are; unknown ones may be left out."""

_sentences: dict[str, Sentence] = {}
_names: dict[str, Names] = {}
_BUILT_IN = {"system": _("Gapura"), "command": _("the operator, at the command line")}
_UNKNOWN = {"user": _("a former account"), "visitor": _("a visitor")}


def register(sentences: Mapping[str, Sentence]) -> None:
    """Say what acts are called. ValueError for an act that somebody else's sentence tells already."""
    if twice := sorted(sentences.keys() & _sentences.keys()):
        raise ValueError(f"already told: {', '.join(twice)}")
    _sentences.update(sentences)


def name_actors(kind: str, names: Names) -> None:
    """Say who the actors of a kind are: `user` in `user:7`."""
    _names[kind] = names


def known(act: str) -> bool:
    """Whether an act has its sentence."""
    return act in _sentences


def acts() -> list[str]:
    """Every act that has its sentence, in the order of their codes."""
    return sorted(_sentences)


def tell(act: str, data: Data) -> str:
    """The sentence of one event in the reader's language; the act's code where no sentence is known."""
    sentence = _sentences.get(act, act)
    if callable(sentence) and not isinstance(sentence, Promise):
        return sentence(data)
    written = {name: _written(value) for name, value in data.items()}
    return str(sentence) % defaultdict(lambda: MISSING, written) if "%(" in str(sentence) else str(sentence)


def actors(codes: Iterable[str]) -> dict[str, Who]:
    """Who stands behind each actor code (`user:7`, `system`): one look-up for each kind."""
    wanted = set(codes)
    by_kind: dict[str, dict[str, str]] = defaultdict(dict)
    for code in wanted:
        kind, _colon, key = code.partition(":")
        by_kind[kind][key] = code
    found: dict[str, Who] = {}
    for kind, keys in by_kind.items():
        named = _names[kind](keys.keys()) if kind in _names else {}
        found |= {code: named.get(key) or _unnamed(kind, code) for key, code in keys.items()}
    return found


def _unnamed(kind: str, code: str) -> Who:
    return Who(str(_BUILT_IN.get(kind) or _UNKNOWN.get(kind) or code))


def _written(value: object) -> object:
    """A day as the reader's language writes it; everything else as it is."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return value
    with suppress(ValueError):  # what only looks like a day
        return date_format(date.fromisoformat(value), "j F Y")
    return value
