"""A venue's doors: added, renamed, taken out of use."""

from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.methods import require_form
from gapura.core.codes.venue_code import pretty
from gapura.venues import acts
from gapura.venues.codes import code_of
from gapura.venues.models import HIGHEST_DOOR, Door, Screen, Venue
from gapura.venues.pic_forms import ChangeDoorForm, DoorForm
from gapura.venues.views.own_venue import shared, venue_of
from gapura.venues.views.screens import NEW_LINK, WITHDRAWN


@roles_only(Role.PIC)
@require_form
def doors(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """The doors in use, and a form for one more."""
    venue = venue_of(request, venue_id)
    form = DoorForm(request.POST if request.method == "POST" else None, auto_id="new_%s")
    if not form.is_valid():
        return _page(request, venue, form, status=422 if form.is_bound else 200)
    try:
        acts.add_door(venue=venue, by=request.user, **form.cleaned_data)
    except acts.VenueError:
        form.add_error(
            None, _("A place has at most %(most)d doors, withdrawn ones counted.") % {"most": HIGHEST_DOOR}
        )
        return _page(request, venue, form, status=422)
    messages.success(request, _("The door is added. Print its poster and put it there."))
    return redirect("pic_doors", venue_id=venue_id)


@roles_only(Role.PIC)
@require_POST
def rename(request: StaffRequest, venue_id: UUID, number: int) -> HttpResponse:
    """Call a door something else, or use it otherwise."""
    venue = venue_of(request, venue_id)
    door = _door(venue, number)
    form = ChangeDoorForm(request.POST, auto_id=f"door{number}_%s")
    if not form.is_valid():
        return _page(request, venue, DoorForm(auto_id="new_%s"), status=422, renamed=(number, form))
    try:
        acts.rename_door(door=door, by=request.user, **form.cleaned_data)
    except acts.WithdrawnDoorError:
        messages.error(request, WITHDRAWN)
    else:
        messages.success(
            request, _("The door is changed. Its code stays; after renaming it, print its poster again.")
        )
    return redirect("pic_doors", venue_id=venue_id)


@roles_only(Role.PIC)
@require_POST
def withdraw(request: StaffRequest, venue_id: UUID, number: int) -> HttpResponse:
    """Take a door out of use."""
    venue = venue_of(request, venue_id)
    try:
        acts.withdraw_door(door=_door(venue, number), by=request.user)
    except acts.WithdrawnDoorError:
        messages.error(request, WITHDRAWN)
    except acts.VenueError:
        messages.error(request, _("A place keeps at least one door. Add another one first."))
    else:
        messages.success(request, _("The door is withdrawn. Take its poster down."))
    return redirect("pic_doors", venue_id=venue_id)


def _door(venue: Venue, number: int) -> Door:
    return get_object_or_404(venue.doors, number=number)


def _page(
    request: StaffRequest,
    venue: Venue,
    form: DoorForm,
    *,
    status: int,
    renamed: tuple[int, ChangeDoorForm] | None = None,
) -> HttpResponse:
    doors = venue.doors.filter(withdrawn_at=None).prefetch_related(
        Prefetch("screens", Screen.objects.filter(ended_at=None), to_attr="live_screens")
    )
    new = request.session.pop(NEW_LINK, None) or {}
    rows = [_row(venue, door, renamed, new) for door in doors]
    context: dict[str, Any] = {**shared(request, venue, "doors"), "rows": rows, "form": form}
    return render(request, "venues/own_doors.html", context, status=status)


def _row(
    venue: Venue, door: Door, renamed: tuple[int, ChangeDoorForm] | None, new: dict[str, Any]
) -> dict[str, Any]:
    initial = {"name": door.name, "kind": door.kind, "screen_only": door.screen_only}
    form = ChangeDoorForm(initial=initial, auto_id=f"door{door.number}_%s")
    if renamed and renamed[0] == door.number:
        form = renamed[1]
    link = new.get("link", "") if new.get("door") == door.number else ""
    picture = segno.make(link, error="m", micro=False).svg_data_uri(scale=4, border=2) if link else ""
    code = pretty(code_of(venue, door.number))
    return {"door": door, "form": form, "code": code, "link": link, "picture": picture}
