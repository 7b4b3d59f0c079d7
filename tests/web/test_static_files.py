"""Static files are collected once, and answered whole, in parts or not at all, and never streamed."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.test import RequestFactory

from gapura.core.keys import KeyRing
from gapura.web.static_files import StaticFilesMiddleware
from tests.conftest import ROOT

ADDRESS = "/static/gate.css"
CONTENT = b"body { color: #14463a; }\n" * 40


@pytest.fixture
def served(tmp_path: Path) -> StaticFilesMiddleware:
    """The middleware with one file collected."""

    def nothing(request: HttpRequest) -> HttpResponse:
        return HttpResponseNotFound()

    (tmp_path / "gate.css").write_bytes(CONTENT)
    middleware = StaticFilesMiddleware(nothing)
    middleware.add_files(str(tmp_path), prefix="/static/")
    return middleware


def test_a_file_comes_whole_and_is_not_streamed(served: StaticFilesMiddleware) -> None:
    response = served(RequestFactory().get(ADDRESS))
    assert not response.streaming
    assert (response.status_code, response.content) == (200, CONTENT)
    assert response["Content-Type"] == 'text/css; charset="utf-8"'
    assert response["Content-Length"] == str(len(CONTENT))


def test_a_part_of_it_is_that_part(served: StaticFilesMiddleware) -> None:
    response = served(RequestFactory().get(ADDRESS, headers={"Range": "bytes=5-9"}))
    assert (response.status_code, response.content) == (206, CONTENT[5:10])
    assert response["Content-Range"] == f"bytes 5-9/{len(CONTENT)}"


def test_what_has_not_changed_is_not_sent_again(served: StaticFilesMiddleware) -> None:
    etag = served(RequestFactory().get(ADDRESS))["ETag"]
    response = served(RequestFactory().get(ADDRESS, headers={"If-None-Match": etag}))
    assert (response.status_code, response.content) == (304, b"")


def test_whoever_asks_for_the_head_gets_only_that(served: StaticFilesMiddleware) -> None:
    response = served(RequestFactory().head(ADDRESS))
    assert (response.status_code, response.content) == (200, b"")
    assert response["Content-Length"] == str(len(CONTENT))


def test_a_file_is_only_read(served: StaticFilesMiddleware) -> None:
    assert served(RequestFactory().post(ADDRESS)).status_code == 405


def test_everything_else_goes_on(served: StaticFilesMiddleware) -> None:
    assert served(RequestFactory().get("/static/none.css")).status_code == 404


COLLECTED_BY_THREE = """
import os, sys
import django
from django.conf import settings
from gapura.server import portal
settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
settings.STATICFILES_DIRS = [sys.argv[1]]
django.setup()
starting, start = os.pipe()
children = []
for _ in range(3):
    if not (child := os.fork()):
        os.close(start)
        os.read(starting, 1)
        portal.collect()
        os._exit(0)
    children.append(child)
os.close(start)
sys.exit(any(os.waitpid(child, 0)[1] for child in children))
"""


def test_processes_that_start_together_do_not_take_each_others_files_away(tmp_path: Path) -> None:
    KeyRing.generate().save(tmp_path / "keys.json")
    (tmp_path / "ours").mkdir()
    for number in range(60):
        (tmp_path / "ours" / f"{number}.css").write_text("a { color: red }" * 300)
    done = subprocess.run(
        [sys.executable, "-c", COLLECTED_BY_THREE, str(tmp_path / "ours")],
        env={
            "PYTHONPATH": str(ROOT / "src"),
            "DJANGO_SETTINGS_MODULE": "gapura.settings",
            "GAPURA_DATA_DIR": str(tmp_path),
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list((tmp_path / "static").glob("*.css"))) == 120


def test_the_licences_of_what_the_bundles_hold_lie_beside_them() -> None:
    said = (ROOT / "src/gapura/web/static/gapura/built/licences.txt").read_text()
    for name in ("altcha-lib", "barcode-detector", "certlogic-js", "idb", "uqr", "zxing-wasm", "zxing-cpp"):
        assert f"\n{name}" in f"\n{said}"
    assert said.count("Permission is hereby granted") >= 4
    assert said.count("Apache License\n") == 2
