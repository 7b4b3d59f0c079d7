"""`gapura import` as a process of its own, in which nothing has been loaded before the verb is read."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gapura.core.keys import KeyRing
from tests.conftest import ROOT


@pytest.mark.parametrize("kind", ["offices", "stock", "regions", "outlines", "holidays"])
def test_a_file_that_is_not_there_is_said_in_one_sentence(
    kind: str, database_url: str, tmp_path: Path
) -> None:
    KeyRing.generate().save(tmp_path / "keys.json")
    place = {"GAPURA_DATA_DIR": str(tmp_path), "DATABASE_URL": database_url, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-m", "gapura.cli", "import", kind, str(tmp_path / "no.csv")],
        env={"PATH": os.environ["PATH"], **place},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("gapura: ")
    assert "Traceback" not in done.stderr
