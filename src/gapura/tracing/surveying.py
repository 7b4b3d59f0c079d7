"""Finds the places of a case and counts, for each, who was there: a job, so that no page waits for it."""

import logging
from collections import defaultdict
from datetime import UTC, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gapura.core.ids import first_id
from gapura.tracing import overlaps
from gapura.tracing.models import Case, Site
from gapura.venues.models import Venue
from gapura.visits.models import Visit

log = logging.getLogger(__name__)

_SKEW = timedelta(minutes=15)
"""How far an id's time may be from the visit's own."""
_LONGEST = timedelta(days=1)


def survey_due() -> None:
    """Count every case that waits for it. One that cannot be counted holds up none of the others."""
    due = Case.objects.filter(surveyed_at=None, withdrawn_at=None).exclude(person=None)
    for pk in list(due.order_by("id").values_list("pk", flat=True)):
        try:
            _survey(pk)
        except Exception:
            log.exception("the places of case %s could not be counted", pk)


@transaction.atomic
def _survey(pk: UUID) -> None:
    """Count the places of a case, unless another job is at it or has done it."""
    due = Case.objects.select_for_update(skip_locked=True).filter(pk=pk, surveyed_at=None, withdrawn_at=None)
    case = due.first()
    if case is None or case.person_id is None:
        return
    for venue, visits in _places(case, case.person_id):
        found = overlaps.met(case, venue)
        counted = {
            "first_at": min(visit.checked_in_at for visit in visits),
            "last_at": max(visit.left_at or visit.limit_at for visit in visits),
            "people": len(found.days),
            "nameless": found.nameless,
            "companions": found.companions,
        }
        Site.objects.update_or_create(case=case, venue=venue, defaults=counted)
    case.surveyed_at = timezone.now()
    case.save(update_fields=["surveyed_at"])


def _places(case: Case, person_id: UUID) -> list[tuple[Venue, list[Visit]]]:
    """Where the case was let in while infectious, with the visits there."""
    first, last = first_id(case.begins - _LONGEST - _SKEW), first_id(case.ends + _SKEW)
    visits = Visit.objects.filter(
        person_id=person_id,
        id__gte=first,
        id__lte=last,
        day__gte=(case.begins - _LONGEST - _SKEW).astimezone(UTC).date(),
        day__lte=(case.ends + _SKEW).astimezone(UTC).date(),
        decision="admit",
        checked_in_at__lt=case.ends,
    )
    by_venue: dict[UUID, list[Visit]] = defaultdict(list)
    for visit in visits:
        if (visit.left_at or visit.limit_at) > case.begins:
            by_venue[visit.venue_id].append(visit)
    venues = Venue.objects.select_related("region").in_bulk(by_venue)
    return [(venues[key], found) for key, found in by_venue.items() if key in venues]
