"""The description of the API for machines: what ninja reads off the code, and every refusal besides."""

from functools import cache
from typing import Any, Final

from django.utils.translation import override

from gapura.common import problems
from gapura.partners.api.problems import KINDS
from gapura.partners.scopes import Scope

ALWAYS: Final = ("bad-token", "method-not-allowed", "too-many-requests", "broken", "try-again")
BY_SCOPE: Final = "scope-missing"
_HEADERS: Final = {401: "WWW-Authenticate", 403: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}


def described(scope: Scope | None, *names: str) -> dict[str, Any]:
    """What an operation's description says besides: the scope, and what may be refused."""
    named = (*ALWAYS, *([BY_SCOPE] if scope else []), *names)
    statuses = sorted({KINDS[name].status for name in named})
    return {
        "security": [{"Token": [scope.value] if scope else []}],
        "responses": {status: _refusal(status, named) for status in statuses},
    }


def _refusal(status: int, named: tuple[str, ...]) -> dict[str, Any]:
    of_status = [name for name in named if KINDS[name].status == status]
    schema = {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"enum": [problems.PREFIX + name for name in of_status]},
            "title": {"type": "string"},
            "status": {"const": status},
            "detail": {"type": "string"},
        },
    }
    told: dict[str, Any] = {
        "description": ", ".join(of_status),
        "content": {problems.TYPE: {"schema": schema}},
    }
    if header := _HEADERS.get(status):
        told["headers"] = {header: {"required": True, "schema": {"type": "string"}}}
    return told


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document, the same for every deployment."""
    from gapura.partners.api.operations import api  # which is described with the help of this module

    with override("en"):
        made = api.get_openapi_schema(path_prefix="/api/v1/")
    told: dict[str, Any] = {**made, "openapi": "3.1.0"}
    for methods in told["paths"].values():
        for operation in methods.values():
            operation["security"] = operation["security"][-1:]  # behind ninja's own, which names no scope
    told["info"] = {**told["info"], "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}
    return {name: part for name, part in told.items() if part}
