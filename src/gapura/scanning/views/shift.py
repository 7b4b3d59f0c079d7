"""`/petugas/tempat/…/laporan/`: who stood at the doors on a day, and what came of it."""

import csv
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import PLACES, Role
from gapura.common.spreadsheets import harmless
from gapura.scanning import shifts
from gapura.scanning.acts import held
from gapura.scanning.shifts import Report
from gapura.venues.models import Venue
from gapura.venues.views.own_venue import venue_of

EARLIEST = date(2020, 1, 1)


@roles_only(Role.OFFICER, Role.PIC)
@require_safe
def report(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """A day's shifts, officer by officer."""
    venue = venue_of(request, venue_id)
    told = shifts.of(venue, _day(request, venue))
    context = {
        "venue": venue,
        "report": told,
        "screens": [(WORTHS[worth](), number) for worth, number in told.by_worth.items() if number],
        "late": held.waiting(venue),
        "today": venue.day_of(),
        "back": PLACES[request.user.role],
    }
    return render(request, "scanning/report.html", context)


@roles_only(Role.OFFICER, Role.PIC)
@require_safe
def report_csv(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """The same as a table for a spreadsheet."""
    venue = venue_of(request, venue_id)
    told = shifts.of(venue, _day(request, venue))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="laporan-{told.day.isoformat()}.csv"'
    response.write("\ufeff")  # so that spreadsheets read it as UTF-8
    _write(csv.writer(response), told)
    return response


def _write(table: Any, told: Report) -> None:
    screens = [_("Screen: %(worth)s") % {"worth": WORTHS[worth]()} for worth in shifts.SCREENS]
    counts = [HEADINGS[name]() for name in shifts.COUNTS]
    table.writerow([_("Day"), _("Officer"), _("First"), _("Last"), *counts, *screens])
    for each in told.shifts:
        times = [moment.strftime("%H:%M") for moment in (each.first, each.last)]
        numbers = [*(getattr(each, name) for name in shifts.COUNTS), *each.by_worth.values()]
        table.writerow([told.day.isoformat(), harmless(each.officer), *times, *numbers])


HEADINGS = {
    "admitted": lambda: _("Check-ins"),
    "people": lambda: _("People"),
    "verified": lambda: _("Verified"),
    "refused": lambda: _("Refused"),
    "full": lambda: _("Full"),
    "void": lambda: _("No good pass"),
    "screens": lambda: _("Screens checked"),
    "left": lambda: _("Check-outs"),
    "undone": lambda: _("Undone"),
    "late": lambda: _("Sent later"),
}
WORTHS = {
    "good": lambda: _("genuine"),
    "again": lambda: _("shown here before"),
    "old": lambda: _("genuine, but old"),
    "held-up": lambda: _("genuine, but not let in"),
    "ended": lambda: _("visit has ended"),
    "elsewhere": lambda: _("from another place"),
    "forged": lambda: _("forged"),
}


def _day(request: HttpRequest, venue: Venue) -> date:
    """The day asked for, today's where it is none or lies outside of all that can have been."""
    today = venue.day_of()
    try:
        asked = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return asked if EARLIEST <= asked <= today else today
