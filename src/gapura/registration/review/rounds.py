"""Approving many at once: a reviewer chooses, looks at the list, starts; a job works it off one by one."""

import logging
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from gapura.accounts.models import User
from gapura.common import requests
from gapura.common.moves import MoveError
from gapura.common.requests import RequestContext
from gapura.registration import tasks
from gapura.registration.acts import reviewing
from gapura.registration.acts.reviewing import LimitReachedError, NotYoursError
from gapura.registration.models import Application, Chosen, Round
from gapura.registration.venue import PlaceTakenError

log = logging.getLogger(__name__)

MOST = 1000
"""So many are chosen at most."""

KEPT = timedelta(days=1)
"""How long a choice waits to be started."""


REMEMBERED = timedelta(days=30)
"""How long a finished round can be looked at; what it did stays in the trail."""


@transaction.atomic
def choose(*, applications: Iterable[Application], by: User) -> Round:
    """Note which applications are to be approved together; nothing happens to them yet."""
    made = Round.objects.create(by=by)
    Chosen.objects.bulk_create(Chosen(round=made, application=each) for each in applications)
    return made


@transaction.atomic
def start(*, round_id: UUID, by: User) -> Round:
    """Have them approved by a job; a second start changes nothing. Raises Round.DoesNotExist."""
    found = Round.objects.select_for_update().get(pk=round_id, by=by)
    if found.started_at is None:
        context = requests.current()
        found.started_at = timezone.now()
        found.request_id, found.address = context.request_id, context.address
        found.save(update_fields=["started_at", "request_id", "address"])
        tasks.approve_round.defer(round_id=str(found.pk))
    return found


def run(round_id: UUID) -> None:
    """Approve what is left of a round. Whoever stops it half way, it goes on where it was."""
    found = Round.objects.get(pk=round_id)
    if found.started_at is None or found.finished_at is not None:
        return
    with requests.continued(RequestContext(found.request_id, found.address)):
        left = found.chosen.filter(outcome=Chosen.Outcome.WAITING)
        for pk in list(left.values_list("pk", flat=True)):
            _try(pk, found.by_id)
    Round.objects.filter(pk=round_id).update(finished_at=timezone.now())


def forget_old() -> int:
    """Delete choices that nobody started and rounds that finished long ago; how many there were."""
    now = timezone.now()
    unstarted = Q(started_at=None, chosen_at__lt=now - KEPT)
    old = Round.objects.filter(unstarted | Q(finished_at__lt=now - REMEMBERED))
    return old.delete()[1].get("registration.Round", 0)


def _try(pk: int, user_id: int) -> None:
    """One application's fault is its own and holds up none of the others."""
    try:
        _approve(pk, user_id)
    except OperationalError:
        # The database is away: the job fails and goes on later.
        raise
    except Exception:
        log.exception("application %s of a round could not be approved", pk)
        Chosen.objects.filter(pk=pk, outcome=Chosen.Outcome.WAITING).update(outcome=Chosen.Outcome.FAILED)


@transaction.atomic
def _approve(pk: int, user_id: int) -> None:
    """One approval and its outcome, kept together or not at all."""
    one = Chosen.objects.select_for_update(of=("self",)).select_related("application").get(pk=pk)
    if one.outcome != Chosen.Outcome.WAITING:
        return
    # Asked for anew each time: the account may be closed while the round goes on.
    by = User.objects.select_related("region").get(pk=user_id)
    one.outcome = _outcome(one.application, by)
    one.save(update_fields=["outcome"])


def _outcome(application: Application, by: User) -> str:
    if not by.is_active:
        return Chosen.Outcome.NOT_YOURS
    try:
        reviewing.approve_green(application=application, by=by)
    except (NotYoursError, LimitReachedError, MoveError, PlaceTakenError) as error:
        return type(error).__name__
    return Chosen.Outcome.APPROVED
