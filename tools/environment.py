"""Makes this clone's environment from the lock files and hands over; with the standard library alone."""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import assets, debian

ROOT = assets.ROOT
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
READY = VENV / "gapura-ready"
UNFINISHED = VENV / "gapura-unfinished"
LOCK = ROOT / ".run-lock"
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
LOCK_FILES = {"run": ("run", "build", "uv"), "test": ("test", "build", "uv")}


class SetupError(Exception):
    """The environment cannot be made; the message says why and what to do."""


def main(arguments: list[str]) -> int:
    """Prepare what the verb needs and become it."""
    wanted = "test" if arguments[:1] == ["test"] else "run"
    try:
        with _alone():
            prepare(wanted)
    except (SetupError, debian.CannotInstall) as error:
        print(f"run: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    if wanted == "test":
        os.execv(PYTHON, [str(PYTHON), str(ROOT / "tools" / "everything.py"), *arguments[1:]])
    os.execv(PYTHON, [str(PYTHON), "-m", "gapura.cli", *(arguments or ["--help"])])


def prepare(wanted: str) -> None:
    """Bring the environment to what the lock files say, unless it is there already."""
    if not _is_ready(wanted):
        _say(f"Preparing Gapura's own environment in {VENV}")
        _make(wanted)
    if assets.stale():
        _step("browser modules and translations", _build_assets)


def _make(wanted: str) -> None:
    if UNFINISHED.exists() or not _belongs_here():
        shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir(exist_ok=True)
    UNFINISHED.touch()
    READY.unlink(missing_ok=True)
    if not (VENV / "bin" / "pip").exists():
        _step("virtual environment", _make_venv)
    _step("packages", lambda: _install(wanted))
    _step("browser modules and translations", _build_assets)
    _step("Gapura itself", _install_gapura)
    READY.write_text(_state(wanted))
    UNFINISHED.unlink()


def _is_ready(wanted: str) -> bool:
    """The test environment holds everything that a run needs."""
    now = READY.read_text() if READY.exists() else ""
    return now == _state(wanted) or now == _state("test")


def _state(kind: str) -> str:
    """What an environment was made from: this place, this Python, these lock files."""
    digest = hashlib.sha256()
    for name in (*(f"requirements/{name}.txt" for name in LOCK_FILES[kind]), "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return f"{_identity()}\n{kind} {digest.hexdigest()}\n"


def _identity() -> str:
    return f"{ROOT} {sys.base_prefix} {sys.version_info[:3]}"


def _belongs_here() -> bool:
    """Whether the environment was made in this place and by this Python; paths are written into it."""
    return not READY.exists() or READY.read_text().startswith(_identity() + "\n")


def _make_venv() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        debian.install(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    base = getattr(sys, "_base_executable", sys.executable)
    _call(base, "-m", "venv", str(VENV))


def _install(kind: str) -> None:
    """With uv, which is many times faster; with pip where uv does not work."""
    files = [str(ROOT / "requirements" / f"{name}.txt") for name in LOCK_FILES[kind]]
    pip = (str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes")
    try:
        _call(*pip, "-r", str(ROOT / "requirements" / "uv.txt"))
        _call(*_uv("sync"), "--require-hashes", *files)
    except SetupError as error:
        _say(f"  uv did not work ({str(error).splitlines()[-1]}); pip takes over, which is slower")
        _call(*pip, *(word for file in files for word in ("-r", file)))


def _install_gapura() -> None:
    own = ("--no-deps", "--no-build-isolation", "-e", str(ROOT))
    try:
        _call(*_uv("install"), *own)
    except SetupError:
        _call(str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", *own)


def _uv(verb: str) -> tuple[str, ...]:
    return (str(VENV / "bin" / "uv"), "pip", verb, "-q", "--python", str(PYTHON))


def _build_assets() -> None:
    _call(str(PYTHON), str(ROOT / "tools" / "assets.py"))


def _call(*command: str) -> None:
    environment = {
        name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}
    }
    if SYSTEM_CERTIFICATES.exists():  # where an office's own network authority is known
        environment |= {"UV_SYSTEM_CERTS": "1", "NODE_USE_SYSTEM_CA": "1"}
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:
        raise SetupError(str(error)) from None
    if done.returncode:
        raise SetupError(f"{' '.join(command[:5])} failed:\n{(done.stderr or done.stdout).strip()[-2000:]}")


def _step(name: str, act: Callable[[], None]) -> None:
    began = time.monotonic()
    act()
    _say(f"  {name}: {time.monotonic() - began:.1f} s")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


@contextmanager
def _alone() -> Iterator[None]:
    """One preparation at a time in a clone; the kernel frees the lock of a killed one."""
    lock = os.open(LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Waiting for another ./run in this folder ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
