"""One try at delivering one message, and what is remembered of it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gapura.mail import history, reasons
from gapura.mail.models import Bounce, Message, State
from gapura.mail.senders import Outcome, sender_for

TRIES = 19
"""After so many temporary refusals, about a day, a message counts as bounced: a dead letter."""

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=4), timedelta(hours=2)


class TryAgain(Exception):
    """The receiving side could not take the message now; `at` is when to try next."""

    def __init__(self, reply: str, at: datetime) -> None:
        super().__init__(reply)
        self.at = at


def deliver(message_id: UUID) -> None:
    """Try once. Raises TryAgain when it is worth another try later.

    A message that has been handed over is never handed over again, so a job that ran twice does no harm:
    the row stays locked while the server is spoken to, and the reply is written before it is let go.
    """
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=message_id)
        if not message.under_way:
            return
        _remember(message, sender_for(message.channel).send(message))
    if message.next_try_at is not None:
        raise TryAgain(message.reply, message.next_try_at)


def wait(tries: int) -> timedelta:
    """How long to wait after so many refusals: four seconds, then four times longer, two hours at most."""
    return min(FIRST_WAIT * (1 << 2 * min(tries - 1, 8)), LONGEST_WAIT)


def _remember(message: Message, outcome: Outcome) -> None:
    message.tries += 1
    message.provider_id = outcome.provider_id
    if outcome.state == State.BOUNCED:
        kind = Bounce.SOFT if reasons.may_pass(outcome.reply) else Bounce.HARD
        history.note(message, State.BOUNCED, detail=outcome.reply, bounce=kind)
    elif outcome.state != State.DELAYED:
        history.note(message, outcome.state, detail=outcome.reply)
    elif message.tries >= TRIES:
        history.note(message, State.BOUNCED, detail=outcome.reply, bounce=Bounce.SOFT)
    else:
        until = timezone.now() + wait(message.tries)
        history.note(message, State.DELAYED, detail=outcome.reply, until=until)
