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
from gapura.visits import taking_over

ACTS = {
    *("people.print_pass", "people.print_sheet", "people.print_missed"),
    *("people.see_document", "people.correct_name", "people.issue_handover", "people.take_over"),
    *("tracing.look", "rights.copy"),
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
    people = [request.visitor.pk, *taking_over.taken_by(request.visitor)]
    story = trail.events_about(*(f"person:{pk}" for pk in people), full=False, acts=ACTS, before=before)
    entries: list[trail.Entry | Seen] = [*story, *([] if before else _at_doors(people))]
    entries.sort(key=lambda each: each.at, reverse=True)
    return render(request, "scanning/looks.html", {"entries": entries, "story": story})


def _at_doors(people: list[UUID]) -> list[Seen]:
    rows = list(Look.objects.filter(person_id__in=people).order_by("-id")[:SHOWN])
    venues = Venue.objects.in_bulk({row.venue_id for row in rows})
    return [
        Seen(time_of(row.id), row.get_act_display() % {"venue": venues[row.venue_id].name}) for row in rows
    ]
