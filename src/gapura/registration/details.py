"""Everything an application asks for, and the one way in which it is read from a form or a spreadsheet."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, Final

import msgspec
from django.utils.translation import gettext as _

from gapura.registration import findings, reading
from gapura.registration.findings import Finding
from gapura.registration.reading import UnfitError
from gapura.venues.acts import NewDoor

Hours = dict[str, list[str]]


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """What an application says, in one spelling.

    `email` is empty only where a coordinator applies for somebody without one; `phone` is in E.164; `region`
    is the code of the village or kecamatan; the position is in degrees to six places, or None twice;
    `opening_hours` is `{"mon": ["07:30", "15:30"]}`, closed days left out; `language` is `id` or `en`.
    """

    letter_number: str
    letter_date: date
    agency: str
    pic_name: str
    pic_position: str
    email: str
    phone: str
    place_name: str
    category: str
    address: str
    region: str
    capacity: int
    latitude: float | None = None
    longitude: float | None = None
    staff: int | None = None
    daily_guests: int | None = None
    doors: tuple[NewDoor, ...] = (NewDoor(reading.MAIN_DOOR),)
    opening_hours: Hours = {}
    language: str = "id"


OPTIONAL: Final = frozenset(
    {"latitude", "longitude", "staff", "daily_guests", "doors", "opening_hours", "language"}
)
FIELDS: Final = tuple(Details.__struct_fields__)
_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "letter_number": reading.text(100),
    "letter_date": reading.day,
    "agency": reading.text(200),
    "pic_name": reading.person,
    "pic_position": reading.text(100),
    "email": reading.email,
    "phone": reading.phone,
    "place_name": reading.text(200),
    "category": reading.category,
    "address": reading.text(300),
    "region": reading.region,
    "capacity": reading.count(1, 1_000_000),
    # Two numbers the wrong way round can be read; `checks.positions` says so and offers to turn them.
    "latitude": reading.degrees(180),
    "longitude": reading.degrees(180),
    "staff": reading.count(0, 1_000_000),
    "daily_guests": reading.count(0, 10_000_000),
    "doors": reading.doors,
    "opening_hours": reading.hours,
    "language": reading.language,
}


def read(data: Mapping[str, Any], *, may_be_empty: Collection[str] = ()) -> Details | list[Finding]:
    """The details in `data`, or everything that is wrong with them, at most one finding for each field.

    Values may be texts as people write them or what they mean (dates, numbers, lists of doors). Fields of
    no use here are ignored. `may_be_empty` names required texts that this applicant may leave out, as a
    coordinator may leave out `email`.
    """
    values, wrong = read_some(data, FIELDS, may_be_empty=may_be_empty)
    return wrong or Details(**values)


def read_some(
    data: Mapping[str, Any], fields: Collection[str], *, may_be_empty: Collection[str] = ()
) -> tuple[dict[str, Any], list[Finding]]:
    """The same for some fields only, as one step of the form asks: what could be read, and what is wrong."""
    data = reading.with_pair_parted(data)
    values: dict[str, Any] = {}
    wrong: list[Finding] = []
    for field in fields:
        given = data.get(field)
        if reading.is_empty(given):
            if field in may_be_empty and field not in OPTIONAL:
                values[field] = ""
            elif field not in OPTIONAL:
                wrong.append(findings.error(field, "missing", reading.missing(field)))
            continue
        try:
            values[field] = _READERS[field](given)
        except UnfitError as unfit:
            wrong.append(findings.error(field, unfit.code, str(unfit)))
    wrong.extend(_half_a_position(data, fields))
    return values, wrong


def _half_a_position(data: Mapping[str, Any], fields: Collection[str]) -> list[Finding]:
    pair = ("latitude", "longitude")
    empty = [field for field in pair if reading.is_empty(data.get(field))]
    if len(empty) != 1 or not set(pair) <= set(fields):
        return []
    words = _("Give both numbers of the position, or neither.")
    return [findings.error(empty[0], "half_a_position", words)]


def stored(details: Details) -> str:
    """The details as JSON, to be sealed into a column."""
    return msgspec.json.encode(details).decode()


def restored(text: str) -> Details:
    """The details that `stored` wrote, also by an earlier version. Raises msgspec.DecodeError."""
    return msgspec.json.decode(text, type=Details)


def plain(details: Details) -> dict[str, Any]:
    """The details as lists, numbers and texts (a date as `2021-10-05`), which `read` takes again."""
    plainly: dict[str, Any] = msgspec.to_builtins(details)
    return plainly
