"""How a message's state changes: one way forward, every step kept."""

from datetime import datetime

from django.utils import timezone

from gapura.mail.models import Bounce, Delivery, Message, State

KEPT = 2000
"""Characters of what the receiving side said that are kept."""

_RANK = {
    State.QUEUED: 0,
    State.DELAYED: 1,
    State.HANDED_OVER: 1,
    State.DELIVERED: 2,
    State.BOUNCED: 3,
    State.OPENED: 4,
}
"""News that ranks lower than what is known stays in the history and changes nothing: it came late."""


def note(
    message: Message,
    state: State,
    *,
    detail: str = "",
    bounce: Bounce | None = None,
    until: datetime | None = None,
    at: datetime | None = None,
) -> bool:
    """Write down a step of the message's way, whose row the caller holds locked; whether it was new.

    The same news twice is written once.
    """
    detail, kind = detail[:KEPT].replace("\x00", ""), bounce.value if bounce else ""
    at = at or timezone.now()
    last = message.deliveries.last()
    if last and (last.state, last.bounce, last.detail, last.until) == (state, kind, detail, until):
        return False
    Delivery.objects.create(message=message, state=state, bounce=kind, at=at, until=until, detail=detail)
    if state == State.HANDED_OVER:
        message.handed_over_at = message.handed_over_at or at
    if state == State.OPENED:
        message.opened_at = message.opened_at or at
    if _RANK[state] >= _RANK[State(message.state)]:
        message.state, message.state_at = state, at
        message.bounce, message.next_try_at = kind, until
        message.reply = detail or message.reply
    message.save(
        update_fields=[
            "state", "state_at", "bounce", "next_try_at", "reply", "tries", "handed_over_at", "opened_at",
        ]
    )  # fmt: skip
    return True


def messages_about(about: str) -> list[Message]:
    """Every message about something (`application:UUID`), newest first, each with its steps: two statements.

    Give each to the template `mail/timeline.html` as `message`.
    """
    return list(
        Message.objects.filter(about=about).prefetch_related("deliveries").order_by("-created_at", "-id")
    )
