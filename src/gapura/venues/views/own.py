"""The places of a PIC and of a gate officer: the venues they hold a post at."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.venues.acts.succession import offers_to
from gapura.venues.crowd import crowded, far_today
from gapura.venues.forms import PosterForm
from gapura.venues.reminders import reminders_of
from gapura.venues.scope import venues_of
from gapura.venues.views.sheets import sheet_of


@roles_only(Role.PIC)
@require_safe
def pic(request: StaffRequest) -> HttpResponse:
    """A PIC's venues: what is to do, crowd, today's decisions, doors with their codes, posters."""
    venues = venues_of(request.user).select_related("region__parent").prefetch_related("numbers", "doors")
    sheets = [sheet_of(each) for each in crowded(venues)]
    todo = reminders_of([sheet.place.venue for sheet in sheets])
    far = far_today([sheet.place.venue for sheet in sheets])
    places = [(sheet, todo.get(sheet.place.venue.pk, []), far.get(sheet.place.venue.pk)) for sheet in sheets]
    context = {"places": places, "form": PosterForm(), "offers": offers_to(request.user)}
    return render(request, "venues/pic.html", context)


@roles_only(Role.OFFICER)
@require_safe
def officer(request: StaffRequest) -> HttpResponse:
    """An officer's venues: crowd and today's decisions."""
    venues = venues_of(request.user).select_related("region__parent")
    return render(request, "venues/officer.html", {"places": crowded(venues)})
