"""Everything that one registry brought is taken back: its secret was stolen, or what it says is not true."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gapura.accounts.models import User
from gapura.audit import trail
from gapura.common.pieces import AT_ONCE
from gapura.fhir import tasks
from gapura.fhir.acts import settling
from gapura.fhir.models import Delivery, lock
from gapura.partners.acts import partners
from gapura.partners.models import Partner


class NotWholeError(Exception):
    """Some could not be taken back just now: a record that was moving, or that cannot be read."""


@transaction.atomic
def begin(*, registry: Partner, reason: str, by: User) -> int:
    """Suspend a registry and let a job take back all that it brought; how many resources that are."""
    partners.suspend(partner=registry, reason=reason, by=by)
    count = Delivery.objects.filter(sender=registry.actor, deleted_at=None).count()
    told = {"registry": registry.name, "count": count, "reason": reason}
    trail.record("fhir.take_back", by=by, subject=registry.actor, **told)
    tasks.take_back.defer(sender=registry.actor, reason=reason, by=by.actor)
    return count


def go_on(*, sender: str, reason: str, by: str) -> int:
    """Take back what is left of it, so many at once; how many. Interrupted, it is gone on with.

    Raises NotWholeError where it must be gone on with: nothing else settles what is taken back.
    Only a request that was answered while the registry was being suspended can add to it, for a moment.
    """
    done = 0
    while keys := _some(sender):
        done += _take_back(keys, reason, by)
    settling.run_taken_back(sender)
    if Delivery.objects.filter(unsettled=True, sender=sender).exclude(reason="").exists():
        raise NotWholeError(sender)
    return done


@transaction.atomic
def _take_back(keys: list[UUID], reason: str, by: str) -> int:
    now = timezone.now()
    rows = Delivery.objects.filter(pk__in=keys, deleted_at=None)
    return rows.filter(pk__in=lock(rows)).update(
        **{"document_hash": None, "born": None, "item": None, "unsettled": True},
        **{"deleted_at": now, "changed_at": now, "changed_by": by, "reason": reason},
    )


def _some(sender: str) -> list[UUID]:
    rows = Delivery.objects.filter(sender=sender, deleted_at=None).order_by("key")
    return list(rows.values_list("key", flat=True)[:AT_ONCE])
