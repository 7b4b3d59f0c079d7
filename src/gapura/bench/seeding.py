"""A world to measure in: a regency with venues, and people with evidence of every kind, written fast."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple

import psycopg

from gapura.core import ids
from gapura.core.codes import token, venue_code
from gapura.core.keys import KeyRing

VENUES: Final = 189
CAPACITY: Final = 1_000_000
RULESET: Final = "C_2021-09-13"
MOST_TOKENS: Final = 800_000
"""People that check in at most; the others are there to be passed by."""

SHARES: Final = (("green", 942), ("yellow", 50), ("red", 8))
"""People of each colour in a thousand."""

_TOKEN_LIFE: Final = 86_400
Progress = Callable[[int, int], None]


class Seeded(NamedTuple):
    """What a load generator needs: codes of venues, tokens of people."""

    codes: list[str]
    tokens: list[str]


def seed(url: str, keys: KeyRing, *, people: int, progress: Progress) -> Seeded:
    """Fill an empty, migrated database; `progress` counts people."""
    chance = random.Random(5104)
    with psycopg.connect(url) as connection:
        codes = _venues(connection, keys)
        tokens = _people(connection, keys, people, chance, progress)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE people_standing, people_device, venues_venue, venues_number")
    return Seeded(codes, tokens)


def _venues(connection: psycopg.Connection, keys: KeyRing) -> list[str]:
    connection.execute(
        "INSERT INTO regions_region (code, name, level, kind, time_zone)"
        " VALUES ('51.04', 'Gianyar', 'regency', 'kabupaten', 'Asia/Makassar')"
    )
    connection.execute(
        "INSERT INTO rulesets_pin (region_id, ruleset, reason, pinned_by)"
        " VALUES ('51.04', %s, 'measuring', 'command')",
        [RULESET],
    )
    for number in range(1, VENUES + 1):
        id = ids.new_id()
        connection.execute(
            "INSERT INTO venues_venue (id, name, category, sector, region_id, address, time_zone, capacity,"
            " stay_limit, opening_hours, state, state_reason, provenance, wished_name)"
            " VALUES (%s, %s, 'kantor_desa', 'office', '51.04', '', 'Asia/Makassar', %s, 240, '{}',"
            " 'live', '', 'synthetic', '')",
            [id, f"Kantor {number}", CAPACITY],
        )
        connection.execute(
            "INSERT INTO venues_number (number, venue_id, reason) VALUES (%s, %s, '')", [number, id]
        )
    key = keys.current("code")
    return [venue_code.make(number, 0, key) for number in range(1, VENUES + 1)]


def _people(
    connection: psycopg.Connection, keys: KeyRing, count: int, chance: random.Random, progress: Progress
) -> list[str]:
    until = int(time.time()) + _TOKEN_LIFE
    made = [(ids.new_id(), chance.getrandbits(63)) for _ in range(count)]
    kinds = _kinds(chance)
    with connection.cursor() as cursor:
        with cursor.copy("COPY people_standing (person_id, evidence) FROM STDIN") as copy:
            for number, (id, _) in enumerate(made, start=1):
                copy.write_row((id, next(kinds)))
                progress(number, count)
        with cursor.copy("COPY people_device (person_id, id, label, expires_at) FROM STDIN") as copy:
            for id, device in made:
                copy.write_row((id, device, "", datetime.fromtimestamp(until, UTC)))
    chance.shuffle(made)
    del made[MOST_TOKENS:]
    return [token.issue(keys, id, device, until) for id, device in made]


def _kinds(chance: random.Random) -> Iterator[str]:
    """Evidence as JSON, in the shares of a real day, dates differing."""
    made: list[str] = []
    for colour, share in SHARES:
        made += [json.dumps(_evidence(colour, chance)) for _ in range(share)]
    chance.shuffle(made)
    while True:
        yield from made


def _evidence(colour: str, chance: random.Random) -> dict[str, Any]:
    second = date.today() - timedelta(days=chance.randrange(30, 200))  # noqa: DTZ011
    dates = {"green": [second - timedelta(days=28), second], "yellow": [second], "red": []}[colour]
    return {
        "birth_date": f"{chance.randrange(1945, 2004)}-0{chance.randrange(1, 10)}-1{chance.randrange(10)}",
        "doses": [{"date": day.isoformat(), "product": "sinovac"} for day in dates],
    }
