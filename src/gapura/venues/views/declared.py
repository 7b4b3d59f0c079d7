"""The page of what a place declares and declared; its coordinator corrects from when it counts."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.venues import acts
from gapura.venues.forms import DeclaredForm
from gapura.venues.models import EarlierDeclaration, Venue
from gapura.venues.views.own_venue import shared, venue_of
from gapura.venues.weekdays import DAY_NAMES

SHOWN = 50


@roles_only(Role.PIC, Role.COORDINATOR)
@require_safe
def overview(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """What the place declares and, until which day, what it declared before."""
    return _page(request, venue_of(request, venue_id), DeclaredForm())


@roles_only(Role.COORDINATOR)
@require_POST
def correct(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """Let what it declares now count from an earlier day on."""
    venue, form = venue_of(request, venue_id), DeclaredForm(request.POST)
    if form.is_valid():
        try:
            acts.correct_declared(venue=venue, by=request.user, **form.cleaned_data)
        except acts.DeclaredError as error:
            form.explain(error)
        else:
            messages.success(request, _("Corrected. Rankings worked out before stay as they were."))
            return redirect("declared", venue_id=venue_id)
    return _page(request, venue, form)


def _page(request: StaffRequest, venue: Venue, form: DeclaredForm) -> HttpResponse:
    earlier = venue.earlier_declarations.all()[:SHOWN]
    context = {
        **shared(request, venue, "compliance"),
        "weekdays": _weekdays(venue),
        "earlier": [(each, _weekdays(each)) for each in earlier],
        "form": form,
    }
    return render(request, "venues/declared.html", context, status=422 if form.errors else 200)


def _weekdays(said: Venue | EarlierDeclaration) -> str:
    return ", ".join(str(name) for day, name in DAY_NAMES.items() if day in said.opening_hours)
