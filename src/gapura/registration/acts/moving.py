"""How every act locks an application and moves it, with its trail, in one transaction."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gapura.accounts.models import User
from gapura.audit import trail
from gapura.common.moves import Move
from gapura.registration import states
from gapura.registration.models import Application
from gapura.registration.states import PATIENCE, State

_MOVED = ("state", "since", "due_at", "step", "step_at", "escalated_at")


def locked(application: Application) -> Application:
    """The application as it is now, held until the transaction ends; before it, the account it has.

    Whoever sets up a second factor holds the account and goes on to its applications
    (`completing.account_is_ready`); an act that took the two the other way round would lock up with it.
    """
    while True:
        attempt = transaction.savepoint()
        account = _account_of(application)
        if account is not None:
            User.objects.select_for_update().get(pk=account)
        found = Application.objects.select_for_update(of=("self",)).select_related("region")
        now = found.get(pk=application.pk)
        if now.account_id == account:
            transaction.savepoint_commit(attempt)
            return now
        # Approved in between: let it go, to hold the account first.
        transaction.savepoint_rollback(attempt)


def _account_of(application: Application) -> int | None:
    return Application.objects.values_list("account_id", flat=True).get(pk=application.pk)


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
