"""How people write down what an application asks, read field by field into one spelling."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _

from gapura.common import phones
from gapura.core.weekdays import WEEKDAYS
from gapura.people import names
from gapura.venues.acts import NewDoor
from gapura.venues.categories import CATEGORIES
from gapura.venues.importing import hours as written_hours
from gapura.venues.importing.problems import UnfitRowError
from gapura.venues.models import HIGHEST_DOOR, Door

MAIN_DOOR: Final = "Pintu utama"
LANGUAGES: Final = ("id", "en")
_LONGEST_DOOR = 80
_LONGEST_EMAIL = 254
_MONTHS: Final = {
    word: number
    for number, words in enumerate(
        (
            "januari january jan",
            "februari february feb pebruari",
            "maret march mar",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agu agt aug ags",
            "september sep sept",
            "oktober october okt oct",
            "november nov nopember nop",
            "desember december des dec",
        ),
        1,
    )
    for word in words.split()
}
_WHOLE = re.compile(r"[0-9]{1,9}|[0-9]{1,3}(?:\.[0-9]{3})+")
_DEGREES = r"(-?[0-9]{1,3}\.[0-9]+)"
_PAIR = re.compile(rf"\(?{_DEGREES}°?\s*[,;\s]\s*{_DEGREES}°?\)?")
_REGION = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}(\.[0-9]{4})?")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")


class UnfitError(ValueError):
    """A value cannot be read; `code` is stable, the message says why to its writer, in their language."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


def is_empty(value: object) -> bool:
    """Whether nothing was written."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], (), {})


def missing(field: str) -> str:
    """What to say where a required field is empty."""
    words = {
        "letter_number": _("Write the number of your letter."),
        "letter_date": _("Write the date of your letter."),
        "agency": _("Write the name of your agency."),
        "pic_name": _("Write the name of the person in charge."),
        "pic_position": _("Write the position of the person in charge."),
        "email": _("Write the office's e-mail address."),
        "phone": _("Write the mobile phone number of the person in charge."),
        "place_name": _("Write the name of the place."),
        "category": _("Choose what kind of place it is."),
        "address": _("Write the address of the place."),
        "region": _("Choose the village or kecamatan."),
        "capacity": _("Write how many people may be inside at once."),
    }
    return words.get(field) or _("This is needed.")


def text(longest: int) -> Callable[[object], str]:
    """A reader of one line of text of at most so many characters."""

    def read(value: object) -> str:
        line = " ".join(unicodedata.normalize("NFC", str(value)).split())
        # Control, direction-changing and unassigned characters would lie on a poster.
        if any(unicodedata.category(sign)[0] == "C" for sign in line):
            raise UnfitError("invisible", _("This holds invisible characters. Please type it anew."))
        if not any(sign.isalnum() for sign in line):
            raise UnfitError("no_words", _("Write it in letters or numbers."))
        if len(line) > longest:
            words = _("At most %(longest)d characters, please.") % {"longest": longest}
            raise UnfitError("too_long", words)
        return line

    return read


def person(value: object) -> str:
    """A person's name, with academic titles where there are some."""
    try:
        return names.read(str(value))
    except names.UnfitNameError as unfit:
        raise UnfitError("not_a_name", str(unfit)) from None


def day(value: object) -> date:
    """A date: `2021-10-05`, `05/10/2021` (the day first) or `5 Oktober 2021`."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    written = " ".join(str(value).casefold().replace(",", " ").split())
    try:
        return _written_day(written)
    except (ValueError, KeyError):
        words = _("Write the date like this: 05/10/2021 (day, month, year).")
        raise UnfitError("not_a_date", words) from None


def _written_day(written: str) -> date:
    if match := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[t ].*)?", written):
        year, month, number = map(int, match.groups())
    elif match := re.fullmatch(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})", written):
        number, month, year = map(int, match.groups())
    else:
        first, word, last = written.split(" ")
        number, month, year = int(first), _MONTHS[word.strip(".")], int(last)
    return date(year, month, number)


def email(value: object) -> str:
    """An e-mail address, its domain in lower case."""
    written = str(value).strip()
    if len(written) > _LONGEST_EMAIL or any(unicodedata.category(sign)[0] == "C" for sign in written):
        raise UnfitError("not_an_address", _("This is not an e-mail address."))
    try:
        validate_email(written)
    except ValidationError:
        words = _("This e-mail address is not complete. Example: desa.batubulan@gianyarkab.go.id")
        raise UnfitError("not_an_address", words) from None
    name, _at, domain = written.rpartition("@")
    return f"{name}@{domain.lower()}"


def phone(value: object) -> str:
    """A phone number that exists, in E.164; one without a country is Indonesian."""
    written = str(value).strip()
    # A spreadsheet program takes the first zero of a number away.
    if re.fullmatch(r"8[0-9]{7,11}", written):
        written = f"0{written}"
    try:
        return phones.e164(written)
    except phones.NoSuchNumberError:
        words = _("This phone number does not exist. Example: 0812 3456 7890")
        raise UnfitError("no_such_number", words) from None
    except phones.NoNumberError:
        raise UnfitError("not_a_number", _("Write a phone number. Example: 0812 3456 7890")) from None


def category(value: object) -> str:
    """A category's code, from the code or from its name in Indonesian or English."""
    wanted = _key(str(value))
    for code, known in CATEGORIES.items():
        if wanted in {_key(code), *(_key(_in(language, known.label)) for language in LANGUAGES)}:
            return code
    raise UnfitError("no_such_category", _("There is no such kind of place. Choose one from the list."))


