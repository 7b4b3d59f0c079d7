"""`./run` prepares a clone: at once or again, beside another, after a kill, as root or as anybody."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gapura import __version__
from tests.run.conftest import Clone

NewClone = Callable[[str], Clone]
GREETING = f"gapura {__version__}\n"


@pytest.mark.slow
def test_two_clones_and_two_starts_in_one_are_prepared_at_once(new_clone: NewClone) -> None:
    one, other = new_clone("one"), new_clone("other")
    starts = [one.start("--version"), one.start("--version"), other.start("--version")]
    ends = [start.communicate() for start in starts]
    assert [out for out, _ in ends] == [GREETING] * 3
    assert sum("Preparing" in err for _, err in ends) == 2
    assert sum("Waiting for another" in err for _, err in ends) == 1
    _a_second_start_prepares_nothing(one)
    _a_changed_source_is_built_again(one)
    _a_changed_lock_file_is_installed(other)


def _a_second_start_prepares_nothing(clone: Clone) -> None:
    assert clone.run("--version") == (GREETING, "")


def _a_changed_source_is_built_again(clone: Clone) -> None:
    package = clone.place / "src" / "gapura" / "web"
    with (package / "browser" / "clock.js").open("a") as source:
        source.write('\nconsole.log("a change to be seen");\n')
    clone.run("--version")
    assert "a change to be seen" in (package / "static" / "gapura" / "built" / "clock.js").read_text()


def _a_changed_lock_file_is_installed(clone: Clone) -> None:
    lock = clone.place / "requirements" / "run.txt"
    lock.write_text(
        lock.read_text().replace("\npackaging==", "\n# packaging is asked for here, too\npackaging==")
    )
    shutil.rmtree(next(clone.place.glob(".venv/lib/python*/site-packages/packaging-*.dist-info")))
    out, err = clone.run("--version")
    assert out == GREETING
    assert "Preparing" in err
    assert list(clone.place.glob(".venv/lib/python*/site-packages/packaging-*.dist-info"))


@pytest.mark.slow
def test_a_start_that_was_killed_half_way_is_repaired_by_the_next(new_clone: NewClone) -> None:
    clone = new_clone("killed")
    first = clone.start("--version")
    while first.poll() is None and not _is_half_way(clone.place):
        time.sleep(0.01)
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    assert (clone.place / ".venv" / "gapura-unfinished").exists()
    assert clone.run("--version")[0] == GREETING
    subprocess.run(
        [clone.place / ".venv/bin/python", "-c", "import django, psycopg, typst, gapura.config"], check=True
    )


def _is_half_way(place: Path) -> bool:
    """Some packages are there: pip and uv alone are fewer names."""
    return len(list(place.glob(".venv/lib/python*/site-packages/*"))) > 12


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="this run is an ordinary user's already")
def test_an_ordinary_user_with_an_empty_cache_gets_a_database(new_clone: NewClone, data_dir: Path) -> None:
    if not Path("/usr/bin/python3.11").exists() or shutil.which("setpriv") is None:
        pytest.skip("needs the system's own Python 3.11 and setpriv")
    clone = new_clone("anybody")
    home = data_dir / "home"
    home.mkdir()
    for path in (home, clone.place, *clone.place.rglob("*")):
        shutil.chown(path, "nobody", "nogroup")
    nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "env", "-i"]
    surroundings = [f"HOME={home}", "PATH=/usr/bin:/bin"]
    for words in (["keys", "make"], ["migrate"], ["backup", str(home / "all.gapura")]):
        done = subprocess.run(
            [*nobody, *surroundings, clone.place / "run", *words],
            cwd=clone.place,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert (clone.place / "gapura-data" / "postgres").owner() == "nobody"
    assert (home / "all.gapura").stat().st_size > 10_000


def test_without_a_new_enough_python_it_says_what_to_install(new_clone: NewClone, tmp_path: Path) -> None:
    for program in ("sh", "dirname"):
        (tmp_path / program).symlink_to(shutil.which(program) or "")
    start = new_clone("bare").start("--version", PATH=str(tmp_path))
    _, err = start.communicate()
    assert start.returncode == 1
    assert "Python 3.11 or newer" in err
    assert "apt-get install" in err
