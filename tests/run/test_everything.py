"""`./run test` gives all its tests one surroundings, whatever those it was started in."""

import os
import subprocess
import sys
from pathlib import Path

from tests.run.conftest import ROOT

ASKS = """
import os, sys

def test_surroundings():
    assert not sys.dont_write_bytecode
    print(os.environ["GAPURA_TEST_SHARED"], os.listdir(os.environ["GAPURA_TEST_SHARED"]))
"""


def test_what_is_compiled_is_kept_and_what_is_shared_goes_at_the_end(tmp_path: Path) -> None:
    asking = tmp_path / "test_asking.py"
    asking.write_text(ASKS)
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "everything.py", "-sqc", os.devnull, "-p", "no:django", asking],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    folder, content = done.stdout.splitlines()[0].split(maxsplit=1)
    assert content == "[]"
    assert not Path(folder).exists()
