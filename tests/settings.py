"""Django's settings for tests and type checks: the real ones, with keys and a database made for one run."""

import os
import secrets
import shutil
import tempfile
from pathlib import Path

from gapura.core.keys import KeyRing
from gapura.postgres import EmbeddedPostgres

KEYS = KeyRing.generate()

# Nothing stays here but what the fixture `postgres_server` makes, so a type check leaves no trace.
PLACE = Path(tempfile.gettempdir()) / f"gapura-tests-{secrets.token_hex(6)}"
POSTGRES = EmbeddedPostgres(PLACE, major=int(os.environ.get("GAPURA_TEST_PG", "18")), durable=False)

os.environ["GAPURA_DATA_DIR"] = str(PLACE)
os.environ["GAPURA_KEYS_FILE"] = str(PLACE / "keys.json")
os.environ["DATABASE_URL"] = POSTGRES.url
# Whether a test passes is not for the world's name servers to decide.
os.environ["GAPURA_DNS_SERVER"] = "none"

from gapura import config  # noqa: E402

PLACE.mkdir()
KEYS.save(PLACE / "keys.json")
config.key_ring()
shutil.rmtree(PLACE)

from gapura.settings import *  # noqa: E402, F403
from gapura.settings import DATABASES  # noqa: E402

# A pool would keep sessions open on a database that is to be dropped.
DATABASES["default"]["OPTIONS"].pop("pool")
DATABASES["default"]["ENGINE"] = "tests.postgresql"

# Each test has a client of its own, and each client would look through all static files first.
WHITENOISE_AUTOREFRESH = True

# A real hash costs half a second by design; tests sign in hundreds of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
