"""A tiny world at a gate: venues, people and the requests they send."""

import http.client
import json
import os
import re
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from gapura.core import ids
from gapura.core.codes import passes, token, venue_code
from gapura.core.evidence import decode
from gapura.core.keys import KeyRing
from gapura.postgres import OWNER
from tests.postgresql.emptying import empty

ROOT = Path(__file__).parents[2]
RULESET = "C_2021-09-13"
PATIENCE = 300.0
"""Seconds; whoever is told to come again for so long stops asking, and the test sees the 503."""

PATHS = ""
"""Where a gate looks for modules before our own, each ended by a separator."""

GREEN: dict[str, Any] = {
    "doses": [{"date": "2021-03-01", "product": "sinovac"}, {"date": "2021-04-01", "product": "sinovac"}]
}
YELLOW: dict[str, Any] = {"doses": [{"date": "2021-03-01", "product": "sinovac"}]}
RED: dict[str, Any] = {}


def black() -> dict[str, Any]:
    """Two doses, and a positive test of yesterday."""
    at = (datetime.now(UTC) - timedelta(days=1)).isoformat(timespec="seconds")
    return {**GREEN, "tests": [{"kind": "pcr", "result": "positive", "at": at}]}


@dataclass(frozen=True)
class Place:
    """A venue as made for a test."""

    id: UUID
    number: int
    code: str


@dataclass(frozen=True)
class Visitor:
    """A person as made for a test."""

    id: UUID
    token: str


@dataclass(frozen=True)
class Scanner(Visitor):
    """A device as made for a test; `id` is its venue's, `officer` the account that unlocked it."""

    number: int
    officer: int


