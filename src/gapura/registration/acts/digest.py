"""Once a day: what waits for each reviewer, and who is stuck in each coordinator's region."""

from django.db.models import Count, Q
from django.utils import timezone

from gapura import config
from gapura.accounts.models import User
from gapura.accounts.roles import PLACES, Role
from gapura.audit import trail
from gapura.common.alone import each_alone
from gapura.mail.acts import send
from gapura.registration import states
from gapura.registration.scope import applications_of
from gapura.registration.states import State, Turn


def send_all() -> int:
    """Write to every reviewer and coordinator who can be reached and for whom something waits; how many."""
    staff = User.objects.filter(role__in=(Role.REVIEWER, Role.COORDINATOR), is_active=True)
    return each_alone(_send, list(staff.values_list("pk", flat=True)))


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
        template=f"registration/digest_{user.role}",
        language="id",
        context={**counts, "name": user.name, "link": f"{config.current().base_url}{PLACES[user.role]}"},
        by=trail.SYSTEM,
    )
    return True
