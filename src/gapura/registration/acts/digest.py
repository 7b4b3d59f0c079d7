"""Once a day: what waits for each reviewer, and who is stuck in each coordinator's region."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Q
from django.utils import timezone

from gapura import config
from gapura.accounts.models import User
from gapura.accounts.roles import PLACES, Role
from gapura.audit import trail
from gapura.common.alone import each_alone
from gapura.mail.acts import delete_old, send
from gapura.registration import states
from gapura.registration.scope import applications_of
from gapura.registration.states import State, Turn

KEPT: Final = timedelta(days=30)
"""A digest speaks of one day; a month later nobody asks what became of it."""

_TEMPLATES: Final = {role: f"registration/digest_{role}" for role in (Role.REVIEWER, Role.COORDINATOR)}


def send_all() -> int:
    """Write to every reviewer and coordinator who can be reached and for whom something waits; how many."""
    staff = User.objects.filter(role__in=list(_TEMPLATES), is_active=True)
    return each_alone(_send, list(staff.values_list("pk", flat=True)))


def forget_old(now: datetime | None = None) -> int:
    """Delete old digests, and every step of their way; how many rows."""
    return delete_old(templates=_TEMPLATES.values(), before=(now or timezone.now()) - KEPT)


def _send(key: int) -> bool:
    user = User.objects.select_related("region").get(pk=key)
    if user.channel != "email":
        return False
    turns = (Turn.REVIEWER,) if user.role == Role.REVIEWER else (Turn.APPLICANT, Turn.PIC)
    waiting = [state for state, turn in states.TURNS.items() if turn in turns]
    counts = applications_of(user).aggregate(
        waiting=Count("pk", filter=Q(state__in=waiting)),
        late=Count("pk", filter=Q(state__in=waiting, due_at__lt=timezone.now())),
        taken=Count("pk", filter=Q(state=State.IN_REVIEW, reviewer=user)),
    )
    if not (counts["late"] if user.role == Role.COORDINATOR else counts["waiting"]):
        return False
    send(
        channel="email",
        to=user.contact or "",
        template=_TEMPLATES[Role(user.role)],
        language="id",
        context={**counts, "name": user.name, "link": f"{config.current().base_url}{PLACES[user.role]}"},
        by=trail.SYSTEM,
    )
    return True
