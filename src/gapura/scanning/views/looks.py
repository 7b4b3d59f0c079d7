"""`/saya/dilihat/`: who looked the visitor up, when and for what."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gapura.accounts.access import visitors_only
from gapura.audit import trail
from gapura.core.ids import time_of
from gapura.people.requests import SignedInRequest
from gapura.scanning.models import Look
from gapura.venues.models import Venue

ACTS = {
    *("people.print_pass", "people.print_sheet", "people.print_missed"),
    *("people.issue_handover", "people.take_over"),
}

SHOWN = 200
"""Looks at doors that are shown, of those that are kept."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A look at a door, as the trail's entries are shown."""

    at: datetime
    what: str


@visitors_only
@require_safe
def looks(request: SignedInRequest) -> HttpResponse:
    """Every look at this person's record by staff, newest first; those at doors while visits are kept."""
    before = request.GET.get("before")
    story = trail.events_about(f"person:{request.visitor.pk}", full=False, acts=ACTS, before=before)
    entries: list[trail.Entry | Seen] = [*story, *([] if before else _at_doors(request.visitor.pk))]
    entries.sort(key=lambda each: each.at, reverse=True)
    return render(request, "scanning/looks.html", {"entries": entries, "story": story})


def _at_doors(person_id: UUID) -> list[Seen]:
    rows = list(Look.objects.filter(person_id=person_id).order_by("-id")[:SHOWN])
    venues = Venue.objects.in_bulk({row.venue_id for row in rows})
    return [
        Seen(time_of(row.id), row.get_act_display() % {"venue": venues[row.venue_id].name}) for row in rows
    ]
