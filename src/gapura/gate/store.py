"""What the gate asks of the database, function by function, and how rows become the gate's own things."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from gapura.gate import arrays
from gapura.gate.model import LAST_ID, MINUTE, Door, Standing, Venue, Visit, day_number, timestamp
from gapura.gate.plans import Plans
from gapura.gate.wire import Call, LostError, RefusedError, Rows, T, Then, Wire, as_it_came

log = logging.getLogger(__name__)

_VISIT_COLUMNS: Final = """id, venue_id, person_id, number, door, companions, colour, decision, ruleset,
    reasons, occupancy, capacity, (extract(epoch FROM checked_in_at) * 1000)::bigint,
    (extract(epoch FROM limit_at) * 1000)::bigint, (extract(epoch FROM left_at) * 1000)::bigint,
    left_by, left_occupancy, offline"""

SETTINGS: Final = {
    "plan_cache_mode": "force_generic_plan",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "enable_seqscan": "off",
    "enable_bitmapscan": "off",
    "enable_material": "off",
}
"""For every session of the gate: plans are kept, and walk keys however small a table is at the time."""

STATEMENTS: Final = {
    name.encode(): sql.encode()
    for name, sql in {
        "begin": "BEGIN",
        "commit": "COMMIT",
        "rollback": "ROLLBACK",
        "discard": "DISCARD PLANS",
        "facts": "SELECT * FROM gapura_facts($1, $2, $3, $4, $5, $6)",
        "open": "SELECT gapura_open_venues($1)",
        "visits": f"SELECT {_VISIT_COLUMNS} FROM gapura_visits($1, $2)",
        "history": f"SELECT {_VISIT_COLUMNS} FROM gapura_history($1, $2, $3, $4)",
        "check_in": f"SELECT gapura_check_in({', '.join(f'${n}' for n in range(1, 20))})",
        "check_out": "SELECT gapura_check_out($1, $2, $3, $4, $5, $6)",
        "venues": "SELECT * FROM gapura_venues($1)",
        "make": "SELECT gapura_make_partitions($1, $2)",
        "overdue": "SELECT gapura_close_overdue($1, $2, $3)",
        "claim": "SELECT * FROM gapura_claim_sweep($1, $2, $3)",
        "swept": "SELECT gapura_swept($1, $2)",
        "minute": "SELECT gapura_note_minute($1, $2, $3)",
        "scanners": "SELECT * FROM gapura_scanners($1)",
        "pass_owners": """SELECT number, person_id, (extract(epoch FROM withdrawn_at) * 1000)::bigint
            FROM gapura_pass_owners($1)""",
        "scanned": f"SELECT gapura_scanned({', '.join(f'${n}' for n in range(1, 17))})",
        "held_back": f"SELECT gapura_held_back({', '.join(f'${n}' for n in range(1, 10))})",
        "ready": "SELECT count(*) FROM gapura_partitions() WHERE day = $1",
    }.items()
}

BEGIN: Final = Call(b"begin")
COMMIT: Final = Call(b"commit")
ROLLBACK: Final = Call(b"rollback")
DISCARD: Final = Call(b"discard")
"""Make every plan anew when it is next used."""


def _dates(ids: Sequence[str]) -> bytes:
    """The days of ids, which nearly always are one."""
    if ids and (day := day_number(min(ids))) == day_number(max(ids)):
        return arrays.dates([day] * len(ids))
    return arrays.dates([day_number(id) for id in ids])


def facts(people: Sequence[tuple[str, int]], venue_ids: Sequence[str], ids: Sequence[str]) -> Call:
    """Lock and read people by person and device id, then venues and wherever these people stand.

    Of the ids those are told that visits have already.
    """
    return Call(
        b"facts",
        (
            arrays.uuids([person for person, _ in people]),
            arrays.bigints([device for _, device in people]),
            arrays.uuids(venue_ids),
            arrays.uuids(ids),
            arrays.date(day_number(min(ids, default=LAST_ID))),
            arrays.date(day_number(max(ids, default=LAST_ID))),
        ),
        binary=True,
    )


def open_venues(venue_ids: Iterable[str]) -> Call:
    """Give venues the row that `facts` locks."""
    return Call(b"open", (arrays.uuids(list(venue_ids)),), binary=True)


def visits(ids: Sequence[str]) -> Call:
    """Read visits by id."""
    return Call(b"visits", (arrays.uuids(ids), _dates(ids)), binary=True)


def history(person_id: str, since: str, at_most: int) -> Call:
    """Read one person's visits from an id on, newest first."""
    return Call(b"history", (person_id.encode(), since.encode(), LAST_ID.encode(), str(at_most).encode()))


