"""What an earlier server left in a cluster's folder: its status file, and processes still ending."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from gapura.postgres.errors import PostgresError

_PROC = Path("/proc")


def status(cluster: Path) -> str:
    """What the running server says of itself: `ready`, `starting`, `stopping`, or nothing without one."""
    lines = _pid_file(cluster)
    return lines[7].strip() if len(lines) > 7 and main_process(cluster) in processes_in(cluster) else ""


def main_process(cluster: Path) -> int | None:
    """The process id that the last server noted down."""
    lines = _pid_file(cluster)
    return int(lines[0]) if lines and lines[0].isdigit() else None


def processes_in(cluster: Path) -> list[int]:
    """The server processes of a cluster: those that work in its folder."""
    return [int(entry.name) for entry in _PROC.glob("[0-9]*") if _works_in(entry, cluster)]


def wait_until_gone(cluster: Path, *, patience: float, say: Callable[[str], None]) -> None:
    """Let a server whose starter was killed finish its shutdown.

    Raises PostgresError after `patience` seconds.
    """
    deadline = time.monotonic() + patience
    if left := processes_in(cluster):
        say("Waiting for the earlier database server to shut down ...")
        if (main := main_process(cluster)) in left and main is not None:
            os.kill(main, signal.SIGINT)
    while left := processes_in(cluster):
        if time.monotonic() > deadline:
            raise PostgresError(f"An earlier database server (process {left[0]}) does not end.")
        time.sleep(0.05)


def forget(cluster: Path, socket_dir: Path) -> None:
    """Remove the notes of a server that is gone: a stranger may have its process number now."""
    if _PROC.exists():  # else PostgreSQL judges them by itself
        for note in (cluster / "postmaster.pid", *socket_dir.glob(".s.PGSQL.*")):
            note.unlink(missing_ok=True)


def _pid_file(cluster: Path) -> list[str]:
    try:
        return (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _works_in(entry: Path, cluster: Path) -> bool:
    try:
        return (entry / "cwd").readlink() == cluster
    except OSError:  # gone meanwhile, or somebody else's
        return False
