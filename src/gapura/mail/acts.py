"""What can be done with messages: send one, and forget what old ones said."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from gapura.audit import trail
from gapura.core.ids import new_id
from gapura.mail import addresses, rendering, tasks
from gapura.mail.models import Channel, Message, State

UNDER_WAY = (State.QUEUED, State.DELAYED)


@transaction.atomic
def send(
    *,
    channel: str,
    to: str,
    template: str,
    language: str,
    context: Mapping[str, object],
    by: trail.Actor,
) -> Message:
    """Write a message and have it delivered as soon as the caller's transaction commits.

    `to` is an e-mail address or a phone number in international form, as `channel` says; ValueError else.
    """
    channel = Channel(channel)
    to = addresses.checked(channel, to)
    words = rendering.render(template, language=language, context=context)
    message = Message.objects.create(
        id=new_id(),
        channel=channel,
        to=to,
        to_hash=addresses.recipient_hash(to),
        template=template,
        language=language,
        subject=words.subject,
        text=words.text,
        html=words.html if channel == Channel.EMAIL else None,
    )
    trail.record(
        "mail.send",
        by=by,
        subject=f"message:{message.id}",
        channel=channel.value,
        template=template,
        language=language,
    )
    tasks.deliver.defer(message_id=str(message.id))
    return message


@transaction.atomic
def forget_bodies(*, older_than: timedelta, by: trail.Actor = trail.SYSTEM) -> int:
    """Empty the subject and text of messages that have arrived or failed; how many were emptied.

    Who was written to, when, and what became of it stays; what was said (a one-time code) does not.
    """
    old = Message.objects.filter(created_at__lt=timezone.now() - older_than, forgotten_at=None)
    count = old.exclude(state__in=UNDER_WAY).update(
        subject="", text="", html=None, forgotten_at=timezone.now()
    )
    if count:
        trail.record("mail.forget", by=by, subject="messages", count=count)
    return count
