"""Static files are answered whole, in parts or not at all, and never streamed."""

from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.test import RequestFactory

from gapura.web.static_files import StaticFilesMiddleware

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