def _key(words: str) -> str:
    return re.sub(r"[\s_\-/]+", " ", words).strip().casefold()


def _in(tongue: str, words: object) -> str:
    with translation.override(tongue):
        return str(words)


def region(value: object) -> str:
    """The code of a village or a kecamatan; whether there is one of that code is checked elsewhere."""
    code = str(value).strip()
    if not _REGION.fullmatch(code):
        raise UnfitError("no_such_region", _("Choose the village or kecamatan from the list."))
    return code


def count(least: int, most: int) -> Callable[[object], int]:
    """A reader of a whole number within limits; thousands may be parted by a point."""

    def read(value: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool):
            number = value
        else:
            written = str(value).strip()
            if not _WHOLE.fullmatch(written):
                raise UnfitError("not_whole", _("Write a whole number, such as 120."))
            number = int(written.replace(".", ""))
        if not least <= number <= most:
            words = _("Write a number between %(least)s and %(most)s.")
            raise UnfitError("out_of_range", words % {"least": f"{least:,}", "most": f"{most:,}"})
        return number

    return read


def degrees(most: int) -> Callable[[object], float]:
    """A reader of a latitude or a longitude, in degrees with a point or a comma."""

    def read(value: object) -> float:
        try:
            number = float(str(value).strip().replace(",", ".").replace("−", "-").rstrip("°"))
        except ValueError:
            raise UnfitError("not_degrees", _("Write degrees as a number, such as -8.5441.")) from None
        if not -most <= number <= most:
            words = _("Write a number between %(least)s and %(most)s.") % {"least": -most, "most": most}
            raise UnfitError("out_of_range", words)
        return round(number, 6)

    return read


def with_pair_parted(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """`data` with a whole position that was pasted into one of the two fields put into both."""
    for field, other in (("latitude", "longitude"), ("longitude", "latitude")):
        if is_empty(data.get(other)) and (match := _PAIR.fullmatch(str(data.get(field) or "").strip())):
            latitude, longitude = match.groups()
            return {**data, "latitude": latitude, "longitude": longitude}
    return data


def doors(value: object) -> tuple[NewDoor, ...]:
    """Doors: a number of them, names parted by `;`, or a list of names or of `{"name", "kind"}`."""
    if isinstance(value, int) or (isinstance(value, str) and re.fullmatch(r"\s*[0-9]{1,4}\s*", value)):
        named: list[NewDoor] = [_door(name) for name in _numbered(int(value))]
    elif isinstance(value, str):
        named = [_door(name) for name in value.split(";") if name.strip()]
    elif isinstance(value, Sequence):
        named = [_door(each) for each in value]
    else:
        raise UnfitError("not_doors", _("Name at least one door."))
    if not 1 <= len(named) <= HIGHEST_DOOR:
        words = _("A place has between 1 and %(most)d doors.") % {"most": HIGHEST_DOOR}
        raise UnfitError("too_many_doors", words)
    if len({door.name.casefold() for door in named}) < len(named):
        raise UnfitError("same_doors", _("Two doors have the same name. Give each its own."))
    return tuple(named)


def _numbered(number: int) -> list[str]:
    return [MAIN_DOOR, *(f"Pintu {each}" for each in range(2, min(number, HIGHEST_DOOR + 1) + 1))][:number]


def _door(given: object) -> NewDoor:
    name: object = given
    kind: object = Door.Kind.BOTH
    if isinstance(given, NewDoor):
        name, kind = given.name, given.kind
    elif isinstance(given, Mapping):
        name, kind = given.get("name", ""), given.get("kind") or Door.Kind.BOTH
    if is_empty(name):
        raise UnfitError("nameless_door", _("Give every door a name."))
    if kind not in Door.Kind.values:
        raise UnfitError("no_such_kind", _("Say of every door whether it is a way in, a way out or both."))
    return NewDoor(text(_LONGEST_DOOR)(name), str(kind))


def hours(value: object) -> dict[str, list[str]]:
    """Opening hours by day, from a text (`Sen-Kam 07:30-15:30; Jum 07:30-13:00`) or from such a mapping."""
    if isinstance(value, Mapping):
        return {
            weekday: _open_between(value[weekday]) for weekday in WEEKDAYS if not is_empty(value.get(weekday))
        }
    try:
        return written_hours.read(str(value))
    except UnfitRowError:
        words = _("Write opening hours like this: Sen-Kam 07:30-15:30; Jum 07:30-13:00")
        raise UnfitError("not_hours", words) from None


def _open_between(times: object) -> list[str]:
    pair = [str(time) for time in times] if isinstance(times, Sequence) else []
    if len(pair) != 2 or not all(_TIME.fullmatch(time) for time in pair):
        raise UnfitError("not_hours", _("Write when the place opens and closes, such as 07:30 and 15:30."))
    if pair[0] >= pair[1]:
        raise UnfitError("closes_first", _("The place closes before it opens."))
    return pair


def language(value: object) -> str:
    """In which language to write to the applicant."""
    if value not in LANGUAGES:
        raise UnfitError("no_such_language", _("Choose Indonesian or English."))
    return str(value)
