"""The addresses of the API, each with the scope that it asks for and what it answers."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from ninja import NinjaAPI

from gapura.core.evidence import EvidenceError
from gapura.partners import scopes, subjects
from gapura.partners.acts import calls, links
from gapura.partners.api import bodies
from gapura.partners.api.describing import described
from gapura.partners.api.problems import ProblemError, of_the_gate
from gapura.partners.api.tokens import LinkRequest, Token, allowed
from gapura.partners.scopes import Scope
from gapura.visits import acts, places, standings
from gapura.visits.gate_client import GateRefusedError, GateUnreachableError
from gapura.visits.places import NoSuchCodeError, Place, WithdrawnCodeError

Answer = dict[str, Any]

api = NinjaAPI(
    title="Gapura: partner API",
    version="1",
    description="Check a linked visitor in and out, and learn the colour only.",
    urls_namespace="partner_api",
    openapi_url=None,
    docs_url=None,
    auth=Token(),
)


@api.post(
    "/check-ins",
    response=bodies.CheckIn,
    auth=Token(Scope.CHECK_IN),
    summary="Check the visitor in",
    operation_id="check_in",
    openapi_extra=described(
        Scope.CHECK_IN,
        *("malformed-body", "unknown-code", "id-reused", "withdrawn-code", "stale-code", "body-too-large"),
        *("unsupported-media-type", "clock-off"),
    ),
)
def check_in(request: LinkRequest, body: bodies.CheckInBody) -> Answer:
    """The same id again brings the same answer and changes nothing: send it again after a timeout."""
    link = request.auth

    def ask(by: str, language: str) -> Answer:
        return acts.ask_in(
            visit_id=body.id, code=body.code, companions=body.companions, by=by, language=language
        )

    answer = _at_the_gate(ask, links.token_of(link))
    links.use(link, Scope.CHECK_IN)
    if answer["decision"] == "admit":
        calls.watch(link, body.id, body.code)
    return answer


@api.post(
    "/check-outs",
    response=bodies.CheckOut,
    auth=Token(Scope.CHECK_OUT),
    summary="Check the visitor out",
    operation_id="check_out",
    openapi_extra=described(
        Scope.CHECK_OUT,
        *("malformed-body", "no-open-visit", "body-too-large", "unsupported-media-type", "clock-off"),
    ),
)
def check_out(request: LinkRequest, body: bodies.CheckOutBody) -> Answer:
    """Of a visit whose id you know. One that has ended already is answered with when it ended."""
    link = request.auth

    def ask(by: str, language: str) -> Answer:
        return acts.ask_out(check_out_id=body.id, visit_id=body.visit, by=by, language=language)

    answer = _at_the_gate(ask, links.token_of(link))
    links.use(link, Scope.CHECK_OUT)
    calls.forget(link, body.visit)
    return answer


@api.get(
    "/colour",
    response=bodies.ColourNow,
    auth=Token(Scope.COLOUR),
    summary="Ask for the visitor's colour",
    operation_id="colour",
    openapi_extra=described(Scope.COLOUR, "unknown-code", "withdrawn-code", "colour-unknown"),
)
def colour(request: LinkRequest, code: str = "") -> Answer:
    """What it is now: at the place of a code, without one at an office. The visitor sees that you asked."""
    link = request.auth
    place = _place(code) if code else None
    try:
        explained = standings.explain_now(standings.of(link.person_id), place.venue if place else None)
    except EvidenceError:
        raise ProblemError("colour-unknown") from None
    links.use(link, Scope.COLOUR)
    screening = explained.screening
    return {
        "colour": screening.colour,
        "decision": screening.decision,
        "ruleset": screening.ruleset,
        "venue": {"code": place.code, "name": place.venue.name} if place else None,
        "at": timezone.localtime(),
    }


@api.get(
    "/venues/{code}",
    response=bodies.Venue,
    summary="See how full a place is",
    operation_id="venue",
    openapi_extra=described(None, "unknown-code", "withdrawn-code"),
)
def venue(request: LinkRequest, code: str) -> Answer:
    """Its name, people inside, and how many it may hold today."""
    place = _place(code)
    return {
        "code": place.code,
        "name": place.venue.name,
        "occupancy": place.inside,
        "capacity": place.capacity,
        "as_of": timezone.localtime(place.changed_at, place.zone) if place.changed_at else None,
        "synthetic": place.synthetic,
    }


@api.get(
    "/link",
    response=bodies.LinkState,
    summary="See whether the link is good",
    operation_id="link",
    openapi_extra=described(None),
)
def link(request: LinkRequest) -> Answer:
    """Who the visitor is to you, and what you may do. An ended link is answered 401."""
    mine = request.auth
    return {
        "subject": subjects.of(mine),
        "scopes": scopes.read(" ".join(allowed(mine, mine.scopes))),
        "linked_at": timezone.localtime(mine.created_at),
    }


def _at_the_gate(ask: Callable[[str, str], Answer], by: str) -> Answer:
    try:
        return ask(by, get_language() or "id")
    except GateUnreachableError:
        raise ProblemError("try-again") from None
    except GateRefusedError as error:
        raise of_the_gate(error) from error


def _place(code: str) -> Place:
    if len(code) > bodies.LONGEST_CODE:
        raise ProblemError("unknown-code")
    try:
        return places.find(places.scanned(code))
    except NoSuchCodeError:
        raise ProblemError("unknown-code") from None
    except WithdrawnCodeError:
        raise ProblemError("withdrawn-code") from None
