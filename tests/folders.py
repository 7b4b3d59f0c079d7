"""Folders of tests: thrown away afterwards, or made once in a run and copied."""

import fcntl
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

MODE = 0o711  # the database's own user passes through


@contextmanager
def thrown_away() -> Iterator[Path]:
    """An empty folder where the database's own user can go, as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="gapura-test-", ignore_cleanup_errors=True) as name:
        place = Path(name)
        place.chmod(MODE)
        yield place


def made_once(shared: Path, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that whoever comes first makes for all workers; nobody changes it afterwards."""
    place, fresh = shared / name, shared / f"{name}.new"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir(MODE)
            make(fresh)
            fresh.rename(place)
    return place


def copy(made: Path, place: Path) -> None:
    """Copy all that is in a folder into another one, with its owners and modes."""
    subprocess.run(["cp", "-a", f"{made}/.", place], check=True)
