"""One try at telling a partner one thing, and what is remembered of it."""

import json
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from gapura.common.fields import lookup_hash
from gapura.partners import sending
from gapura.partners.models import WebhookCall

GIVEN_UP = timedelta(days=1)
"""From then on nobody tries any more."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(hours=2)
BUSY, LONGEST_BUSY = timedelta(seconds=5), timedelta(minutes=5)
"""How long a call waits for its turn, the longer the longer it has waited: thousands may wait for one."""
AT_ONCE = 2
"""Calls on their way at a time, of each partner one, so that slow partners hold up nobody's messages."""
OVERDUE = timedelta(minutes=10)


class TryAgain(Exception):
    """It could not be told now; `at` is when to try next."""

    def __init__(self, at: datetime) -> None:
        super().__init__(f"again at {at}")
        self.at = at


def deliver(call_id: UUID) -> None:
    """Try once. Raises TryAgain. What the partner has answered with 2xx is never told again."""
    with transaction.atomic():
        call = _held(call_id)
        if call is None or call.state != WebhookCall.State.WAITING:
            return
        if _take_turn(call.partner_id):
            told, call.reply = _tell(call)
            call.tries += 1
            _remember(call, told)
        else:
            _put_off(call)
    if call.state == WebhookCall.State.WAITING:
        raise TryAgain(call.next_try_at)


def wait(tries: int) -> timedelta:
    """How long to wait after so many tries: a quarter of a minute, then thrice as long, two hours at most."""
    times: int = 3 ** min(tries - 1, 6)
    return min(FIRST_WAIT * times, LONGEST_WAIT)


def forsaken(now: datetime) -> list[UUID]:
    """Calls that should have been tried a while ago: somebody lost their jobs. Each is late only once."""
    late = WebhookCall.objects.filter(state=WebhookCall.State.WAITING, next_try_at__lt=now - OVERDUE)
    ids = list(late.order_by("next_try_at").values_list("id", flat=True)[:1_000])
    WebhookCall.objects.filter(pk__in=ids).update(next_try_at=now)
    return ids


def _held(call_id: UUID) -> WebhookCall | None:
    rows = WebhookCall.objects.select_for_update(of=("self",)).select_related("partner")
    return rows.filter(pk=call_id).first()


def _take_turn(partner_id: int) -> bool:
    """Whether this partner, and one of the few places at a time, is free until the transaction ends."""
    marks = [f"partner {partner_id}", *(f"place {number}" for number in range(AT_ONCE))]
    partner, *places = (_mark(mark) for mark in marks)
    return _lock(partner) and any(_lock(place) for place in places)


def _mark(text: str) -> int:
    return int.from_bytes(lookup_hash("webhook", text)[:8], "big", signed=True)


def _lock(mark: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [mark])
        return bool(cursor.fetchone()[0])


def _tell(call: WebhookCall) -> tuple[bool, str]:
    """Whether the partner took it, and what it answered in a few words."""
    partner = call.partner
    if partner.suspended_at is not None or not partner.webhook_url or not partner.webhook_secret:
        return False, "suspended, or without a webhook"
    name, now = f"msg_{call.pk.hex}", int(timezone.now().timestamp())
    told = {"type": call.kind, "timestamp": call.created_at.isoformat(), "data": call.data}
    body = json.dumps(told).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Gapura",
        "webhook-id": name,
        "webhook-timestamp": str(now),
        "webhook-signature": sending.signature(partner.webhook_secret, name, now, body),
    }
    try:
        status = sending.post(partner.webhook_url, body, headers)
    except sending.NotSentError as error:
        return False, str(error)[:200]
    return 200 <= status < 300, str(status)


def _put_off(call: WebhookCall) -> None:
    """Let it wait for its turn, and write that down: what seems to have lost its job gets another."""
    now = timezone.now()
    call.next_try_at = now + min(max((now - call.created_at) / 4, BUSY), LONGEST_BUSY)
    call.save(update_fields=["next_try_at"])


def _remember(call: WebhookCall, told: bool) -> None:
    now = timezone.now()
    if told:
        call.state = WebhookCall.State.DELIVERED
    elif now >= call.created_at + GIVEN_UP:
        call.state = WebhookCall.State.DEAD
    else:
        call.next_try_at = now + wait(call.tries)
    call.save(update_fields=["state", "tries", "reply", "next_try_at"])
