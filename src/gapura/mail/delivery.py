"""One try at delivering one message, and what is remembered of it."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from gapura.mail import history, reasons
from gapura.mail.models import UNDER_WAY, Bounce, Message, State
from gapura.mail.senders import Outcome, sender_for

log = logging.getLogger(__name__)

TRIES = 19
"""After so many temporary refusals, about a day, a message counts as bounced: a dead letter."""

OVERDUE = timedelta(minutes=10)

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
        message = Message.objects.select_for_update().filter(pk=message_id).first()
        if message is None or not message.under_way:
            return
        _remember(message, _try(message))
    if message.next_try_at is not None:
        raise TryAgain(message.reply, message.next_try_at)


def _try(message: Message) -> Outcome:
    """What became of one try; a fault of our own is shown like any other and tried again like it."""
    try:
        return sender_for(message.channel).send(message)
    except Exception as fault:
        log.exception("message %s could not be tried", message.id)
        return Outcome(State.DELAYED, f"a fault of our own: {type(fault).__name__}")


def forsaken() -> list[UUID]:
    """Messages that should have been tried a while ago and that no job will try: somebody lost their jobs."""
    jobs = ProcrastinateJob.objects.filter(task_name="mail.deliver", status__in=("todo", "doing"))
    cared_for = {UUID(args["message_id"]) for args in jobs.values_list("args", flat=True)}
    before = timezone.now() - OVERDUE
    due = Message.objects.filter(state__in=UNDER_WAY, handed_over_at=None)
    late = due.filter(Q(next_try_at=None, created_at__lt=before) | Q(next_try_at__lt=before))
    return [message_id for message_id in late.values_list("id", flat=True) if message_id not in cared_for]


def wait(tries: int) -> timedelta:
    """How long to wait after so many refusals: four seconds, then four times longer, two hours at most."""
    return min(FIRST_WAIT * (1 << 2 * min(tries - 1, 8)), LONGEST_WAIT)


def _remember(message: Message, outcome: Outcome) -> None:
    message.tries += 1
    message.provider_id = outcome.provider_id
    if outcome.state == State.BOUNCED:
        # A mail server refuses for good with 5xx, even where a mailbox is full; an HTTP address with 4xx.
        full = not outcome.reply.startswith("4") and reasons.may_pass(outcome.reply)
        kind = Bounce.SOFT if full else Bounce.HARD
        history.note(message, State.BOUNCED, detail=outcome.reply, bounce=kind)
    elif outcome.state != State.DELAYED:
        history.note(message, outcome.state, detail=outcome.reply)
    elif message.tries >= TRIES:
        history.note(message, State.BOUNCED, detail=outcome.reply, bounce=Bounce.SOFT)
    else:
        until = timezone.now() + wait(message.tries)
        history.note(message, State.DELAYED, detail=outcome.reply, until=until)
