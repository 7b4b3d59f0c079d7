"""Evidence in few bytes, as a pass holds it: one short record for each thing on record.

A record's first byte has its kind in the high half; days are two bytes, counted from 1 January 1900.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from struct import Struct
from typing import Final

from gapura.core.evidence import Arrival, Contact, Dose, Evidence, Exemption, Recovery, Test

PRODUCTS: Final = (
    "",
    "sinovac",
    "astrazeneca",
    "pfizer",
    "moderna",
    "sinopharm",
    "janssen",
    "novavax",
    "sputnik",
    "cansino",
    "zifivax",
    "covovax",
    "indovac",
    "awcorna",
    "inavac",
)
"""Products by number, from 1; number 15 has the product's own name behind it."""

DOSE, TEST, CONTACT, ARRIVAL, RECOVERY, EXEMPTION = range(1, 7)
_OTHER: Final = 15
_PCR: Final = 1
_POSITIVE: Final = 2
_NO_DAY: Final = 0xFFFF
_DAY_0: Final = date(1900, 1, 1)
_DAY: Final = Struct(">H")
_SECONDS: Final = Struct(">I")
_LAST_SECOND: Final = (1 << 32) - 1


def pack(evidence: Evidence) -> bytes:
    """`evidence` as bytes: the birth date's day first (65535 where there is none), then the records.

    Days before 1900 and after 2079 become the first and the last that fit; the seconds of a test's moment
    are kept, smaller parts are not.
    """
    return b"".join(_parts(evidence))


def unpack(raw: bytes) -> Evidence:
    """The evidence in `raw`; `ValueError` for anything `pack` would not have written."""
    reader = _Reader(raw)
    born = reader.number(_DAY)
    found: dict[str, list[object]] = {}
    while reader.rest:
        head = reader.byte()
        kind, detail = head >> 4, head & 15
        if kind not in _RECORDS:
            raise ValueError(f"no record is of kind {kind}")
        name, read = _RECORDS[kind]
        found.setdefault(name, []).append(read(reader, detail))
    return Evidence(
        birth_date=None if born == _NO_DAY else _date(born),
        **{name: tuple(items) for name, items in found.items()},  # type: ignore[arg-type]
    )


def _parts(evidence: Evidence) -> Iterator[bytes]:
    born = evidence.birth_date
    yield _DAY.pack(_NO_DAY) if born is None else _day(born)
    for dose in evidence.doses:
        yield _dose(dose)
    for test in evidence.tests:
        detail = _PCR * (test.kind == "pcr") + _POSITIVE * (test.result == "positive")
        seconds = min(max(int(test.at.timestamp() // 1), 0), _LAST_SECOND)
        yield _head(TEST, detail) + _SECONDS.pack(seconds)
    for contact in evidence.contacts:
        yield _head(CONTACT) + _day(contact.date)
    for arrival in evidence.arrivals:
        ended = arrival.quarantine_ended
        yield _head(ARRIVAL, ended is not None) + _day(arrival.date) + (_day(ended) if ended else b"")
    for recovery in evidence.recoveries:
        yield _head(RECOVERY) + _day(recovery.date)
    for letter in evidence.exemptions:
        yield _head(EXEMPTION) + _day(letter.start) + _day(letter.until)


def _head(kind: int, detail: int = 0) -> bytes:
    return bytes([kind << 4 | detail])


def _dose(dose: Dose) -> bytes:
    if dose.product in PRODUCTS:
        return _head(DOSE, PRODUCTS.index(dose.product)) + _day(dose.date)
    name = dose.product.encode()
    return _head(DOSE, _OTHER) + _day(dose.date) + bytes([len(name)]) + name


def _day(day: date) -> bytes:
    return _DAY.pack(min(max((day - _DAY_0).days, 0), _NO_DAY - 1))


def _date(number: int) -> date:
    return _DAY_0 + timedelta(days=number)


class _Reader:
    """Takes values off the front of some bytes."""

    def __init__(self, raw: bytes) -> None:
        self.rest = raw

    def take(self, length: int) -> bytes:
        if len(self.rest) < length:
            raise ValueError("a record is cut short")
        taken, self.rest = self.rest[:length], self.rest[length:]
        return taken

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self, layout: Struct) -> int:
        value: int = layout.unpack(self.take(layout.size))[0]
        return value

    def day(self) -> date:
        return _date(self.number(_DAY))


def _read_dose(reader: _Reader, detail: int) -> Dose:
    day = reader.day()
    if detail == _OTHER:
        return Dose(day, reader.take(reader.byte()).decode())
    if detail == 0:
        raise ValueError("no product has the number 0")
    return Dose(day, PRODUCTS[detail])


def _read_test(reader: _Reader, detail: int) -> Test:
    if detail > (_PCR | _POSITIVE):
        raise ValueError(f"no test is of kind {detail}")
    return Test(
        "pcr" if detail & _PCR else "antigen",
        "positive" if detail & _POSITIVE else "negative",
        datetime.fromtimestamp(reader.number(_SECONDS), UTC),
    )


def _read_arrival(reader: _Reader, detail: int) -> Arrival:
    return Arrival(reader.day(), reader.day() if detail else None)


_RECORDS: Final[dict[int, tuple[str, Callable[[_Reader, int], object]]]] = {
    DOSE: ("doses", _read_dose),
    TEST: ("tests", _read_test),
    CONTACT: ("contacts", lambda reader, _: Contact(reader.day())),
    ARRIVAL: ("arrivals", _read_arrival),
    RECOVERY: ("recoveries", lambda reader, _: Recovery(reader.day())),
    EXEMPTION: ("exemptions", lambda reader, _: Exemption(reader.day(), reader.day())),
}
