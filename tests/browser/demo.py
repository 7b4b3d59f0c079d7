"""A demo server run for the tests as anybody would run it, and what its `demo.json` says."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.parse import urljoin
from urllib.request import Request, urlopen
from uuid import UUID

import psycopg
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from gapura.core.codes import venue_code
from gapura.core.codes.token import TokenReader, issue
from gapura.core.ids import new_id
from gapura.core.keys import KeyRing
from gapura.postgres import EmbeddedPostgres
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 600.0  # seconds for a first start on a busy machine
SMALL = 30
CODE_SECONDS = 30  # for which an authenticator app shows one code

Kind = TypeVar("Kind", "Visitor", "Venue", "Login")


@dataclass(frozen=True)
class Visitor:
    """One of the demo's people, as `demo.json` names them."""

    token: str
    name: str
    colour: str


@dataclass(frozen=True)
class Venue:
    """One of the demo's offices."""

    code: str
    url: str
    name: str
    capacity: int
    poster: str


@dataclass(frozen=True)
class Login:
    """A member of the demo's staff, and what signing in asks of them."""

    role: str
    username: str
    password: str
    totp_secret: str

    @property
    def code(self) -> str:
        """What an authenticator app shows now; it is good once."""
        return self.code_of(int(time.time()) // CODE_SECONDS)

    def code_of(self, step: int) -> str:
        """What the app shows in a given half minute since 1970."""
        return str(format_hotp_value(hotp_value(self.totp_secret, step)))

    def with_secret(self, secret: str) -> "Login":
        """The same person after setting up another authenticator."""
        return replace(self, totp_secret=secret)


_MANNED = "SELECT DISTINCT v.name FROM venues_post p JOIN venues_venue v ON v.id = p.venue_id"


class Demo:
    """A running demo: its offices and people, each given out once so that tests do not meet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        facts = json.loads((folder / "demo.json").read_text())
        self.base: str = facts["base"]
        self.outbox: str = facts["outbox"]
        self.venues = [_pick(Venue, item) for item in facts["venues"]]
        manned = {name for (name,) in self.query(_MANNED)}
        free = [venue for venue in self.venues if venue.name not in manned]
        self._small = iter([venue for venue in free if venue.capacity <= SMALL])
        self._large = iter([venue for venue in free if venue.capacity > SMALL])
        people = [_pick(Visitor, item) for item in facts["visitors"]]
        self._people = {
            colour: iter([person for person in people if person.colour == colour])
            for colour in ("green", "yellow", "red", "black")
        }
        self.logins = {item["role"]: _pick(Login, item) for item in facts["logins"]}
        self._numbers = count(1)

    def visitor(self, colour: str) -> Visitor:
        """Somebody of this colour whom no other test has."""
        return next(self._people[colour])

    def venue(self) -> Venue:
        """A roomy office where no other test goes, and nobody who signs in works."""
        return next(self._large)

    def small_venue(self) -> Venue:
        """An office of thirty or fewer where no other test goes."""
        return next(self._small)

    def address(self, path: str) -> str:
        """The whole address of a path."""
        return urljoin(self.base, path)

    def new_address(self) -> str:
        """An e-mail address that nobody has."""
        return f"pengunjung{next(self._numbers)}@contoh.example"

    def new_nik(self) -> str:
        """A well-formed NIK of Gianyar that nobody in the demo has."""
        return f"510404150290{9000 + next(self._numbers)}"

    def check_in(self, visitor: Visitor, venue: Venue, companions: int = 0) -> dict[str, Any]:
        """Check somebody in through the gate, beside all browsers."""
        body = {"id": str(new_id()), "code": venue.code, "companions": companions}
        return self._ask_gate("check-ins", visitor, body)

    def check_out(self, visitor: Visitor, venue: Venue) -> dict[str, Any]:
        """Check somebody out again."""
        return self._ask_gate("check-outs", visitor, {"id": str(new_id()), "code": venue.code})

    def _ask_gate(self, path: str, visitor: Visitor, body: dict[str, Any]) -> dict[str, Any]:
        request = Request(
            f"{self.base}/gate/v1/{path}",
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {visitor.token}", "Content-Type": "application/json"},
        )
        answer: dict[str, Any] = json.loads(_read(request))
        return answer

    def fill(self, venue: Venue) -> Visitor:
        """Let people in until nobody else fits; returns one of them, who came alone."""
        alone = self.visitor("green")
        answer = self.check_in(alone, venue)
        left = answer["capacity"] - answer["occupancy"]
        if left:
            self.check_in(self.visitor("green"), venue, companions=left - 1)
        return alone

    @cached_property
    def keys(self) -> KeyRing:
        """The demo's own keys."""
        return KeyRing.load(self.folder / "keys.json")

    def expired(self, visitor: Visitor) -> str:
        """The visitor's token as it will be once its time is over."""
        token = TokenReader(self.keys.all("token")).read(visitor.token, time.time())
        return issue(self.keys, token.person_id, token.device_id, int(time.time()) - 60)

    def visits_of(self, visitor: Visitor) -> int:
        """How many visits the database holds of somebody."""
        statement = "SELECT count(*) FROM visits_visit WHERE person_id = %s"
        return int(self.query(statement, self.person(visitor))[0][0])

    def person(self, visitor: Visitor) -> UUID:
        """Which person of the database a visitor is."""
        return TokenReader(self.keys.all("token")).read(visitor.token, time.time()).person_id

    def withdraw(self, venue: Venue, reason: str) -> None:
        """Take a venue's code out of use."""
        number = venue_code.read(venue.code, self.keys.all("code")).number
        self.query(
            "UPDATE venues_number SET withdrawn_at = now(), reason = %s WHERE number = %s", reason, number
        )

    def query(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the demo's database, or change what no page can change yet."""
        with psycopg.connect(EmbeddedPostgres(self.folder).url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []


def _read(request: Request) -> bytes:
    """The body of an answer, however often a slow machine says that it shall be asked again."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(request, timeout=120) as response:
                return bytes(response.read())
        except HTTPError as error:
            if error.code != 503 or time.monotonic() > deadline:
                raise
            time.sleep(1)


@contextmanager
def running(folder: Path) -> Iterator[Demo]:
    """Start a demo in a folder, wait until it answers, and end it with its whole family."""
    (folder / "demo.json").unlink(missing_ok=True)
    command = [sys.executable, "-m", "gapura.cli", "demo", "--port", str(free_port())]
    with (folder / "demo.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--data-dir", str(folder)],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait(process, folder)
            yield Demo(folder)
        finally:
            end(process)


def environment() -> dict[str, str]:
    """This process's, without what would lead the demo to another database or other keys."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name == "GAPURA_DATA" or not name.startswith(("GAPURA_", "DATABASE_URL", "DJANGO_"))
    }
    return {**kept, "PYTHONPATH": str(ROOT / "src")}


def _wait(process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not (folder / "demo.json").exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the demo did not start:\n{(folder / 'demo.log').read_text()[-3000:]}")
        time.sleep(0.2)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to stop; whatever of its session is still there afterwards is killed."""
    process.terminate()
    try:
        process.wait(120)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _pick(kind: type[Kind], item: dict[str, Any]) -> Kind:
    return kind(**{field.name: item[field.name] for field in fields(kind)})
