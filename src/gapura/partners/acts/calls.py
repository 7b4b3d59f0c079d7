"""What a partner is told at its webhook: that a visit it checked somebody in for has ended, and unlinking."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from gapura.common.pieces import delete_oldest
from gapura.core.ids import day_of
from gapura.partners import subjects
from gapura.partners.models import Link, OpenVisit, Partner, WebhookCall
from gapura.partners.tasks import deliver
from gapura.venues.models import Number
from gapura.visits import places

KEPT = timedelta(days=7)
"""For so long calls are kept, whatever became of them, for the operator to see."""
AT_ONCE = 1_000

# Their whole keys are named, so that each is looked up in its own day and nothing else is read.
_ENDED = """
    SELECT v.id, v.left_at
    FROM unnest(%s::uuid[], %s::date[], %s::uuid[]) AS open (id, day, venue_id)
    JOIN visits_visit v ON v.id = open.id AND v.day = open.day AND v.venue_id = open.venue_id
    WHERE v.left_at IS NOT NULL
"""


def watch(link: Link, visit_id: UUID, code: str) -> None:
    """Wait for the end of a visit that a partner with a webhook has checked its visitor in for."""
    if not link.partner.webhook_url:
        return
    number = Number.objects.filter(number=places.scanned(code).number).first()
    if number is not None and Link.objects.filter(pk=link.pk).exists():
        found = {"day": day_of(visit_id), "venue_id": number.venue_id, "link": link}
        OpenVisit.objects.get_or_create(id=visit_id, defaults=found)


def forget(link: Link, visit_id: UUID) -> None:
    """A partner that ended a visit itself is not told."""
    OpenVisit.objects.filter(pk=visit_id, link=link).delete()


def tell_unlinked(link: Link) -> None:
    """Tell a partner that a link has ended, in the transaction in which it ends."""
    _tell(link.partner, WebhookCall.Kind.UNLINKED, {"subject": subjects.of(link)})


def tell_ended() -> int:
    """Tell of the visits that have ended since, in whatever way; how many. Of several at once one does it."""
    told, last = 0, UUID(int=0)
    while found := _tell_some(last):
        number, last = found
        told += number
    return told


@transaction.atomic
def _tell_some(after: UUID) -> tuple[int, UUID] | None:
    """Look through the next `AT_ONCE`: how many of them had ended, and the last; None where none is left."""
    waiting = OpenVisit.objects.select_for_update(of=("self",), skip_locked=True).filter(pk__gt=after)
    some = {visit.pk: visit for visit in waiting.select_related("link__partner").order_by("pk")[:AT_ONCE]}
    if not some:
        return None
    ended = _ended(list(some.values()))
    for visit_id, left_at in ended:
        link = some[visit_id].link
        data = {"subject": subjects.of(link), "visit": str(visit_id), "checked_out_at": left_at.isoformat()}
        _tell(link.partner, WebhookCall.Kind.CHECK_OUT, data)
    OpenVisit.objects.filter(pk__in=[visit_id for visit_id, _ in ended]).delete()
    return len(ended), max(some)


def forget_old(now: datetime, *, before: UUID) -> int:
    """Delete calls past their term, and visits that were open before the days that are kept."""
    gone = delete_oldest(WebhookCall.objects.filter(created_at__lt=now - KEPT), "id")
    return gone + delete_oldest(OpenVisit.objects.filter(pk__lt=before), "id")


def _ended(visits: list[OpenVisit]) -> list[tuple[UUID, datetime]]:
    keys = ([each.id for each in visits], [each.day for each in visits], [each.venue_id for each in visits])
    with connection.cursor() as cursor:
        cursor.execute(_ENDED, keys)
        return list(cursor.fetchall())


def _tell(partner: Partner, kind: WebhookCall.Kind, data: dict[str, Any]) -> None:
    if not partner.webhook_url:
        return
    call = WebhookCall.objects.create(partner=partner, kind=kind, data=data, next_try_at=timezone.now())
    transaction.on_commit(lambda: deliver.defer(call_id=str(call.pk)))
