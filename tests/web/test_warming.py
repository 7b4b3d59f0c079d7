"""What a server loads before its port opens: with it, the first visitor of a page waits for nothing more."""

import os
import subprocess
import sys
from pathlib import Path

from gapura.core.keys import KeyRing

ASKED = ("/", "/c/", "/akun/login/", "/daftar", "/privasi/")
SCRIPT = f"""
import sys
from gapura.server import portal, warming

portal.prepare()
warming.warm()
portal.application()
from django.template import engines
from django.test import Client

cache = engines["django"].engine.template_loaders[0].get_template_cache
modules, templates = {{*sys.modules}}, {{*cache}}
for address in {ASKED}:
    answer = Client(SERVER_NAME="127.0.0.1").get(address)
    assert answer.status_code == 200, (address, answer.status_code)
late = [name for name in sys.modules if name not in modules and name.startswith("gapura.")]
compiled = [name for name in cache if name not in templates and hasattr(cache[name], "nodelist")]
print(sorted(late), sorted(compiled))
"""


def test_the_first_look_at_a_page_imports_no_page_and_compiles_no_template(data_dir: Path) -> None:
    KeyRing.generate().save(data_dir / "keys.json")
    surroundings = {
        **os.environ,
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "GAPURA_DATA_DIR": str(data_dir),
        "GAPURA_KEYS_FILE": str(data_dir / "keys.json"),
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=surroundings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip() == "[] []"
