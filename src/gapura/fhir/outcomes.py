"""What is answered, in FHIR's words: an OperationOutcome with its status."""

from typing import Any, Final

from django.http import JsonResponse

from gapura.core.evidence.fhir import Issue

TYPE: Final = "application/fhir+json"
_STATUS: Final = {
    **{"invalid": 400, "required": 400, "structure": 400, "too-costly": 400, "too-long": 413, "value": 400},
    **{"login": 401, "forbidden": 403, "not-found": 404, "conflict": 412, "throttled": 429},
}
"""Of kinds of issues; all others are rules of this house, 422."""

Document = dict[str, Any]


class Refusal(Exception):
    """A request that is refused, with what is told and by which status."""

    def __init__(self, status: int, code: str, text: str, expression: str = "") -> None:
        super().__init__(text)
        self.status = status
        self.code = code
        self.text = text
        self.expression = expression

    def within(self, place: str) -> "Refusal":
        """The same, of a part of a Bundle."""
        return Refusal(self.status, self.code, self.text, f"{place}: {self.expression}".removesuffix(": "))

    @property
    def outcome(self) -> Document:
        """As FHIR writes it."""
        return outcome("error", self.code, self.text, self.expression)


def refused(issue: Issue) -> Refusal:
    """What is answered to a resource that is not understood."""
    return Refusal(_STATUS.get(issue.code, 422), issue.code, issue.text, issue.expression)


def refusal(code: str, text: str, expression: str = "") -> Refusal:
    """What is answered for another reason."""
    return Refusal(_STATUS.get(code, 422), code, text, expression)


def outcome(severity: str, code: str, text: str, expression: str = "") -> Document:
    """An OperationOutcome of one issue."""
    issue: Document = {"severity": severity, "code": code, "diagnostics": text}
    if expression:
        issue["expression"] = [expression]
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def answer(document: Document, status: int = 200) -> JsonResponse:
    """A resource as the body of an answer."""
    return JsonResponse(document, status=status, content_type=f"{TYPE}; charset=utf-8")
