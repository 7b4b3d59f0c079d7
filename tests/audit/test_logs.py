"""What is logged can be followed by its request, and names nobody."""

import json
import logging
import logging.config
import sys
import time
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client, RequestFactory
from django.urls import resolve

from gapura.audit import logs
from gapura.common import requests
from gapura.common.requests import RequestContext
from gapura.config import ConfigError, from_environment, logging_settings
from gapura.regions.models import Level, Region


def _line(
    message: str, *values: object, error: BaseException | None = None, **extra: object
) -> dict[str, Any]:
    record = logging.getLogger("gapura.test").makeRecord(
        "gapura.test",
        logging.WARNING,
        __file__,
        1,
        message,
        values,
        (type(error), error, error.__traceback__) if error else None,
        extra=extra,
    )
    line = logs.formatter().format(record)
    assert "\n" not in line
    return dict(json.loads(line))


def test_an_event_is_a_line_of_json_with_its_request() -> None:
    with requests.continued(RequestContext(request_id="4f1d")):
        event = _line("a batch of %d failed", 3, route="saya/")
    at = str(event.pop("at"))
    assert at.endswith("Z")
    assert event == {
        "event": "a batch of 3 failed",
        "level": "warning",
        "logger": "gapura.test",
        "request_id": "4f1d",
        "route": "saya/",
    }


def test_nobody_is_named_and_a_row_that_an_error_quotes_is_left_out() -> None:
    try:
        raise ValueError("Key (contact)=(ana@desa.example) already exists")
    except ValueError as error:
        people = "0812-3456-7890", "5104010101900001"
        event = _line("cannot keep %s of %s", *people, error=error, to="ana@desa.example")
    assert event["error"] == "ValueError"
    assert "test_nobody_is_named" in str(event["places"])
    said = json.dumps(event)
    assert not [word for word in ("ana@", "3456", "5104010101900001", "already exists") if word in said]


def test_the_way_of_logging_is_chosen_and_nothing_else_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAPURA_LOG", "json")
    assert from_environment().log == "json"
    assert logging_settings("json")["loggers"]["gapura.requests"]["level"] == "INFO"
    assert "gapura.audit.logs" in sys.modules
    monkeypatch.setenv("GAPURA_LOG", "xml")
    with pytest.raises(ConfigError, match="GAPURA_LOG"):
        from_environment()


def test_a_line_for_a_terminal_says_its_time_alike_from_every_process(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    record = logging.LogRecord("gapura.test", 30, "", 1, "late", None, None)
    record.created, record.msecs = 1_634_004_000.25, 250.0
    text = logging.config.DictConfigurator(logging_settings("text")).configure_formatter(
        dict(logging_settings("text")["formatters"]["text"])
    )
    request.addfinalizer(time.tzset)
    request.addfinalizer(monkeypatch.undo)
    for zone in ("Asia/Makassar", "UTC"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert text.format(record) == "2021-10-12 02:00:00.250Z WARNING gapura.test: late"


@pytest.mark.django_db
def test_a_traceback_for_a_terminal_quotes_no_row() -> None:
    configured = logging.config.DictConfigurator(logging_settings("text"))
    text = configured.configure_formatter(dict(logging_settings("text")["formatters"]["text"]))
    twice = {"code": "99", "name": "Ana dari Desa", "level": Level.NATION}
    Region.objects.create(**twice)
    with pytest.raises(IntegrityError, match=r"\(99\)") as caught:
        Region.objects.create(**twice)
    error = caught.value
    record = logging.LogRecord("x", logging.ERROR, "", 1, "late", None, (type(error), error, caught.tb))
    said = text.format(record)
    assert "test_a_traceback_for_a_terminal" in said
    assert "UniqueViolation: 23505: regions_region: " in said
    assert "(99)" not in said


def test_a_refused_request_is_one_line_without_its_address(rf: RequestFactory) -> None:
    request = rf.post("/konfirmasi/SECRET/")
    record = logging.LogRecord("django.security.csrf", 30, "", 1, "Forbidden: %s", (request.path,), None)
    record.request, record.status_code = request, 403
    record.exc_info = (ValueError, ValueError("SECRET"), None)
    assert logs.RouteOnly().filter(record)
    line = logs.formatter().format(record)
    assert "SECRET" not in line
    assert "refused" in line
    console = logging_settings("text")["handlers"]["console"]
    assert console["filters"] == ["route"]


@pytest.mark.django_db
def test_a_page_is_logged_by_its_route_and_never_by_its_address(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "gapura.requests"):
        client.get("/c/SECRET/")
    (record,) = caplog.records
    assert "SECRET" not in json.dumps(record.__dict__, default=str)
    assert record.__dict__["route"].startswith("^[cC]/")
    assert record.__dict__["status"] == 404


def test_a_page_that_fails_is_named_by_its_route(rf: RequestFactory) -> None:
    request = rf.get("/konfirmasi/SECRET/")
    request.resolver_match = resolve("/konfirmasi/SECRET/")
    record = logging.LogRecord("django.request", 40, "", 1, "%s: %s", ("Error", request.path), None)
    record.request = request
    assert logs.RouteOnly().filter(record)
    assert "SECRET" not in logs.formatter().format(record)
    assert "konfirmasi/" in record.getMessage()