def check_in(new: Sequence[Visit]) -> Call:
    """Write visits."""
    ids = [visit.id for visit in new]
    return Call(
        b"check_in",
        (
            arrays.uuids(ids),
            _dates(ids),
            arrays.uuids([visit.venue_id for visit in new]),
            arrays.uuids([visit.person_id for visit in new]),
            arrays.integers([visit.number for visit in new]),
            arrays.smallints([visit.door for visit in new]),
            arrays.smallints([visit.companions for visit in new]),
            arrays.words([visit.colour for visit in new]),
            arrays.words([visit.decision for visit in new]),
            arrays.words([visit.ruleset for visit in new]),
            arrays.words([visit.reasons for visit in new]),
            arrays.integers([visit.occupancy for visit in new]),
            arrays.integers([visit.capacity for visit in new]),
            arrays.times([visit.checked_in_at for visit in new]),
            arrays.times([visit.limit_at for visit in new]),
            *_already_left(new),
        ),
        binary=True,
    )


def _already_left(new: Sequence[Visit]) -> tuple[bytes | None, ...]:
    """When and how visits ended that are over when they are written, and which are late; mostly none."""
    if not any(visit.offline or visit.left_at is not None for visit in new):
        return (None,) * 4
    return (*_left(new), arrays.booleans([visit.offline for visit in new]))


def _left(visits: Sequence[Visit]) -> tuple[bytes, bytes, bytes]:
    return (
        arrays.nullable_times([visit.left_at for visit in visits]),
        arrays.nullable_words([visit.left_by for visit in visits]),
        arrays.nullable_integers([visit.left_occupancy for visit in visits]),
    )


def check_out(closed: Sequence[Visit]) -> Call:
    """Close visits that were open before this batch."""
    ids = [visit.id for visit in closed]
    venue_ids = arrays.uuids([visit.venue_id for visit in closed])
    return Call(b"check_out", (arrays.uuids(ids), _dates(ids), venue_ids, *_left(closed)), binary=True)


def venues(numbers: Iterable[int]) -> Call:
    """Read the places that numbers name."""
    return Call(b"venues", (arrays.integers(list(numbers)),), binary=True)


def make_partitions(first_day: str, last_day: str) -> Call:
    """Make the missing days."""
    return Call(b"make", (first_day.encode(), last_day.encode()))


def close_overdue(after: str, before: str, at: int) -> Call:
    """Close what has passed its limit."""
    return Call(b"overdue", (after.encode(), before.encode(), timestamp(at).encode()))


def claim_sweep(name: str, at: int, pause: float) -> Call:
    """Take a sweep that no gate took for `pause` seconds."""
    return Call(b"claim", (name.encode(), timestamp(at).encode(), f"{pause} seconds".encode()))


def swept(name: str, until: int) -> Call:
    """Say how far a sweep was done."""
    return Call(b"swept", (name.encode(), timestamp(until).encode()))


def note_minute(gate: str, minute: int, figures: bytes) -> Call:
    """Keep what this gate did in a minute."""
    return Call(b"minute", (gate.encode(), timestamp(minute).encode(), figures))


def ready(day: str) -> Call:
    """Count the partitions of a day."""
    return Call(b"ready", (day.encode(),))


class Claim(NamedTuple):
    """A sweep to do: the moment until which it was done, and all venues' stay limits, in milliseconds."""

    until: int
    stays: list[int]


def claim(rows: Rows) -> Claim | None:
    """What `claim_sweep` gave; None where another gate is at it."""
    if not rows:
        return None
    until, stays = rows[0]
    moment = datetime.fromisoformat((until or b"").decode())
    minutes = (stays or b"{}").decode().strip("{}")
    return Claim(int(moment.timestamp() * 1000), [int(stay) * MINUTE for stay in minutes.split(",") if stay])


class Facts(NamedTuple):
    """What `facts` gave: people by person and device, people inside by venue, and ids that visits have."""

    standings: dict[tuple[str, int], Standing]
    inside: dict[str, int]
    taken: list[str]


def facts_read(rows: Rows, people: Sequence[tuple[str, int]]) -> Facts:
    """The rows of `facts` for the people asked for; unknown ones are left out."""
    found = Facts({}, {}, [])
    for place, evidence, visit_id, venue_id, live, inside in rows:
        if place is not None:
            found.standings[people[int(place) - 1]] = Standing(
                evidence or b"{}", _text(visit_id), _text(venue_id), live == b"t"
            )
        elif inside is not None:
            found.inside[(venue_id or b"").decode()] = int(inside)
        else:
            found.taken.append((visit_id or b"").decode())
    return found


