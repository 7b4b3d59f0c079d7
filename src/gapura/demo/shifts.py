"""What the demo's officers did at the doors of one office in the last two weeks, as retention leaves it.

There are no visits behind it, as with the counts of the past: a scan names nobody but the officer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from django.utils import timezone

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.core.ids import day_of, new_id
from gapura.demo.simulation.rows import ZONE
from gapura.scanning.acts import scanners
from gapura.scanning.models import Scan, Scanner
from gapura.venues.models import Venue

SEED: Final = 5104
DAYS: Final = 13
NO_NETWORK: Final = 2
"""So many workdays before the last one the scanners were without a network all day."""

ON_PAPER: Final = 4
"""So many workdays before the last one nothing worked, and a list on paper was typed in afterwards."""

DEVICES: Final = ("Tablet pintu utama (demo)", "Ponsel petugas (demo)")


@dataclass(frozen=True, slots=True)
class _Shift:
    officer: User
    scanner: Scanner
    begins: time
    hours: float
    scans: int
    late: bool = False


def add(office: str, today: date) -> None:
    """Two registered scanners, and the shifts of an office's officer and PIC up to now."""
    venue = Venue.objects.get(name=office)
    officer, pic = (
        User.objects.filter(role=role, posts__venue=venue).order_by("pk")[0]
        for role in (Role.OFFICER, Role.PIC)
    )
    devices = [scanners.register(venue=venue, label=label, by=officer) for label in DEVICES]
    scanners.join(scanner=devices[0], by=pic)
    Scanner.objects.filter(pk=devices[0].pk).update(seen_at=timezone.now())
    rng = Random(SEED)
    days = [today - timedelta(days=back) for back in range(DAYS + 1)]
    for back, day in enumerate(day for day in days if day.weekday() < 5):
        for shift in _shifts(back, officer, pic, devices, rng):
            Scan.objects.bulk_create(_scans(venue, day, shift, rng))


def _shifts(back: int, officer: User, pic: User, devices: list[Scanner], rng: Random) -> list[_Shift]:
    if back == ON_PAPER:
        return [_Shift(officer, devices[1], time(8), 4, 14, late=True)]
    late = back == NO_NETWORK
    return [
        _Shift(officer, devices[0], time(7, 40), 7.5, rng.randint(50, 90), late),
        _Shift(pic, devices[0], time(12), 1, rng.randint(5, 9), late),
    ]


def _scans(venue: Venue, day: date, shift: _Shift, rng: Random) -> Iterator[Scan]:
    start = datetime.combine(day, shift.begins, ZONE)
    moments = sorted(rng.random() * shift.hours for _ in range(shift.scans))
    for place, hours in enumerate(moments):
        at = start + timedelta(hours=hours)
        if at < timezone.now():
            id = new_id(at)
            what = _what(rng, online=not shift.late)
            if shift.late and place == len(moments) // 2:  # two devices did not know of each other's people
                what = {"kind": "check-in", "decision": "admit", "colour": "green", "people": 3, "over": 2}
            yield Scan(
                id=id,
                day=day_of(id),
                venue_id=venue.pk,
                scanner_id=shift.scanner.pk,
                user_id=shift.officer.pk,
                at=at,
                late=shift.late,
                **what,
            )


def _what(rng: Random, *, online: bool) -> dict[str, Any]:
    """One thing at a door, in the shares in which such things happen.

    Result screens are among them only with the network: nobody but the server judges them.
    """
    party = rng.choices((1, 2, 3, 6), (70, 18, 9, 3))[0]
    kinds: tuple[tuple[float, dict[str, Any]], ...] = (
        (62, {"kind": "check-in", "decision": "admit", "colour": "green", "people": party}),
        (5, {"kind": "check-in", "decision": "admit", "colour": "yellow", "verified": True}),
        (2, {"kind": "check-in", "decision": "refuse", "colour": "red"}),
        (2, {"kind": "turned-away", "decision": "refuse", "why": "picture"}),
        (1, {"kind": "turned-away", "decision": "refuse", "why": "expired"}),
        (27, {"kind": "check-out", "decision": "admit", "colour": "green"}),
        (1, {"kind": "undo", "decision": "admit", "colour": "green"}),
    )
    if online:
        worth = rng.choices(("good", "again", "old", "elsewhere", "forged"), (80, 8, 6, 4, 2))[0]
        kinds += (
            (
                9,
                {
                    "kind": "proof",
                    "decision": "refuse" if worth in {"elsewhere", "forged"} else "admit",
                    "why": worth,
                },
            ),
        )
    weights, choices = zip(*kinds, strict=True)
    return dict(rng.choices(choices, weights)[0])
