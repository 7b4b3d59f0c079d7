"""`./run test`: gets what the tests need, then runs every check and every test and says how each went."""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.folders import thrown_away  # noqa: E402

from tools import debian  # noqa: E402

NEWEST = 18
BIN = Path(sys.executable).parent
NO_MAIN_CLUSTER = "/etc/postgresql-common/createcluster.d/gapura-tests.conf"

CHECKS = {
    "ruff check": ("ruff", "check"),
    "ruff format": ("ruff", "format", "--check"),
    "mypy": ("mypy", "src", "tests", "tools", "hatch_build.py"),
    "import contracts": ("lint-imports",),
    "translations": ("python", "-m", "gapura.web.translations", "check"),
}


def main(arguments: list[str]) -> int:
    """Everything; or with pytest's own arguments, just the tests that these choose."""
    options, chosen = _parse(arguments)
    if options.long:
        os.environ["GAPURA_LONG"] = "1"  # tests that try numbers of examples try more
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of Pythons would each compile everything anew
    versions = _get_what_tests_need()
    with thrown_away() as shared:
        os.environ["GAPURA_TEST_SHARED"] = str(shared)
        return _run("pytest", *chosen) if chosen else _everything(options, versions)


def _everything(options: argparse.Namespace, versions: list[int]) -> int:
    steps: dict[str, Callable[[], int]] = {name: _check(*words) for name, words in CHECKS.items()}
    quick = "" if options.long else " and not long"
    newest, *others = versions
    steps[f"tests on PostgreSQL {newest}"] = _tests(newest, f"not browser{quick}")
    # In processes of their own: the browser's driver keeps an event loop, in which Django would not work.
    steps["tests in a browser"] = _tests(newest, f"browser{quick}", "tests/browser")
    # Every day the second version is asked what can differ there: SQL of our own.
    own = "" if options.long else " and not pages"
    for version in others:
        steps[f"tests on PostgreSQL {version}"] = _tests(version, f"database and not browser{own}{quick}")
    return _report({name: _timed(name, act) for name, act in steps.items()})


def _parse(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        prog="./run test", description="Run every check and test, or what pytest's arguments choose."
    )
    parser.add_argument("--long", action="store_true", help="run the tests that take minutes, too")
    return parser.parse_known_args(arguments)


def _get_what_tests_need() -> list[int]:
    """The PostgreSQL versions to test on, newest first; says what could not be had."""
    _try("Chromium, so browser tests are skipped", _get_chromium)
    _try("a PostgreSQL of the system, so the wheel's older one is the second version", _get_postgres)
    from gapura.postgres.binaries import installed

    found = list(dict.fromkeys(binaries.major for binaries in installed()))
    return [NEWEST, *[major for major in found if major != NEWEST][:1]]


def _try(what: str, get: Callable[[], None]) -> None:
    try:
        get()
    except (debian.CannotInstall, OSError, subprocess.CalledProcessError) as error:
        print(f"Could not get {what}: {error}", flush=True)


def _get_chromium() -> None:
    if shutil.which("chromium") is None:
        debian.install("chromium", "fonts-dejavu-core")


def _get_postgres() -> None:
    """The programs only: the package must neither make nor start a server of its own."""
    if not any(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
        debian.write_as_root(NO_MAIN_CLUSTER, "create_main_cluster = false\n")
        try:
            debian.install("postgresql")
        finally:
            debian.remove_as_root(NO_MAIN_CLUSTER)


def _check(*words: str) -> Callable[[], int]:
    return lambda: _run(*words)


def _tests(version: int, which: str, where: str = "tests") -> Callable[[], int]:
    # Files stay whole: what a file shares (a demo, a browser, a gate) is made once. They go in our own order.
    # One more than there are processors, as some test always waits for a server or a disk; browsers never do.
    processors = min(os.cpu_count() or 1, 4)
    workers = processors if where == "tests/browser" else processors + 1
    at_once = ("-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder")
    return lambda: _run("pytest", *at_once, "--durations=25", "-m", which, where, GAPURA_TEST_PG=str(version))


def _run(program: str, *words: str, **extra: str) -> int:
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}", **extra}
    return subprocess.run([BIN / program, *words], cwd=ROOT, env=environment, check=False).returncode


def _timed(name: str, act: Callable[[], int]) -> tuple[int, float]:
    print(f"--- {name}", flush=True)
    began = time.monotonic()
    status = act()
    return status, time.monotonic() - began


def _report(outcomes: dict[str, tuple[int, float]]) -> int:
    print("--- summary")
    for name, (status, seconds) in outcomes.items():
        print(f"{'FAILED' if status else 'ok':8}{name:24}{seconds:7.1f} s", flush=True)
    return int(any(status for status, _ in outcomes.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
