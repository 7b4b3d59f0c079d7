"""How a message's state changes: one way forward, every step kept."""

import re
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from gapura.mail.models import Bounce, Delivery, Message, State

KEPT = 2000
"""Characters of what the receiving side said that are kept."""

# Looked for only where one can begin: a megabyte without a space must not keep us busy for hours.
_MAILBOX = re.compile(r"(?<![^\s<>()\[\],;:\"'=])[^\s<>()\[\],;:\"'=]+@(?=[\w.-])")

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
    detail, kind = _kept(detail), bounce.value if bounce else ""
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
            "state", "state_at", "bounce", "next_try_at", "reply", "tries", "handed_over_at",
            "opened_at", "provider_id",
        ]
    )  # fmt: skip
    return True


def _kept(said: str) -> str:
    """What the other side said, without the mailbox it speaks of: contacts are only ever kept sealed."""
    storable = said.replace("\x00", "").encode(errors="replace").decode()
    return _MAILBOX.sub("…@", " ".join(storable.split()))[:KEPT]


def messages_about(about: str) -> list[Message]:
    """Every message about something (`application:UUID`), newest first, each with its steps: two statements.

    Give each to the template `mail/timeline.html` as `message`.
    """
    return list(
        Message.objects.filter(about=about).prefetch_related("deliveries").order_by("-created_at", "-id")
    )


def dead_letters() -> QuerySet[Message]:
    """Messages that bounced and that nothing has taken the place of, newest first: somebody must act.

    Sent again, or written anew about the same thing (to a corrected address), a message is dead no longer.
    """
    later = Message.objects.filter(
        about=OuterRef("about"), template=OuterRef("template"), created_at__gt=OuterRef("created_at")
    )
    replaced = Exists(Message.objects.filter(again_of=OuterRef("pk"))) | (~Q(about="") & Exists(later))
    return Message.objects.filter(state=State.BOUNCED).exclude(replaced).order_by("-state_at", "-id")


def listed(*, state: str | None = None, about: str | None = None) -> QuerySet[Message]:
    """Messages in a state (or `dead`) and about something, newest first."""
    found = dead_letters() if state == "dead" else Message.objects.order_by("-created_at", "-id")
    if state and state != "dead":
        found = found.filter(state=state)
    return found.filter(about=about) if about else found
