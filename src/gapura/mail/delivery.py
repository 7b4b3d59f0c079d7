"""One try at delivering one message, and what is remembered of it."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gapura.mail.models import Message, State
from gapura.mail.senders import Outcome, sender_for

TRIES = 9
"""After so many temporary refusals, about a day, a message counts as bounced."""


class TryAgain(Exception):
    """The receiving side could not take the message now."""


def deliver(message_id: UUID) -> None:
    """Try once. Raises TryAgain when it is worth another try later.

    A message that has been handed over is never handed over again, so a job that ran twice does no harm.
    """
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=message_id)
        if message.state not in {State.QUEUED, State.DELAYED}:
            return
        _remember(message, sender_for(message.channel).send(message))
    if message.state == State.DELAYED:
        raise TryAgain(message.reply)


def _remember(message: Message, outcome: Outcome) -> None:
    message.tries += 1
    gave_up = outcome.state == State.DELAYED and message.tries >= TRIES
    message.state = State.BOUNCED if gave_up else outcome.state
    message.reply = outcome.reply[:2000]
    message.state_at = timezone.now()
    message.save(update_fields=["tries", "state", "reply", "state_at"])
