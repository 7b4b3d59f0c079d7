"""`/fhir/R4/Immunization`, `/Observation` and their ids: create, update and delete."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from gapura import config
from gapura.core.evidence.fhir import LARGEST_RESOURCE, Entry
from gapura.fhir.clients import spend
from gapura.fhir.doing import do, known_codes
from gapura.fhir.outcomes import answer
from gapura.fhir.views.asking import body_of, for_registries
from gapura.partners.models import Partner


@for_registries("POST")
def of_kind(request: HttpRequest, registry: Partner, kind: str) -> HttpResponse:
    """Create one under an id of ours; with If-None-Exist only where there is none yet."""
    return _do(request, registry, kind, "")


@for_registries("PUT", "DELETE")
def by_id(request: HttpRequest, registry: Partner, kind: str, resource_id: str) -> HttpResponse:
    """Create or update one under its sender's id, or take it back."""
    return _do(request, registry, kind, resource_id)


def _do(request: HttpRequest, registry: Partner, kind: str, resource_id: str) -> HttpResponse:
    spend(registry, 1)
    raw: dict[str, Any] | None = None
    if request.method != "DELETE":
        raw = body_of(request, most=LARGEST_RESOURCE)
    asked = Entry(
        method=request.method,  # type: ignore[arg-type]  # one of those that the view is for
        kind=kind,
        id=resource_id,
        resource=raw,
        if_none_exist=request.headers.get("If-None-Exist", ""),
        if_match=request.headers.get("If-Match", ""),
    )
    done = do(asked, patients={}, codes=known_codes(), by=registry)
    response = answer(done.outcome, done.status)
    if done.sent:
        response["ETag"] = done.etag
        response["Location"] = f"{config.current().base_url}/fhir/R4/{done.location}"
    return response
