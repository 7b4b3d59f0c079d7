"""The command line as a whole: its verbs, its errors, how little it loads before it works."""

import subprocess
import sys
from pathlib import Path

import pytest

from gapura import __version__
from gapura.cli import main
from tests.conftest import ROOT

VERBS = {"demo", "serve", "migrate", "check", "import", "policy", "verify", "simulate", "bench"}
VERBS |= {"accounts", "retention", "rollups", "keys", "backup", "restore"}
HEAVY = "{'django', 'psycopg', 'uvicorn', 'typst', 'numpy', 'procrastinate'}"


def _python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_verb_of_the_contract_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    assert stop.value.code == 0
    shown = capsys.readouterr().out
    offered = {line.split()[0] for line in shown.splitlines() if line.startswith("    ")}
    assert offered >= VERBS


def test_the_command_line_is_read_before_anything_heavy_is_loaded() -> None:
    done = _python(
        f"import sys; from gapura.cli.verbs import parser; parser(); print({HEAVY} & set(sys.modules))"
    )
    assert done.stdout == "set()\n", done.stderr


def test_an_interrupt_while_the_verbs_load_is_as_quiet_as_a_later_one() -> None:
    done = _python(
        "import signal, sys; from gapura.cli import main\n"
        # Whoever runs the tests in the background may have them ignore interrupts.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'gapura.cli.bench': signal.raise_signal(signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupting()); sys.exit(main(['serve']))"
    )
    assert (done.returncode, done.stderr) == (130, "")


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0
    assert capsys.readouterr().out == f"gapura {__version__}\n"


@pytest.mark.parametrize("words", [[], ["dance"], ["keys"], ["keys", "rotate", "nothing"], ["backup"]])
def test_a_wrong_use_ends_with_2_and_shows_the_usage(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert stop.value.code == 2
    assert "usage: gapura" in capsys.readouterr().err


def test_a_setting_that_makes_no_sense_is_named_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("GAPURA_BASE_URL", "gapura.example")
    assert main(["keys", "list", "--data-dir", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("gapura: GAPURA_BASE_URL must be an address")
    assert said.count("\n") == 1
