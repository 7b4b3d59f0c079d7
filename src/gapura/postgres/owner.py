"""Whose the database server is when we are root, as whom PostgreSQL refuses to run."""

import os
import pwd
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gapura.postgres.errors import PostgresError

# Where an owner who cannot look into root's folders finds the cluster and the programs.
SYSTEM_PLACE = Path("/var/lib/gapura")
OWN_NAME = "gapura"
ANOTHER_MAKES_IT = 5.0
"""Seconds in which another process makes our account, where we could not."""


@dataclass(frozen=True, slots=True)
class Owner:
    """An unprivileged account; initdb needs its name to be known to the system."""

    uid: int
    gid: int

    @property
    def credentials(self) -> dict[str, Any]:
        """What makes `subprocess` run a program as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, path: Path) -> bool:
        """Whether this account may enter a folder or run a program, its parent folders' modes included."""
        asked = subprocess.run(["test", "-x", path], check=False, cwd="/", **self.credentials)
        return asked.returncode == 0


def choose(cluster: Path) -> Owner | None:
    """Who runs this cluster: None for ourselves, else the account that made it or will make it.

    Raises PostgresError where an ordinary user finds somebody else's cluster.
    """
    made_by = cluster.stat().st_uid if cluster.exists() else None
    if os.geteuid() == 0:
        return _known(made_by) if made_by else _unprivileged()
    if made_by not in (None, os.geteuid()):
        raise PostgresError(
            f"The database in {cluster} belongs to another user: start as root or as that user."
        )
    return None


def _known(uid: int) -> Owner:
    try:
        return Owner(uid, pwd.getpwuid(uid).pw_gid)
    except KeyError:
        raise PostgresError(
            f"The database belongs to user number {uid}, whom this machine does not know."
        ) from None


def _unprivileged() -> Owner:
    """Our own account, else the one of the system's PostgreSQL, else a new one of our own."""
    for name in (OWN_NAME, "postgres"):
        if owner := _named(name):
            return owner
    command = ["useradd", "--system", "--no-create-home", "--home-dir", str(SYSTEM_PLACE), OWN_NAME]
    failure = PostgresError("PostgreSQL does not run as root, and no account for it could be made.")
    try:
        subprocess.run(command, check=False, capture_output=True)
    except OSError:
        raise failure from None
    # Where another process was making it, that one holds the lock and is done in a moment.
    deadline = time.monotonic() + ANOTHER_MAKES_IT
    while (owner := _named(OWN_NAME)) is None:
        if time.monotonic() > deadline:
            raise failure
        time.sleep(0.1)
    return owner


def _named(name: str) -> Owner | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Owner(entry.pw_uid, entry.pw_gid)


def place_outside(link: Path, name: str) -> None:
    """Put the cluster where its owner can reach it, and leave a link to it in the data folder."""
    place = SYSTEM_PLACE / name
    # A cluster without its link is what stayed of a data folder that was deleted.
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True, mode=0o755)
    link.unlink(missing_ok=True)
    link.symlink_to(place / "cluster")


def copy_programs(folder: Path) -> Path:
    """A copy of a wheel's programs, with the libraries they load, where every account can run them.

    Several processes may make it at once: the first to be ready gives it to all.
    """
    wheel = folder.parents[1]
    target = SYSTEM_PLACE / "programs" / f"{wheel.name}-{int((folder / 'postgres').stat().st_mtime)}"
    if not target.exists():
        fresh = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(wheel / folder.parent.name, fresh / wheel.name / folder.parent.name, symlinks=True)
        shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), fresh / f"{wheel.name}.libs", symlinks=True)
        try:
            fresh.rename(target)
        except OSError:
            if not target.exists():
                raise
            shutil.rmtree(fresh)
    return target / wheel.name / folder.parent.name / "bin"
