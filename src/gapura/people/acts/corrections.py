"""A visitor says that something kept about them is wrong; a human answers within three days."""

from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from gapura.audit import trail
from gapura.core.ids import day_of
from gapura.people.acts import erased
from gapura.people.models import Correction, Person

TERM = timedelta(days=3)
LONGEST = 1000
OPEN_AT_ONCE = 5

_OWN = "SELECT EXISTS (SELECT FROM gapura_visits(%s, %s) WHERE person_id = %s)"


class TooManyCorrectionsError(Exception):
    """This many corrections of one person wait for an answer already."""


@transaction.atomic
def ask(*, text: str, visit_id: UUID | None, by: Person) -> Correction:
    """Write down a correction asked for, about one visit or in general.

    Raises TooManyCorrectionsError, erased.ErasedError.

    A visit that is not kept, or is somebody else's, is as none.
    One that waits already with the same words about the same is given back: the button was pressed twice.
    """
    erased.hold(by)
    visit_id = visit_id if visit_id is not None and _is_own(visit_id, by) else None
    waiting = list(Correction.objects.filter(person=by, answered_at=None))
    for each in waiting:
        if (each.visit_id, each.text) == (visit_id, text):
            return each
    if len(waiting) >= OPEN_AT_ONCE:
        raise TooManyCorrectionsError
    now = timezone.now()
    correction = Correction.objects.create(
        person=by, visit_id=visit_id, text=text, created_at=now, due_at=now + TERM
    )
    trail.record("people.ask_correction", by=by, subject=f"correction:{correction.id}")
    return correction


def _is_own(visit_id: UUID, by: Person) -> bool:
    try:
        day = day_of(visit_id)
    except ValueError:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_OWN, [[visit_id], [day], by.pk])
        return bool(cursor.fetchone()[0])
