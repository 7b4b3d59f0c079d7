"""How programs, and scripts of pages, are told of what is refused: a problem document (RFC 9457)."""

from typing import Any, Final

from django.http import HttpResponse, JsonResponse

PREFIX: Final = "urn:gapura:problem:"
TYPE: Final = "application/problem+json"


def refusal(
    name: str, status: int, *, title: object, detail: object, retry_after: int | None = None
) -> HttpResponse:
    """A refusal of the stable type `name` in words for people, perhaps to be tried again after seconds.

    Where the gate has a type for it, that is its name.
    """
    told: dict[str, Any] = {
        "type": PREFIX + name,
        "title": str(title),
        "status": status,
        "detail": str(detail),
    }
    if retry_after is not None:
        told["retry_after"] = retry_after
    answer = JsonResponse(told, status=status, content_type=TYPE)
    answer["Cache-Control"] = "no-store"
    if retry_after is not None:
        answer["Retry-After"] = str(retry_after)
    return answer