_VISIT_READERS: Final[tuple[Callable[[bytes], Any], ...]] = (
    *(bytes.decode,) * 3,
    *(int,) * 3,
    *(bytes.decode,) * 4,
    *(int,) * 5,
    bytes.decode,
    int,
    b"t".__eq__,
)


def visit_rows(rows: Rows) -> list[Visit]:
    """What `visits` or `history` gave."""
    return [_visit(row) for row in rows]


def _visit(row: tuple[bytes | None, ...]) -> Visit:
    values: list[Any] = [
        None if value is None else read(value) for read, value in zip(_VISIT_READERS, row, strict=True)
    ]
    return Visit(*values)


class _DoorRow(msgspec.Struct):
    number: int
    name: str
    withdrawn: bool
    screen_only: bool = False


_doors = msgspec.json.Decoder(list[_DoorRow])


def venue_rows(rows: Rows) -> list[Venue]:
    """What `venues` gave; a venue whose row makes no sense is left out, and nobody else's is."""
    found = []
    for row in rows:
        try:
            found.append(_venue(row))
        except (LookupError, ValueError) as error:
            log.error("venue number %s cannot be read: %s", row[0], error)
    return found


@lru_cache(maxsize=10_000)
def _venue(row: tuple[bytes | None, ...]) -> Venue:
    """A venue that has not changed since it was last read need not be taken apart again."""
    values = [value if value is not None else b"" for value in row]
    number, id, name, category, sector, region, zone, capacity, stay, withdrawn, level, pinned, doors = values
    return Venue(
        number=int(number),
        id=id.decode(),
        name=name.decode(),
        category=category.decode(),
        sector=sector.decode(),
        region=region.decode(),
        zone=ZoneInfo(zone.decode()),
        capacity=int(capacity),
        stay=int(stay) * MINUTE,
        withdrawn=withdrawn == b"t",
        ppkm_level=int(level) if level else None,
        pinned=pinned.decode() or None,
        doors={
            door.number: Door(door.name, door.withdrawn, door.screen_only) for door in _doors.decode(doors)
        },
    )


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()


_SHUT_DOWN: Final = "57"
_READ_ONLY: Final = "25006"


class Link:
    """A connection that is made when first needed and made again after it was lost.

    `turn` is held by whoever has a transaction to fill, until its end is sent: the next one's first trip
    then travels while that end is waited for. `spoilt` says that a transaction may have been left open;
    `plans`, when those of the connection are too old for what it has written.
    """

    def __init__(self, conninfo: str, *, connect_timeout: float = 2.0, timeout: float = 5.0) -> None:
        self._conninfo = conninfo
        self._connect_timeout = connect_timeout
        self._timeout = timeout
        self._wire: Wire | None = None
        self.turn = asyncio.Lock()
        self.plans = Plans()
        self.spoilt = False

    async def trip(self, *calls: Call) -> list[Rows]:
        """One round trip; raises LostError or RefusedError as Wire does, and lets go of a lost connection."""
        return await self.hear(as_it_came, *calls)

    async def hear(self, then: Then[T], *calls: Call) -> T:
        """The same, and what `then` makes of the rows the moment they come; it may `send` what is next."""
        if self._wire is None:
            self._wire = await Wire.connect(
                self._conninfo, SETTINGS, STATEMENTS, timeout=self._connect_timeout
            )
        return await self._answer(self._wire, self._wire.send(then, *calls, timeout=self._timeout))

    def send(self, *calls: Call) -> Awaitable[list[Rows]]:
        """Send at once, over the connection there is; what comes back is awaited later, as of `trip`."""
        if self._wire is None:
            raise LostError("no connection")
        return self._answer(self._wire, self._wire.send(as_it_came, *calls, timeout=self._timeout))

    def look(self) -> None:
        """See whether something has come, for whoever keeps the loop busy."""
        if self._wire is not None:
            self._wire.look()

    async def _answer(self, wire: Wire, sent: Awaitable[T]) -> T:
        try:
            return await sent
        except RefusedError as error:
            if error.sqlstate[:2] == _SHUT_DOWN or error.sqlstate == _READ_ONLY:
                await self._let_go(wire)
            raise
        except (LostError, asyncio.CancelledError):
            await self._let_go(wire)
            raise

    async def close(self) -> None:
        """Let go of the connection."""
        if self._wire is not None:
            await self._let_go(self._wire)

    async def _let_go(self, wire: Wire) -> None:
        """Close a connection, which a newer one may have replaced by now."""
        if self._wire is wire:
            self._wire = None
        await wire.close()
