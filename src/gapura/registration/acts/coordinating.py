"""What only the coordinator does: the slip for a PIC without e-mail, a reminder, a call, and notes."""

from django.db import transaction
from django.utils import timezone

from gapura.accounts import pacing
from gapura.accounts.acts import Invitation, renew_activation
from gapura.accounts.models import User
from gapura.audit import trail
from gapura.common.moves import MoveError
from gapura.registration.acts import following
from gapura.registration.acts.moving import locked
from gapura.registration.acts.reviewing import said
from gapura.registration.acts.telling import is_reachable, tell
from gapura.registration.models import Application, Remark
from gapura.registration.states import State

MOST_AN_HOUR = 3
"""Messages that coordinators send once more to one PIC."""


@transaction.atomic
def make_slip(*, application: Application, by: User) -> Invitation:
    """A fresh one-time password to be printed and handed over in person; those before stop working.

    Raises MoveError where the application does not wait for activation.
    """
    application = locked(application)
    if application.state != State.APPROVED or application.account is None:
        raise MoveError("slip", application.state)
    made = renew_activation(user=application.account, by=by, way="slip")
    trail.record("application.print_slip", by=by, subject=application.subject)
    return made


@transaction.atomic
def hand_over_slip(*, application: Application, by: User) -> Application:
    """Record that the slip was given to the PIC in person. MoveError where none waits."""
    application = locked(application)
    if application.state != State.APPROVED:
        raise MoveError("slip", application.state)
    application.invited_at = timezone.now()
    application.save(update_fields=["invited_at"])
    trail.record("application.hand_over_slip", by=by, subject=application.subject)
    return application


@transaction.atomic
def note(*, application: Application, text: str, by: User) -> Remark:
    """A note among staff. Raises ReasonMissingError where it is empty or too long."""
    made = Remark.objects.create(application=application, kind=Remark.Kind.NOTE, text=said(text), by=by.actor)
    trail.record("application.note", by=by, subject=application.subject)
    return made


@transaction.atomic
def remind(*, application: Application, by: User) -> Application:
    """Send what the PIC waits for once more; of a registered place, how to print its poster.

    Raises MoveError where the application is over or no message comes to the PIC, pacing.TooOftenError after
    `MOST_AN_HOUR`, whoever of the coordinators sent them: a full inbox is no help, and mail servers take many
    letters for spam.
    """
    pacing.spend("send again", str(application.pk), most=MOST_AN_HOUR, within=pacing.HOUR)
    application = locked(application)
    if application.state != State.CONFIRMED:
        return following.resend(application=application, by=by, hasty=True)
    if not is_reachable(application):
        raise MoveError("remind", application.state)
    trail.record("application.remind", by=by, subject=application.subject)
    tell(application, "registered", by=by)
    return application


@transaction.atomic
def look_at_phone(*, application: Application, by: User) -> str:
    """The PIC's phone number, to call it; that it was looked at is kept in the trail."""
    trail.record("application.look_at_phone", by=by, subject=application.subject)
    return str(application.phone)
