"""A device becomes a scanner, and a PIC sees and shuts out a venue's scanners."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import PLACES, Role
from gapura.common.methods import require_form
from gapura.common.problems import refusal
from gapura.scanning.acts import held, scanners
from gapura.scanning.forms import ScannerForm
from gapura.scanning.models import Scanner
from gapura.venues.views.own_venue import shared, venue_of
from gapura.visits.gate_client import GateRefusedError, GateUnreachableError


@roles_only(Role.OFFICER, Role.PIC)
@require_form
def register(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """The form that makes this device a scanner; its script sends it and keeps what is answered."""
    venue = venue_of(request, venue_id)
    if request.method != "POST":
        context = {"venue": venue, "form": ScannerForm(), "back": PLACES[request.user.role]}
        return render(request, "scanning/register.html", context)
    form = ScannerForm(request.POST)
    if not form.is_valid():
        detail = form["label"].errors[0] if form["label"].errors else _("Please check the form.")
        return _not_registered("bad-label", detail)
    user = request.user
    known = scanners.found_by(request.POST.get("token", ""))
    try:
        if known is not None and known.venue_id == venue.pk:
            scanner = scanners.join(scanner=known, by=user)
        else:
            scanner = scanners.register(venue=venue, label=form.cleaned_data["label"], by=user)
    except scanners.TooManyScannersError:
        detail = _("A place has at most %(most)d scanners. Shut one out first.") % {"most": scanners.MOST}
        return _not_registered("too-many-scanners", detail)
    return JsonResponse({"token": scanners.token_of(scanner), "officer": {"id": user.pk, "name": user.name}})


def _not_registered(name: str, detail: object) -> HttpResponse:
    return refusal(name, 422, title=_("This device is not registered"), detail=detail)


@roles_only(Role.PIC)
@require_safe
def venue_scanners(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """A venue's scanners: called what, registered by whom, seen when."""
    venue = venue_of(request, venue_id)
    there = Prefetch("keepers", scanners.keepers_now(venue))
    listed = scanners.in_use(venue).select_related("registered_by").prefetch_related(there)
    context = {**shared(request, venue, "scanners"), "scanners": listed, "late": held.waiting(venue)}
    return render(request, "scanning/scanners.html", context)


@roles_only(Role.PIC)
@require_POST
def shut_out(request: StaffRequest, venue_id: UUID, scanner_id: int) -> HttpResponse:
    """End a lost or left-over scanner."""
    venue = venue_of(request, venue_id)
    scanner = get_object_or_404(Scanner, pk=scanner_id, venue=venue, desk=False)
    if scanners.shut_out(scanner=scanner, by=request.user):
        messages.success(
            request, _("“%(label)s” is shut out: the gate no longer hears it.") % {"label": scanner.label}
        )
    return redirect("pic_scanners", venue_id=venue_id)


@roles_only(Role.PIC)
@require_POST
def late_news(request: StaffRequest, venue_id: UUID, officer_id: int) -> HttpResponse:
    """Take what an officer's device told after they had left, or leave it out."""
    venue = venue_of(request, venue_id)
    by = request.user
    if request.POST.get("do") == "take":
        try:
            told = held.take(officer_id=officer_id, venue=venue, by=by)
        except (GateRefusedError, GateUnreachableError):
            messages.warning(
                request, _("The gate does not answer. Try again in a moment: nobody is counted twice.")
            )
        else:
            messages.success(request, _("Taken: %(n)d.") % {"n": told.taken})
            if told.refused:
                messages.warning(request, _("Could not be taken: %(n)d.") % {"n": told.refused})
    else:
        gone = held.leave_out(officer_id=officer_id, venue=venue, by=by)
        messages.success(request, _("Left out: %(n)d.") % {"n": gone})
    return redirect("pic_scanners", venue_id=venue_id)
