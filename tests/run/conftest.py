"""Copies of the tree in which `./run` has not been yet."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PYTHONPATH", "VIRTUAL_ENV"}


@dataclass(frozen=True)
class Clone:
    """One copy of the tree, and how to run its `./run`."""

    place: Path

    def start(self, *words: str, **extra: str) -> subprocess.Popen[str]:
        """Start `./run`, in a process group of its own."""
        environment = {
            k: v for k, v in os.environ.items() if k not in NOT_OURS and not k.startswith("GAPURA_")
        }
        return subprocess.Popen(
            [self.place / "run", *words],
            cwd=self.place,
            env={**environment, **extra},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str, **extra: str) -> tuple[str, str]:
        """Run `./run` to its end, which must be good; gives what it printed and what it said meanwhile."""
        process = self.start(*words, **extra)
        out, err = process.communicate()
        assert process.returncode == 0, err
        return out, err


@pytest.fixture
def new_clone(data_dir: Path) -> Callable[[str], Clone]:
    """Makes copies of the tree as it is, without what git ignores."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("a copy of the tree is made with git, which is not here")

    def make(name: str) -> Clone:
        place = data_dir / name
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        for path in filter(None, listed.stdout.split("\0")):
            if (ROOT / path).exists():
                (place / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / path, place / path)
        return Clone(place)

    return make
