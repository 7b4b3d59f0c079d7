"""The coordinator's place: every venue of the own region."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.models import User
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.paging import asked_page
from gapura.venues import acts
from gapura.venues.codes import number_of
from gapura.venues.crowd import crowded
from gapura.venues.forms import Filter, PosterForm, PrintingForm, ReasonForm, ReissueForm
from gapura.venues.models import State, Venue
from gapura.venues.scope import venues_of
from gapura.venues.views.sheets import sheet_of

PER_PAGE = 25


@roles_only(Role.COORDINATOR)
@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    """The region's venues by kecamatan, category or name, with crowd and today's decisions."""
    form = Filter(request.GET, region=request.user.region)
    found = _filtered(venues_of(request.user), form).select_related("region__parent")
    page = asked_page(request, found, PER_PAGE)
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "venues/coordinator.html",
        {
            "form": form,
            "page": page,
            "places": crowded(page.object_list),
            "query": query.urlencode(),
            "printing_form": PrintingForm(),
        },
    )


@roles_only(Role.COORDINATOR)
@require_safe
def venue(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """One venue: figures, doors, codes, and what can be done about it."""
    found = get_object_or_404(_detailed(request.user), pk=venue_id)
    return render(request, "venues/venue.html", _context(found))


@roles_only(Role.COORDINATOR)
@require_POST
def withdraw(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """Close a venue to check-ins, with a reason."""
    return _change(request, venue_id, "withdraw_form", _("The place is withdrawn."))


@roles_only(Role.COORDINATOR)
@require_POST
def reissue(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """Give a venue new codes, with a reason."""
    return _change(request, venue_id, "reissue_form", _("The place has new codes: print its posters again."))


@roles_only(Role.COORDINATOR)
@require_POST
def decide_name(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """Give a venue the name that its PIC asks for, or let it keep its own."""
    found = get_object_or_404(venues_of(request.user), pk=venue_id)
    accept = request.POST.get("accept") == "yes"
    try:
        acts.decide_name(venue=found, name=request.POST.get("name", ""), accept=accept, by=request.user)
    except acts.VenueError:
        messages.error(request, _("That name is not asked for any more, or another place has it."))
    else:
        messages.success(
            request,
            _("The place is renamed: print its posters again.") if accept else _("The name stays as it is."),
        )
    return redirect("coordinator_venue", venue_id=venue_id)


_ACTS: dict[str, tuple[type[ReasonForm], Any]] = {
    "withdraw_form": (ReasonForm, acts.withdraw_venue),
    "reissue_form": (ReissueForm, acts.reissue_number),
}


def _change(request: StaffRequest, venue_id: UUID, name: str, done: str) -> HttpResponse:
    found = get_object_or_404(_detailed(request.user), pk=venue_id, state=State.LIVE)
    form_of, act = _ACTS[name]
    form = form_of(request.POST)
    if not form.is_valid():
        return render(request, "venues/venue.html", {**_context(found), name: form}, status=422)
    try:
        act(venue=found, by=request.user, **form.cleaned_data)
    except acts.VenueError:
        # Somebody else, or this button's first press, was faster; the page shows what holds now.
        return redirect("coordinator_venue", venue_id=venue_id)
    messages.success(request, done)
    return redirect("coordinator_venue", venue_id=venue_id)


def _detailed(user: User) -> QuerySet[Venue]:
    return venues_of(user).select_related("region__parent").prefetch_related("numbers", "doors")


def _context(found: Venue) -> dict[str, Any]:
    return {
        "sheet": sheet_of(crowded([found])[0]),
        "form": PosterForm(),
        "withdraw_form": ReasonForm(auto_id="withdraw_%s"),
        "reissue_form": ReissueForm(auto_id="reissue_%s", initial={"instead_of": number_of(found)}),
    }


def _filtered(venues: QuerySet[Venue], form: Filter) -> QuerySet[Venue]:
    if not form.is_valid():
        return venues.none()
    wanted = form.cleaned_data
    if wanted["kecamatan"]:
        venues = venues.filter(region__code__startswith=wanted["kecamatan"])
    if wanted["category"]:
        venues = venues.filter(category=wanted["category"])
    return venues.filter(name__icontains=wanted["search"]) if wanted["search"] else venues
