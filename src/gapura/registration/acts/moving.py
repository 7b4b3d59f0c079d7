"""How every act locks an application and moves it, with its trail, in one transaction."""

from datetime import datetime

from django.utils import timezone

from gapura.audit import trail
from gapura.common.moves import Move
from gapura.registration import states
from gapura.registration.models import Application
from gapura.registration.states import PATIENCE, State

_MOVED = ("state", "since", "due_at", "step", "step_at", "escalated_at")


def locked(application: Application) -> Application:
    """The application as it is now, held until the transaction ends."""
    return Application.objects.select_for_update(of=("self",)).select_related("region").get(pk=application.pk)


def move(
    application: Application, name: str, *, by: trail.Actor, changed: tuple[str, ...] = (), **data: object
) -> Move[State]:
    """Make one of `states.MOVES` on a locked application, save it with other changed fields, write the trail.

    Raises MoveError, and changes nothing, where the move does not begin at the application's state.
    """
    was = application.state
    application.state = states.MOVES.target_of(name, was)
    begin(application, timezone.now())
    application.save(update_fields=[*_MOVED, *changed])
    trail.record(f"application.{name}", by=by, subject=application.subject, was=was, **data)
    return states.MOVES[name]


def begin(application: Application, now: datetime) -> None:
    """Start the clock of the application's state."""
    patience = PATIENCE.get(State(application.state))
    application.since = now
    application.due_at = now + patience.due if patience else None
    application.escalated_at = None
    wait_for(application, 0)


def wait_for(application: Application, step: int) -> None:
    """Set when the state's step of this number is due, or that there is none."""
    patience = PATIENCE.get(State(application.state))
    steps = patience.steps if patience else ()
    application.step = step
    application.step_at = application.since + steps[step][0] if step < len(steps) else None
