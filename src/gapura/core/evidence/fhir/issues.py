"""What is wrong with a resource, in the words of OperationOutcome (hl7.org/fhir/R4/valueset-issue-type)."""

from typing import Literal

from msgspec import Struct

Code = Literal[
    "business-rule",
    "code-invalid",
    "extension",
    "invalid",
    "multiple-matches",
    "not-supported",
    "required",
    "structure",
    "too-costly",
    "too-long",
    "value",
]


class Issue(Struct, frozen=True):
    """One thing that was not understood: what kind of thing, at which element, and in words."""

    code: Code
    expression: str
    text: str


class FhirError(ValueError):
    """A resource that is refused whole."""

    def __init__(self, code: Code, expression: str, text: str) -> None:
        super().__init__(f"{expression}: {text}")
        self.issue = Issue(code, expression, text)
