"""What a PIC says of their venue: address, capacity, opening hours; another name is asked for."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.methods import require_form
from gapura.venues import acts
from gapura.venues.models import Venue
from gapura.venues.pic_forms import DetailsForm, NameForm
from gapura.venues.views.own_venue import shared, venue_of


@roles_only(Role.PIC)
@require_form
def details(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """Change the details."""
    venue = venue_of(request, venue_id)
    form = DetailsForm(request.POST if request.method == "POST" else None, venue=venue)
    if not form.is_valid():
        return _page(request, venue, form, _name_form(venue), status=422 if form.is_bound else 200)
    given = form.cleaned_data
    acts.describe_venue(
        venue=venue,
        address=given["address"],
        capacity=given["capacity"],
        stay_limit=given["stay_limit"],
        staff=given["staff"],
        daily_guests=given["daily_guests"],
        opening_hours=given["opening_hours"],
        position=given["position"],
        by=request.user,
    )
    messages.success(request, _("Saved. The doors know it within a few seconds."))
    return redirect("pic_details", venue_id=venue_id)


@roles_only(Role.PIC)
@require_POST
def name(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """Ask the coordinator for another name."""
    venue = venue_of(request, venue_id)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, venue, DetailsForm(venue=venue), form, status=422)
    changed = acts.ask_for_name(venue=venue, name=form.cleaned_data["name"], by=request.user)
    if changed.wished_name:
        messages.success(request, _("Your coordinator is asked. Until they decide the present name stays."))
    else:
        messages.success(request, _("No other name is asked for."))
    return redirect("pic_details", venue_id=venue_id)


def _name_form(venue: Venue) -> NameForm:
    return NameForm(initial={"name": venue.wished_name or venue.name})


def _page(
    request: StaffRequest, venue: Venue, form: DetailsForm, name_form: NameForm, status: int
) -> HttpResponse:
    until = acts.declared_until(venue)
    context = {
        **shared(request, venue, "details"),
        "form": form,
        "name_form": name_form,
        "counts_from": until and until + timedelta(days=1),
        "changed_today": until and venue.earlier_declarations.filter(until=until).exists(),
    }
    return render(request, "venues/details.html", context, status=status)
