"""`/fhir/R4/metadata`: what can be done here, as a CapabilityStatement; reading and searching cannot."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

import gapura
from gapura import config
from gapura.accounts.access import everybody
from gapura.core.evidence.fhir import KINDS
from gapura.fhir.outcomes import TYPE, answer

_SINCE = "2026-11-27"
_NO_READING = (
    "Evidence comes in and is not given out: there is no read, no search and no history, and no answer tells "
    "whether a person is known."
)
_SECURITY = "http://terminology.hl7.org/CodeSystem/restful-security-service"


@everybody
@cache_control(public=True, max_age=3_600)
@require_safe
def metadata(request: HttpRequest) -> HttpResponse:
    """The same for everybody."""
    base = config.current().base_url
    return answer(
        {
            "resourceType": "CapabilityStatement",
            "status": "active",
            "date": _SINCE,
            "kind": "instance",
            "software": {"name": "Gapura", "version": gapura.__version__},
            "implementation": {"description": _NO_READING, "url": f"{base}/fhir/R4"},
            "fhirVersion": "4.0.1",
            "format": [TYPE],
            "rest": [_rest(base)],
        }
    )


def _rest(base: str) -> dict[str, Any]:
    return {
        "mode": "server",
        "documentation": _NO_READING,
        "security": {
            "cors": False,
            "service": [{"coding": [{"system": _SECURITY, "code": "OAuth"}]}],
            "description": f"Client credentials at {base}/oauth/token/, scope evidence:write.",
        },
        "resource": [_resource(kind) for kind in KINDS],
        "interaction": [{"code": "transaction"}, {"code": "batch"}],
    }


def _resource(kind: str) -> dict[str, Any]:
    return {
        "type": kind,
        "interaction": [{"code": "create"}, {"code": "update"}, {"code": "delete"}],
        "versioning": "versioned",
        "readHistory": False,
        "updateCreate": True,
        "conditionalCreate": True,
        "conditionalRead": "not-supported",
        "conditionalUpdate": False,
        "conditionalDelete": "not-supported",
        "referencePolicy": ["logical"],
    }
