"""What can be done with messages: send one, send it again, and forget what old ones said."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gapura.audit import trail
from gapura.common.pieces import delete_oldest
from gapura.core.ids import first_id, new_id
from gapura.mail import addresses, marks, rendering, tasks
from gapura.mail.models import UNDER_WAY, Channel, Delivery, Message, State
from gapura.mail.senders import channels

AT_ONCE = 5_000
_ABOUT = re.compile(r"[a-z_]+:[\w-]{1,60}", re.ASCII)


class NotAgainError(Exception):
    """This message cannot be sent again."""


class ForgottenError(NotAgainError):
    """What the message said was forgotten: write a new one."""

    def __init__(self) -> None:
        super().__init__("what this message said was forgotten after a day: write a new one")


class ChannelClosedError(NotAgainError):
    """The message went by a way that this deployment does without now."""

    def __init__(self, channel: Channel) -> None:
        super().__init__(f"this deployment sends nothing by {channel.label}: write a new one by another way")


class StillUnderWayError(NotAgainError):
    """The message has not left this house yet and goes by itself."""

    def __init__(self) -> None:
        super().__init__("this message is still waiting to be handed over and goes by itself")


@transaction.atomic
def send(
    *,
    channel: str,
    to: str,
    template: str,
    language: str,
    context: Mapping[str, object],
    by: trail.Actor,
    about: str = "",
    unsubscribe: str = "",
) -> Message:
    """Write a message and have it delivered as soon as the caller's transaction commits.

    `to` is an e-mail address or a phone number in international form, as `channel` says; `about` names
    what it is about (`application:UUID`), so that `history.messages_about` finds it. ValueError else.
    `unsubscribe` is the address of our own to which a mail program posts when its reader wants no more
    messages of this kind (RFC 8058).
    """
    if about and not _ABOUT.fullmatch(about):
        raise ValueError(f"what a message is about looks like application:UUID, not {about!r}")
    return _write(
        channel=Channel(channel),
        to=to,
        template=template,
        language=language,
        words=rendering.render(template, language=language, context=context),
        about=about,
        unsubscribe=unsubscribe,
        again_of=None,
        by=by,
    )


@transaction.atomic
def resend(*, message: Message, by: trail.Actor) -> Message:
    """Send the same words to the same address once more, as a message of its own.

    Raises ForgottenError where the words are gone, StillUnderWayError where it goes by itself anyway,
    ChannelClosedError where nothing is sent that way any more.
    """
    first = Message.objects.select_for_update().get(pk=message.pk)
    if first.forgotten_at is not None:
        raise ForgottenError
    if first.under_way:
        raise StillUnderWayError
    channel = Channel(first.channel)
    if channel not in channels():
        raise ChannelClosedError(channel)
    return _write(
        channel=channel,
        to=first.to,
        template=first.template,
        language=first.language,
        words=rendering.Words(subject=first.subject, text=first.text, html=first.html),
        about=first.about,
        unsubscribe=first.unsubscribe,
        again_of=first,
        by=by,
    )


def _write(
    *,
    channel: Channel,
    to: str,
    template: str,
    language: str,
    words: rendering.Words,
    about: str,
    unsubscribe: str,
    again_of: Message | None,
    by: trail.Actor,
) -> Message:
    if channel not in channels():
        raise ValueError(f"this deployment sends nothing by {channel.label}")
    to = addresses.checked(channel, to)
    message_id = new_id()
    mark = marks.mark_of(message_id)
    words = marks.put(words, mark, instead_of=again_of.mark if again_of else None)
    message = Message.objects.create(
        id=message_id,
        channel=channel,
        to=to,
        to_hash=addresses.recipient_hash(to),
        template=template,
        language=language,
        about=about,
        unsubscribe=unsubscribe,
        again_of=again_of,
        mark=mark,
        subject=words.subject,
        text=words.text,
        html=words.html if channel == Channel.EMAIL else None,
    )
    Delivery.objects.create(message=message, state=State.QUEUED, at=message.created_at)
    trail.record(
        "mail.send",
        by=by,
        subject=f"message:{message.id}",
        channel=channel.value,
        template=template,
        language=language,
        **({"about": about} if about else {}),
        **({"again_of": str(again_of.pk)} if again_of else {}),
    )
    tasks.deliver.defer(message_id=str(message.id))
    return message


def forget_bodies(*, older_than: timedelta, by: trail.Actor = trail.SYSTEM) -> int:
    """Empty the subject and text of messages whose fate is that old; how many were emptied.

    Who was written to, when, and what became of it stays; what was said (a one-time code) does not.
    A dead letter keeps its words as long after it was given up, so that it can be sent again. AT_ONCE in a
    transaction: whatever has piled up while no worker ran is caught up with.
    """
    before = timezone.now() - older_than
    old = Message.objects.filter(created_at__lt=before, state_at__lt=before, forgotten_at=None)
    due = old.exclude(state__in=UNDER_WAY, handed_over_at=None).order_by("created_at")
    count = 0
    while some := _forget(due, by):
        count += some
    return count


def delete_old(*, templates: Collection[str], before: datetime) -> int:
    """Delete messages of these kinds from before a moment, and every step of their way; how many rows."""
    return delete_oldest(Message.objects.filter(template__in=templates, id__lt=first_id(before)), "id")


def delete_to(*, templates: Collection[str], to: Iterable[str]) -> int:
    """Delete messages of these kinds to these addresses, and every step of their way; how many rows.

    One that is being handed over right now is waited for.
    """
    hashes = [addresses.recipient_hash(each) for each in to]
    return Message.objects.filter(template__in=templates, to_hash__in=hashes).delete()[0]


@transaction.atomic
def _forget(due: QuerySet[Message], by: trail.Actor) -> int:
    chosen = list(due.values_list("pk", flat=True)[:AT_ONCE])
    still = Message.objects.filter(pk__in=chosen, forgotten_at=None)
    count = still.update(subject="", text="", html=None, forgotten_at=timezone.now())
    if count:
        trail.record("mail.forget", by=by, subject="messages", count=count)
    return count
