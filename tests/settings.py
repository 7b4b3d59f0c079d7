"""Django's settings for tests and type checks: the real ones, with keys made for one run only."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from gapura.core.keys import KeyRing

_place = Path(tempfile.mkdtemp(prefix="gapura-tests-"))
atexit.register(shutil.rmtree, _place, ignore_errors=True)
KeyRing.generate().save(_place / "keys.json")
os.environ["GAPURA_DATA_DIR"] = str(_place)
os.environ["GAPURA_KEYS_FILE"] = str(_place / "keys.json")

from gapura.settings import *  # noqa: E402, F403