@dataclass
class World:
    """Empties the database of a gate and makes what a test needs. All venues lie in one pinned regency."""

    url: str
    keys: KeyRing
    _made: int = field(default=0)

    def __post_init__(self) -> None:
        self.db = psycopg.connect(self.url, user=OWNER, autocommit=True)
        empty(self.db)
        self.db.execute(
            "INSERT INTO regions_region (code, name, level, kind, time_zone) VALUES"
            " ('51.04', 'Gianyar', 'regency', '', 'Asia/Makassar')"
        )
        self.pin(RULESET)

    def close(self) -> None:
        """Let go of the database."""
        self.db.close()

    def pin(self, ruleset: str) -> None:
        """Let this rule set hold, whatever its dates."""
        self.db.execute("UPDATE rulesets_pin SET ended_at = now() WHERE ended_at IS NULL")
        self.db.execute(
            "INSERT INTO rulesets_pin (region_id, ruleset, reason, pinned_by)"
            " VALUES ('51.04', %s, 'a test', 'system')",
            [ruleset],
        )

    def place(
        self,
        name: str = "",
        *,
        capacity: int = 100,
        stay_limit: int = 240,
        doors: Mapping[int, str] | None = None,
    ) -> Place:
        """A venue with its number and doors."""
        self._made += 1
        venue_id = ids.new_id()
        self.db.execute(
            "INSERT INTO venues_venue (id, name, category, sector, region_id, address, time_zone, capacity,"
            " stay_limit, opening_hours, state, state_reason, provenance, wished_name)"
            " VALUES (%s, %s, 'kantor_desa', 'office', '51.04', '', 'Asia/Makassar', %s, %s, '{}', 'live',"
            " '', '', '')",
            [venue_id, name or f"Kantor {self._made}", capacity, stay_limit],
        )
        row = self.db.execute(
            "INSERT INTO venues_number (venue_id, reason) VALUES (%s, '') RETURNING number", [venue_id]
        ).fetchone()
        assert row is not None
        for number, door in (doors or {}).items():
            self.db.execute(
                "INSERT INTO venues_door (venue_id, number, name, kind) VALUES (%s, %s, %s, 'both')",
                [venue_id, number, door],
            )
        return Place(venue_id, row[0], self.code(row[0]))

    def code(self, number: int, door: int = 0) -> str:
        """The code of a number's door."""
        return venue_code.make(number, door, self.keys.current("code"))

    def person(self, evidence: Mapping[str, Any] = GREEN) -> Visitor:
        """A person with this evidence, signed in on one device."""
        return self.people(1, evidence)[0]

    def people(self, count: int, evidence: Mapping[str, Any] = GREEN) -> list[Visitor]:
        """Several people with the same evidence."""
        until = int(time.time()) + 3600
        made = [ids.new_id() for _ in range(count)]
        with self.db.cursor() as cursor:
            with cursor.copy("COPY people_standing (person_id, evidence) FROM STDIN") as copy:
                for person_id in made:
                    copy.write_row((person_id, Jsonb(dict(evidence))))
            with cursor.copy("COPY people_device (person_id, id, label, expires_at) FROM STDIN") as copy:
                for person_id in made:
                    copy.write_row((person_id, 7, "", datetime.fromtimestamp(until, UTC)))
        return [Visitor(id, token.issue(self.keys, id, 7, until)) for id in made]

    def devices(self, visitor: Visitor, count: int) -> list[Visitor]:
        """The same person signed in on more devices."""
        until = int(time.time()) + 3600
        numbers = range(100, 100 + count)
        for number in numbers:
            self.db.execute(
                b"INSERT INTO people_device (person_id, id, label, expires_at) VALUES (%s, %s, '', %s)",
                [visitor.id, number, datetime.fromtimestamp(until, UTC)],
            )
        return [Visitor(visitor.id, token.issue(self.keys, visitor.id, number, until)) for number in numbers]

    def officer(self, place: Place, name: str = "Made") -> int:
        """A gate officer with a post at a place; returns the account's number."""
        self._made += 1
        user = self.one(
            "INSERT INTO accounts_user (password, is_superuser, username, email, is_staff, is_active,"
            " date_joined, name, role, region_id) VALUES ('!', false, %s, '', false, true, now(), %s,"
            " 'officer', '51.04') RETURNING id",
            [f"{name.lower()}{self._made}", name],
        )
        self.db.execute("INSERT INTO venues_post (user_id, venue_id) VALUES (%s, %s)", [user, place.id])
        return int(user)

    def scanner(self, place: Place, *officers: int, desk: bool = False) -> Scanner:
        """A device registered to a place, which these officers may unlock; `desk` is the portal's own."""
        users = officers or (self.officer(place),)
        number = secrets.randbits(63)
        until = int(time.time()) + 3600
        self.db.execute(
            "INSERT INTO scanning_scanner (id, venue_id, label, desk, registered_by_id, expires_at)"
            " VALUES (%s, %s, 'Pintu', %s, %s, %s)",
            [number, place.id, desk, users[0], datetime.fromtimestamp(until, UTC)],
        )
        for user in users:
            self.db.execute(
                "INSERT INTO scanning_keeper (scanner_id, user_id) VALUES (%s, %s)", [number, user]
            )
        made = token.issue(self.keys, place.id, number, until, kind=token.SCANNER)
        return Scanner(place.id, made, number, users[0])

    def issued(self, visitor: Visitor, *, ago: int = 0, life: int = 3600) -> str:
        """A pass with what is on record of somebody, issued some seconds ago."""
        self._made += 1
        at = int(time.time()) - ago
        number = (at << 8) + self._made  # higher than any before
        record = self.one("SELECT evidence FROM people_standing WHERE person_id = %s", [visitor.id])
        self.db.execute(
            "INSERT INTO people_person (id, document_kind, language) VALUES (%s, '', 'id')"
            " ON CONFLICT DO NOTHING",
            [visitor.id],
        )
        self.db.execute(
            "INSERT INTO people_pass"
            " (number, person_id, kind, issued_at, expires_at, issued_by, withdrawn_by)"
            " VALUES (%s, %s, 'paper', to_timestamp(%s), to_timestamp(%s), 'system', '')",
            [number, visitor.id, at, at + life],
        )
        issued = passes.Pass("paper", number, at, at + life, "Ni Made S.", decode(json.dumps(record)))
        return passes.make(self.keys.current("pass"), issued)

    def visits(self, where: str = "true") -> int:
        """How many visits are kept."""
        return int(self.one(f"SELECT count(*) FROM visits_visit WHERE {where}"))

    def one(self, query: str, values: list[Any] | None = None) -> Any:
        """The first column of the first row."""
        row = self.db.execute(query.encode(), values).fetchone()
        return row[0] if row else None

    def inside(self, place: Place) -> int:
        """The kept count of people inside."""
        return int(self.one("SELECT inside FROM visits_occupancy WHERE venue_id = %s", [place.id]) or 0)

    def drift(self) -> list[Any]:
        """Venues whose kept count is not that of a recount."""
        return self.db.execute("SELECT * FROM gapura_recount() WHERE inside <> recounted").fetchall()


