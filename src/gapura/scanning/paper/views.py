"""`/petugas/tempat/…/daftar-kertas/`: the empty sheet, and typing a filled one in."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import PLACES, Role
from gapura.common.methods import require_form
from gapura.core.ids import new_id
from gapura.people import names
from gapura.scanning.acts.desk import TooManyLooksError
from gapura.scanning.paper import acts, sheet
from gapura.scanning.paper.forms import LineForm
from gapura.scanning.views.desk import TOO_MANY
from gapura.venues.models import Venue
from gapura.venues.views.own_venue import venue_of
from gapura.visits.gate_client import GateRefusedError, GateUnreachableError


@roles_only(Role.OFFICER, Role.PIC)
@require_form
def lines(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """One line after the other; the day stays as it was."""
    venue = venue_of(request, venue_id)
    zone = ZoneInfo(venue.time_zone)
    if request.method != "POST":
        day = request.GET.get("day") or venue.day_of()
        return _page(request, venue, LineForm(initial={"id": new_id(), "day": day}, zone=zone))
    form = LineForm(request.POST, zone=zone)
    if not form.is_valid():
        return _page(request, venue, form, status=422)
    data = form.cleaned_data
    try:
        person = acts.type_in(
            id=data["id"],
            name=data["name"],
            document=data["document"],
            people=data["people"],
            came_at=data["came_at"],
            went_at=data.get("went_at"),
            venue=venue,
            by=request.user,
        )
    except TooManyLooksError:
        return _page(request, venue, form, notice=TOO_MANY, status=429)
    except GateUnreachableError:
        notice = _("The gate does not answer. Try again in a moment: nobody is counted twice.")
        return _page(request, venue, form, notice=notice, status=503)
    except GateRefusedError as error:
        return _page(request, venue, form, notice=error.detail, status=409)
    messages.success(request, _("%(name)s is written down.") % {"name": names.shortened(str(person.name))})
    return redirect(f"{request.path}?day={data['day'].isoformat()}")


@roles_only(Role.OFFICER, Role.PIC)
@require_safe
def empty(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """The sheet as PDF."""
    response = HttpResponse(sheet.pdf(venue_of(request, venue_id)), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="daftar-kertas.pdf"'
    return response


def _page(
    request: StaffRequest, venue: Venue, form: LineForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"venue": venue, "form": form, "back": PLACES[request.user.role], **more}
    return render(request, "scanning/paper.html", context, status=status)
