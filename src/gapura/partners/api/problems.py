"""What the API refuses, as problem documents (RFC 9457); types are the gate's where the gate has one."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gapura.common import problems
from gapura.visits.gate_client import GateRefusedError

SOON: Final = 2
"""Seconds after which what is busy or away is worth another try."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is the same of every problem of one type."""

    status: int
    title: str | Promise
    detail: str | Promise


KINDS: Final = {
    "malformed-body": Kind(
        400, _("The request cannot be read"), _("It is not JSON as the documentation describes it.")
    ),
    "bad-token": Kind(
        401,
        _("The token does not count"),
        _("It is missing, has expired, or its link was ended. Refresh it once; then ask the visitor again."),
    ),
    "scope-missing": Kind(
        403, _("This was not allowed"), _("The visitor or the operator has not allowed it.")
    ),
    "unknown-code": Kind(404, _("Unknown code"), _("No place has this code.")),
    "no-open-visit": Kind(404, _("No such visit"), _("This visitor has no such visit.")),
    "not-found": Kind(404, _("Not found"), _("There is nothing at this address.")),
    "method-not-allowed": Kind(405, _("Method not allowed"), _("This address answers another method.")),
    "colour-unknown": Kind(
        409,
        _("No colour can be given"),
        _("What is on record cannot be evaluated. An officer helps at the door."),
    ),
    "id-reused": Kind(409, _("This id is taken"), _("Make a new id and try again.")),
    "withdrawn-code": Kind(
        410, _("This code is no longer in use"), _("The poster was replaced or the place has closed.")
    ),
    "stale-code": Kind(410, _("The door's code has changed"), _("Scan the screen at the door once more.")),
    "body-too-large": Kind(413, _("The request is too large"), _("At most 4096 bytes.")),
    "unsupported-media-type": Kind(415, _("Unsupported media type"), _("Send it as application/json.")),
    "clock-off": Kind(
        422, _("The clock is off"), _("The time in the id is too far from ours. Make the id when it is sent.")
    ),
    "too-many-requests": Kind(429, _("Too many requests"), _("Wait as long as Retry-After says.")),
    "broken": Kind(500, _("Something broke on our side"), _("It is in our log. Try again later.")),
    "try-again": Kind(
        503, _("Please try again"), _("Send the same request again in a moment. It will not count twice.")
    ),
}


class ProblemError(Exception):
    """One refusal; `detail` where its kind's does not say enough, `retry_after` in seconds."""

    def __init__(self, name: str, detail: str = "", *, retry_after: int | None = None) -> None:
        super().__init__(name)
        self.name: Final = name
        self.kind: Final = KINDS[name]
        self.detail = detail
        self.retry_after = SOON if retry_after is None and self.kind.status == 503 else retry_after

    def response(self) -> HttpResponse:
        """The refusal over HTTP, in the reader's language."""
        status, title = self.kind.status, self.kind.title
        detail = self.detail or self.kind.detail
        answer = problems.refusal(self.name, status, title=title, detail=detail, retry_after=self.retry_after)
        if status == 401:
            answer["WWW-Authenticate"] = 'Bearer realm="gapura", error="invalid_token"'
        if status == 403:
            answer["WWW-Authenticate"] = 'Bearer realm="gapura", error="insufficient_scope"'
        return answer


def of_the_gate(error: GateRefusedError) -> ProblemError:
    """What the gate refused, in its own words; what a partner has no part in is a fault of ours."""
    if error.problem in ("bad-token", "expired-token"):
        return ProblemError("bad-token")  # the link has ended since
    if error.problem not in KINDS:
        return ProblemError("broken")
    return ProblemError(error.problem, error.detail, retry_after=error.retry_after)
