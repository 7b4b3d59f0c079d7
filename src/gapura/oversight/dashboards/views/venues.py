"""The figures of one place, for its PIC and for the coordinator of its region."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.oversight.charts import figure, percent
from gapura.oversight.dashboards.headlines import Headline, of_today
from gapura.oversight.dashboards.place_pictures import pictures_of
from gapura.oversight.dashboards.places import PlaceFigures, figures_of, live
from gapura.oversight.dashboards.views.regions import written
from gapura.oversight.scope import any_venue_of

ADDRESSES = {Role.PIC: "pic_figures", Role.COORDINATOR: "coordinator_venue_figures"}


@roles_only(*ADDRESSES)
@require_safe
def page(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """A place's page of figures."""
    venue = any_venue_of(request, venue_id)
    figures = figures_of(venue)
    return render(
        request,
        "oversight/place.html",
        {
            "venue": venue,
            "coordinates": _role(request) is Role.COORDINATOR,
            "figures": figures,
            "headlines": headlines(figures),
            "charts": pictures_of(figures),
            "live": reverse(f"{ADDRESSES[_role(request)]}_live", args=[venue_id]),
        },
    )


@roles_only(*ADDRESSES)
@never_cache
@require_safe
def moving(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """The figures that move, as text for the page that shows them."""
    figures = live(any_venue_of(request, venue_id))
    return JsonResponse(written(headlines(figures), figures.as_of))


def headlines(figures: PlaceFigures) -> list[Headline]:
    """The place's large figures."""
    capacity = figures.venue.capacity
    room = _("of %(capacity)s (%(share)s)") % {
        "capacity": figure(capacity),
        "share": percent(figures.inside / capacity, 0),
    }
    today = figures.of_today
    groups = figure(today["group_people"])
    return [
        *of_today(today, figures.inside, room),
        Headline(
            "groups", _("Groups today"), figure(today["groups"]), _("%(people)s people") % {"people": groups}
        ),
    ]


def _role(request: StaffRequest) -> Role:
    return Role(request.user.role)