@dataclass
class Reply:
    """An HTTP answer."""

    status: int
    headers: Mapping[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.raw)

    @property
    def says_try_again(self) -> bool:
        """Whether whoever asked shall come back, be it for one item of a batch: the database is too slow."""
        told = self.status == 503 or (self.status == 200 and self.raw.startswith(b'{"items":['))
        return told and b"urn:gapura:problem:try-again" in self.raw

    @property
    def problem(self) -> str:
        """The type of the problem document, without its prefix."""
        assert self.headers["content-type"] == "application/problem+json"
        body = self.json
        assert body["status"] == self.status
        assert body["title"]
        assert body["detail"]
        return str(body["type"]).removeprefix("urn:gapura:problem:")


class Caller:
    """A client of one gate that keeps its connection, as a phone or a device does."""

    def __init__(self, port: int, *, patient: bool = False) -> None:
        """One that is `patient` comes back when it is told to, as our own pages and scanners do."""
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._patient = patient

    def send(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """One request; a connection that the server closed meanwhile is opened again.

        The length of a body in pieces is not announced.
        """
        deadline = time.monotonic() + PATIENCE
        reply = self._send(method, path, body, headers)
        while self._patient and reply.says_try_again and time.monotonic() < deadline:
            time.sleep(int(reply.headers.get("retry-after", "1")))
            reply = self._send(method, path, body, headers)
        return reply

    def _send(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] | None,
        headers: Mapping[str, str] | None,
    ) -> Reply:
        self._connection.request(method, path, body=body, headers=dict(headers or {}))
        try:
            answer = self._connection.getresponse()
            raw = answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise
        return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, raw)

    def post(self, path: str, body: Any, visitor: Visitor | None = None, **headers: str) -> Reply:
        """Send JSON in a visitor's name."""
        sent = {
            "content-type": "application/json",
            **{name.replace("_", "-"): v for name, v in headers.items()},
        }
        if visitor is not None:
            sent["authorization"] = f"Bearer {visitor.token}"
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send("POST", path, raw, sent)

    def check_in(
        self,
        visitor: Visitor,
        place: Place | str,
        *,
        companions: int = 0,
        id: UUID | str | None = None,
        **headers: str,
    ) -> Reply:
        """Check somebody in."""
        code = place if isinstance(place, str) else place.code
        body = {"id": str(id or ids.new_id()), "code": code, "companions": companions}
        return self.post("/gate/v1/check-ins", body, visitor, **headers)

    def check_out(self, visitor: Visitor, *, id: UUID | str | None = None, **what: str) -> Reply:
        """Check somebody out by `visit` or `code`."""
        return self.post("/gate/v1/check-outs", {"id": str(id or ids.new_id()), **what}, visitor)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def until_sent(press: Callable[[], Any]) -> Any:
    """What a page answers to a press, repeated while it says that the gate did not answer in time."""
    deadline = time.monotonic() + PATIENCE
    response = press()
    while response.status_code == 503 and time.monotonic() < deadline:
        time.sleep(1)
        response = press()
    return response


class GateProcess:
    """A gate of its own in a child process."""

    def __init__(self, url: str, data_dir: Path, role: str = "gate", port: int = 0) -> None:
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "GAPURA_DATA_DIR": str(data_dir),
            "GAPURA_KEYS_FILE": str(data_dir / "keys.json"),
            "PYTHONPATH": PATHS + str(ROOT / "src"),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gapura.cli", "serve", "--role", role, "--port", str(port)],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._lines: list[str] = []
        self._running = threading.Event()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._running.wait()
        assert "Gapura runs" in self.said, f"the gate ended at once: {self.said}"
        self.port = int(found[1]) if (found := re.search(r"127\.0\.0\.1:(\d+)", self.said)) else 0

    @property
    def said(self) -> str:
        """All that it has written about itself so far."""
        return "".join(self._lines)

    def _listen(self) -> None:
        """A pipe that nobody reads would stop the gate once it is full."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._lines.append(line)
            if "Gapura runs" in line:
                self._running.set()
        self._running.set()

    def kill(self) -> None:
        """As the kernel would."""
        self.process.kill()
        self._reap()

    def stop(self) -> int:
        """As an operator would; returns the exit status."""
        self.process.terminate()
        try:
            self.process.wait(120)
        except subprocess.TimeoutExpired:
            self.process.kill()
        return self._reap()

    def _reap(self) -> int:
        self._listener.join()
        assert self.process.stderr is not None
        self.process.stderr.close()
        return self.process.wait()
