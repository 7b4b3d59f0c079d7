"""`/api/docs` and `/api/v1/openapi.json`: the API described for people and for machines."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from gapura import config
from gapura.accounts.access import everybody
from gapura.common import problems
from gapura.partners.acts import pace
from gapura.partners.api import describing
from gapura.partners.api.problems import KINDS
from gapura.partners.scopes import Scope


@everybody
@cache_control(public=True, max_age=300)
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return JsonResponse(describing.document())


@everybody
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The same document as a page, without any script."""
    document = describing.document()
    context = {
        "operations": [
            _operation(path, method, told)
            for path, methods in document["paths"].items()
            for method, told in methods.items()
        ],
        "schemas": [_schema(name, told) for name, told in sorted(document["components"]["schemas"].items())],
        "problems": [(problems.PREFIX + name, kind) for name, kind in KINDS.items()],
        "scopes": Scope,
        "base": config.current().base_url,
        "per_link": pace.PER_LINK,
    }
    return render(request, "partners/docs.html", context)


def _operation(path: str, method: str, told: dict[str, Any]) -> dict[str, Any]:
    (asked,) = told["security"][0].values()
    sent = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    answered = told["responses"][200]["content"]["application/json"]["schema"]
    return {
        "id": told["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": told["summary"],
        "description": told.get("description", ""),
        "scope": asked[0] if asked else "",
        "parameters": [(each["name"], each["in"], each["required"]) for each in told.get("parameters", [])],
        "body": _named(sent),
        "answer": _named(answered),
        "refusals": sorted(
            (status, answer["description"]) for status, answer in told["responses"].items() if status != 200
        ),
    }


def _schema(name: str, told: dict[str, Any]) -> dict[str, Any]:
    required = told.get("required", [])
    members = [(member, _kind(kind), member in required) for member, kind in told["properties"].items()]
    return {"name": name, "description": told.get("description", ""), "members": members}


def _named(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _kind(schema: dict[str, Any]) -> str:
    """A type in a few words: `text (uuid)`, `one of: green, yellow`, `Place or null`."""
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"])
    if "$ref" in schema:
        return _named(schema)
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    kind = str(schema.get("type", ""))
    if kind == "array":
        return f"list of {_kind(schema['items'])}"
    limits = [str(schema[name]) for name in ("minimum", "maximum") if name in schema]
    said = schema.get("format") or (" to ".join(limits) if limits else "")
    return f"{kind} ({said})" if said else kind
