"""`/c/{CODE}`: what a poster opens, and the check-in itself."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from gapura.accounts.access import SIGN_IN, everybody
from gapura.common.methods import require_form
from gapura.core.ids import new_id
from gapura.people import cookies
from gapura.people.forms import ReachForm
from gapura.people.requests import VisitorRequest
from gapura.people.ways import IDENTITY, with_next
from gapura.visits import acts, places, standings
from gapura.visits import opening as openings
from gapura.visits.forms import CheckInForm
from gapura.visits.gate_client import GateRefusedError, GateUnreachableError
from gapura.visits.opening import StaleCodeError
from gapura.visits.places import NoSuchCodeError, Place, WithdrawnCodeError

RESULT = "/saya/kunjungan/{}/"
STALE = {"clock-off", "id-reused"}
SIGNED_OUT = {"bad-token", "expired-token"}


@everybody
@require_form
def door(request: VisitorRequest, code: str) -> HttpResponse:
    """The place behind a code, and, for whoever is signed in, the check-in."""
    try:
        scanned = places.scanned(code)
        spelled = places.spelled(scanned)
        if spelled != code.upper():
            return HttpResponseRedirect(_path(spelled))
        place = places.find(scanned)
    except NoSuchCodeError as error:
        return no_such_code(request, code, error.problem)
    except WithdrawnCodeError as error:
        context = {"venue": error.venue, "reason": error.reason}
        return render(request, "visits/withdrawn.html", context, status=410)
    if scanned.from_poster and not place.poster_counts:
        return _stale_code(request, place)
    try:
        opening = openings.of(request, scanned)
    except StaleCodeError:
        return _stale_code(request, place)
    place = replace(place, code=opening.code)
    response = _check_in(request, place) if request.method == "POST" else _page(request, place)
    openings.remember(response, scanned, opening)
    return response


def no_such_code(request: HttpRequest, typed: str, problem: str) -> HttpResponse:
    """A kind page for a code that opens nothing, with a field to type it again."""
    context = {"problem": problem, "typed": typed[:24]}
    return render(request, "visits/no_such_code.html", context, status=404)


def _stale_code(request: HttpRequest, place: Place) -> HttpResponse:
    """The door's code has changed since, or only its screen counts."""
    return render(request, "visits/stale_code.html", {"place": place}, status=410)


def _check_in(request: VisitorRequest, place: Place) -> HttpResponse:
    way = _path(place.code)
    if request.visitor is None:
        return HttpResponseRedirect(with_next(SIGN_IN, way))
    if not request.visitor.identified:
        return HttpResponseRedirect(with_next(IDENTITY, way))
    form = CheckInForm(request.POST)
    if not form.is_valid():
        notice = "" if "companions" in form.errors else "stale"
        return _page(request, place, form=form, notice=notice, status=400)
    return _ask_gate(request, place, form)


def _ask_gate(request: VisitorRequest, place: Place, form: CheckInForm) -> HttpResponse:
    visit_id: UUID = form.cleaned_data["id"]
    try:
        answered = acts.check_in(
            visit_id=visit_id,
            code=place.code,
            companions=form.cleaned_data["companions"],
            by=request.COOKIES[cookies.SESSION],
            language=get_language() or "id",
        )
    except GateUnreachableError:
        return _page(request, place, form=form, notice="unsent", visit_id=visit_id, status=503)
    except GateRefusedError as error:
        return _refused(request, place, form, error)
    return HttpResponseRedirect(RESULT.format(answered))


def _refused(
    request: VisitorRequest, place: Place, form: CheckInForm, error: GateRefusedError
) -> HttpResponse:
    if error.problem in SIGNED_OUT:
        return HttpResponseRedirect(with_next(SIGN_IN, _path(place.code)))
    if error.problem == "withdrawn-code":
        return render(request, "visits/withdrawn.html", {"venue": place.venue, "reason": ""}, status=410)
    if error.problem == "unknown-code":
        return no_such_code(request, place.code, "unknown")
    if error.problem == "stale-code":
        return _stale_code(request, place)
    if error.problem in STALE:
        return _page(request, place, form=form, notice="stale", status=409)
    notice = "busy" if error.problem == "too-many-requests" else "refused"
    status = 429 if notice == "busy" else 400
    return _page(request, place, form=form, notice=notice, detail=error.detail, status=status)


def _page(
    request: VisitorRequest,
    place: Place,
    *,
    form: CheckInForm | None = None,
    notice: str = "",
    detail: str = "",
    visit_id: UUID | None = None,
    status: int = 200,
) -> HttpResponse:
    # The cookie against forgery must be there before the form is sent, whatever the template shows.
    get_token(request)
    standing = standings.of(request.visitor.id) if request.visitor else None
    context = {
        "place": place,
        "form": form,
        "notice": notice,
        "detail": detail,
        "next": _path(place.code),
        "reach": ReachForm(),
        "visit_id": visit_id or new_id(),
        "here": standing.visit_id if standing and standing.venue_id == place.venue.id else None,
        "check_out_id": new_id(),
        "now": timezone.now(),
    }
    return render(request, "visits/door.html", context, status=status)


def _path(code: str) -> str:
    return f"/c/{code}"
