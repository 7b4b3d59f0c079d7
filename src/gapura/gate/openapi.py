"""The gate's own description for machines: OpenAPI 3.1, made from the same types that read and write JSON."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import msgspec

from gapura.gate import bodies
from gapura.gate.problems import KINDS, PREFIX

PATH: Final = "/gate/v1/openapi.json"
DECISIONS: Final = ("admit", "verify", "refuse", "full")
COLOURS: Final = ("green", "yellow", "red", "black")

_ALWAYS: Final = (
    *("malformed-body", "bad-token", "expired-token", "method-not-allowed", "body-too-large"),
    *("unsupported-media-type", "too-many-requests", "try-again"),
)
_WITH_A_CODE: Final = ("unknown-code", "clock-off")
_BY_OFFICERS: Final = ("bad-pass", "unknown-person")
"""What only a scanner hears; `docs/reference/gate-api.md` says what scanners send."""

_CHECK_IN: Final = (*_ALWAYS, *_WITH_A_CODE, *_BY_OFFICERS, "withdrawn-code", "stale-code", "id-reused")
_CHECK_OUT: Final = (*_ALWAYS, *_WITH_A_CODE, *_BY_OFFICERS, "no-open-visit", "too-late")


@cache
def document() -> bytes:
    """The document as JSON, the same for every deployment."""
    return msgspec.json.encode(_document())


def _document() -> dict[str, Any]:
    types = (bodies.CheckInBody, bodies.CheckOutBody, bodies.CheckInItem, bodies.CheckOutItem)
    _, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Gapura: the gate",
            "version": "1",
            "description": "Check-ins and check-outs. Sending the same id again is always safe.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": {
            "/gate/v1/check-ins": {
                "post": _operation("check_in", "Check a visitor in", "CheckInBody", "CheckIn", _CHECK_IN)
            },
            "/gate/v1/check-outs": {
                "post": _operation("check_out", "Check out", "CheckOutBody", "CheckOut", _CHECK_OUT)
            },
            "/gate/v1/batches": {
                "post": _operation(
                    "batch", "Send what was collected without a network", "Batch", "Answers", _ALWAYS
                )
            },
            PATH: {
                "get": _get("openapi", "This document", {"200": _json("The document", {"type": "object"})})
            },
            "/health/live": {"get": _get("live", "Is the process there?", {"200": _json("Yes", _EMPTY)})},
            "/health/ready": {"get": _get("ready", "Can it answer a check-in?", _READY)},
            "/metrics": {"get": _get("metrics", "Figures for Prometheus", _METRICS)},
        },
        "components": {
            "securitySchemes": {"visitor": {"type": "http", "scheme": "bearer"}},
            "schemas": {**components, **_answers(), "Problem": _problem(tuple(KINDS))},
        },
    }


def _operation(name: str, summary: str, body: str, answer: str, problems: tuple[str, ...]) -> dict[str, Any]:
    by_status: dict[str, list[str]] = {}
    for problem in problems:
        by_status.setdefault(str(KINDS[problem].status), []).append(problem)
    refusals = {
        status: {
            "description": "; ".join(KINDS[problem].title_en for problem in some),
            "content": {"application/problem+json": {"schema": _problem(tuple(some))}},
        }
        for status, some in sorted(by_status.items())
    }
    for status, header in (("401", "WWW-Authenticate"), ("429", "Retry-After"), ("503", "Retry-After")):
        refusals[status]["headers"] = {header: {"required": True, "schema": {"type": "string"}}}
    return {
        "operationId": name,
        "summary": summary,
        "security": [{"visitor": []}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": _ref(body)}}},
        "responses": {"200": _json("Committed and flushed to disk", _ref(answer)), **refusals},
    }


def _get(name: str, summary: str, responses: dict[str, Any]) -> dict[str, Any]:
    return {"operationId": name, "summary": summary, "security": [], "responses": responses}


def _json(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(**members: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": list(members)}


def _problem(names: tuple[str, ...]) -> dict[str, Any]:
    return _object(
        type={"enum": [PREFIX + name for name in names]},
        title={"type": "string", "minLength": 1},
        status={"enum": sorted({KINDS[name].status for name in names})},
        detail={"type": "string", "minLength": 1},
    )


_TEXT: Final[dict[str, Any]] = {"type": "string"}
_COUNT: Final[dict[str, Any]] = {"type": "integer", "minimum": 0}
_ID: Final[dict[str, Any]] = {"type": "string", "format": "uuid"}
_TIME: Final[dict[str, Any]] = {"type": "string", "format": "date-time"}
_EMPTY: Final = {"type": "object", "maxProperties": 0}
_HEALTH: Final = _object(ready={"type": "boolean"}, problems={"type": "array", "items": _TEXT})
_READY: Final = {"200": _json("Yes, though perhaps slowly", _HEALTH), "503": _json("No", _HEALTH)}
_METRICS: Final = {"200": {"description": "Prometheus text", "content": {"text/plain": {"schema": _TEXT}}}}


def _answers() -> dict[str, Any]:
    venue = _object(code=_TEXT, name=_TEXT)
    check_in = _object(
        id=_ID,
        decision={"enum": list(DECISIONS)},
        colour={"enum": list(COLOURS)},
        reasons={"type": "array", "items": _object(code=_TEXT, text=_TEXT)},
        ruleset=_TEXT,
        venue=venue,
        door={"type": ["string", "null"]},
        occupancy=_COUNT,
        capacity=_COUNT,
        checked_in_at=_TIME,
        proof={"type": "string", "minLength": 56, "maxLength": 56},
    )
    check_out = _object(
        id=_ID,
        visit=_ID,
        venue=venue,
        checked_in_at=_TIME,
        checked_out_at=_TIME,
        occupancy={"type": ["integer", "null"]},
        left_by={"enum": ["visitor", "officer", "elsewhere", "limit"]},
    )
    status = {"properties": {"status": {"const": 200}}, "required": ["status"]}
    answer = {"anyOf": [{"allOf": [_ref("CheckIn"), status]}, {"allOf": [_ref("CheckOut"), status]}]}
    items = {"type": "array", "maxItems": bodies.LARGEST_BATCH}
    return {
        "CheckIn": check_in,
        "CheckOut": check_out,
        "Answers": _object(items={**items, "items": {"anyOf": [*answer["anyOf"], _ref("Problem")]}}),
        "Batch": _object(items={**items, "items": {"anyOf": [_ref("CheckInItem"), _ref("CheckOutItem")]}}),
    }
