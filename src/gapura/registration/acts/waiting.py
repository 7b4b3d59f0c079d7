"""What happens by itself when a state lasts: reminders, giving back, escalation, and the first scan noted."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Min
from django.utils import timezone

from gapura.audit import trail
from gapura.common.alone import each_alone
from gapura.core.ids import first_id
from gapura.registration.acts.moving import locked, wait_for
from gapura.registration.acts.reviewing import release
from gapura.registration.acts.telling import is_reachable, tell
from gapura.registration.models import Application
from gapura.registration.states import PATIENCE, State, Step
from gapura.visits.models import Visit

AT_ONCE = 200
LOOKED_BACK = timedelta(days=30)


def tick(now: datetime | None = None) -> int:
    """Take every step that is due, each in a transaction of its own; how many were taken."""
    now = now or timezone.now()
    due = Application.objects.filter(step_at__lte=now).order_by("step_at").values_list("pk", flat=True)
    return each_alone(_take_step, due[:AT_ONCE], now)


@transaction.atomic
def _take_step(key: UUID, now: datetime) -> bool:
    application = locked(Application(pk=key))
    # Somebody may have moved it since it was found.
    if application.step_at is None or application.step_at > now:
        return False
    _, step = PATIENCE[State(application.state)].steps[application.step]
    wait_for(application, application.step + 1)
    application.save(update_fields=["step", "step_at"])
    if step is Step.RELEASE:
        release(application=application, by=trail.SYSTEM, reason="time")
    elif step is Step.ESCALATE:
        application.escalated_at = now
        application.save(update_fields=["escalated_at"])
        trail.record("application.escalate", by=trail.SYSTEM, subject=application.subject)
    elif is_reachable(application):
        trail.record("application.remind", by=trail.SYSTEM, subject=application.subject)
        tell(application, f"remind_{application.state}", by=trail.SYSTEM)
    return True


def note_first_scans() -> int:
    """Note when the first visitor checked in at each newly registered place; how many were noted.

    Visits go after their retention, so the moment is kept with the application. The counts of visits say in
    which hour to look, since today's visits cannot be found by their place; AT_ONCE places a run.
    """
    noted = 0
    for hour, venue_ids in _first_hours().items():
        moments = _first_moments(hour, venue_ids)
        for venue_id in venue_ids:
            waiting = Application.objects.filter(
                venue_id=venue_id, state=State.CONFIRMED, first_scan_at__isnull=True
            )
            noted += waiting.update(first_scan_at=moments.get(venue_id, hour))
    return noted


def _first_hours() -> dict[datetime, list[UUID]]:
    """The registered places whose first scan is to be noted, by the hour in which it was.

    The counts belong to an app above this one; they are read here by a plain statement.
    """
    found: dict[datetime, list[UUID]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_HOURS, [State.CONFIRMED, AT_ONCE])
        for venue_id, hour in cursor.fetchall():
            found.setdefault(hour, []).append(venue_id)
    return found


def _first_moments(hour: datetime, venue_ids: list[UUID]) -> dict[UUID, datetime]:
    visits = Visit.objects.filter(
        day=hour.astimezone(UTC).date(),
        id__gte=first_id(hour),
        id__lt=first_id(hour + timedelta(hours=1)),
        venue_id__in=venue_ids,
    )
    return dict(visits.order_by().values_list("venue_id").annotate(first=Min("checked_in_at")))


_FIRST_HOURS = """
    SELECT p.venue_id, f.hour FROM registration_application p CROSS JOIN LATERAL (
        SELECT h.hour FROM oversight_venuehour h WHERE h.venue_id = p.venue_id ORDER BY h.hour LIMIT 1) f
    WHERE p.state = %s AND p.first_scan_at IS NULL LIMIT %s
"""


def note_handed_over() -> int:
    """Note when the activation of each approved application left this house; how many were noted.

    Whoever has confirmed since is looked for as long as LOOKED_BACK: a nation's other half a million have
    been noted, or were never written to.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _HANDED_OVER,
            {
                "waiting": [State.APPROVED, State.ACTIVATED],
                "confirmed": State.CONFIRMED,
                "since": timezone.now() - LOOKED_BACK,
                "templates": ["registration/approved", "registration/confirm"],
            },
        )
        return int(cursor.rowcount)


# The states find the applications, and each of these its own messages.
_HANDED_OVER = """
    UPDATE registration_application a SET invited_at = f.handed_over_at
    FROM registration_application p CROSS JOIN LATERAL (
        SELECT min(m.handed_over_at) AS handed_over_at FROM mail_message m
        WHERE m.about = 'application:' || p.id AND m.handed_over_at >= p.decided_at
          AND m.template = ANY(%(templates)s)) f
    WHERE a.id = p.id AND f.handed_over_at IS NOT NULL AND p.invited_at IS NULL AND p.account_id IS NOT NULL
      AND (p.state = ANY(%(waiting)s) OR p.state = %(confirmed)s AND p.since > %(since)s)
"""
