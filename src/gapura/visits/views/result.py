"""`/saya/kunjungan/{id}/`: the result of a check-in, and the check-out."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gapura.accounts.access import visitors_only
from gapura.common.methods import require_form
from gapura.core.ids import new_id
from gapura.people import cookies, documents
from gapura.people.acts import corrections
from gapura.people.requests import SignedInRequest
from gapura.visits import acts, history, nearness, results, standings
from gapura.visits.forms import PositionForm
from gapura.visits.gate_client import GateRefusedError, GateUnreachableError


@visitors_only
@require_safe
def result(request: SignedInRequest, visit_id: UUID) -> HttpResponse:
    """One of the visitor's own visits; anybody else's is not there."""
    return _page(request, visit_id)


@visitors_only
@require_form
def check_out(request: SignedInRequest, visit_id: UUID) -> HttpResponse:
    """Leave; opened by itself, as after signing in again, it leads back to the visit."""
    if request.method == "POST":
        if history.entry(request.visitor.id, visit_id) is None:
            raise Http404
        try:
            acts.check_out(
                visit_id=visit_id, by=request.COOKIES[cookies.SESSION], language=get_language() or "id"
            )
        except GateUnreachableError:
            return _page(request, visit_id, unsent=True, status=503)
        except GateRefusedError as error:
            messages.warning(request, error.detail or _("That did not work. Please try again."))
    return HttpResponseRedirect(f"/saya/kunjungan/{visit_id}/")


@visitors_only
@require_POST
def compare_position(request: SignedInRequest, visit_id: UUID) -> HttpResponse:
    """Compare where the visitor says they are with where the venue is; kept is only whether that is far."""
    entry = history.entry(request.visitor.id, visit_id)
    if entry is None:
        raise Http404
    form = PositionForm(request.POST)
    try:
        if not form.is_valid():
            raise nearness.TooVagueError
        given = form.cleaned_data
        here = (given["latitude"], given["longitude"])
        noted = nearness.compare(entry, here=here, accuracy=given["accuracy"])
    except nearness.TooVagueError:
        messages.info(request, _("Your device does not know exactly enough where it is. Nothing was noted."))
    else:
        said = _("Noted: far from this place.") if noted.far else _("Noted: at this place. Thank you.")
        messages.success(request, said)
    return HttpResponseRedirect(f"/saya/kunjungan/{visit_id}/")


def _page(
    request: SignedInRequest, visit_id: UUID, *, unsent: bool = False, status: int = 200
) -> HttpResponse:
    entry = history.entry(request.visitor.id, visit_id)
    if entry is None:
        raise Http404
    shown = results.of(entry, standings.of(request.visitor.id))
    context = {
        "result": shown,
        "visit": entry.visit,
        "venue": entry.venue,
        "door": entry.door,
        "document": documents.masked(request.visitor),
        "milliseconds": int(shown.now.timestamp() * 1000),
        "check_out_id": new_id(),
        "hours": int(corrections.TERM.total_seconds() // 3600),
        "unsent": unsent,
        "comparable": shown.inside and bool(entry.venue and entry.venue.position),
        "nearness": nearness.of(entry) if entry.venue and entry.venue.position else None,
    }
    return render(request, "visits/result.html", context, status=status)
