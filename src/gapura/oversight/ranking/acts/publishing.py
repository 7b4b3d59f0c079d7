"""Before the public, and from there into the archive for good."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gapura.accounts.models import User
from gapura.audit import trail
from gapura.common.moves import MoveError
from gapura.oversight.ranking import document
from gapura.oversight.ranking.acts.moving import locked, move
from gapura.oversight.ranking.models import Hearing, Ranking
from gapura.oversight.ranking.states import State


class NotHeardError(Exception):
    """Somebody concerned has neither replied nor let the term pass."""


def heard(ranking: Ranking, now: datetime | None = None) -> bool:
    """Whether the term has passed, or everybody concerned has replied before."""
    if ranking.reply_until is None:
        return False
    if (now or timezone.now()) >= ranking.reply_until:
        return True
    return not Hearing.objects.filter(entry__ranking=ranking, replied_at=None).exists()


@transaction.atomic
def publish(*, ranking: Ranking, by: User, now: datetime | None = None) -> Ranking:
    """Show a ranking with its replies to everybody. Raises MoveError, NotHeardError."""
    ranking = locked(ranking)
    now = now or timezone.now()
    if ranking.state != State.NOTICE:
        raise MoveError("publish", ranking.state)
    if not heard(ranking, now):
        raise NotHeardError
    ranking.published_at = now
    move(ranking, "publish", by=by, changed=("published_at",))
    return ranking


@transaction.atomic
def archive(*, ranking: Ranking, by: trail.Actor) -> Ranking:
    """Freeze a published ranking for good, as one document with its checksum. Raises MoveError."""
    ranking = locked(ranking)
    if ranking.state != State.PUBLISHED:
        raise MoveError("archive", ranking.state)
    ranking.archived_at = timezone.now()
    ranking.archive = document.written(ranking)
    ranking.checksum = hashlib.sha256(ranking.archive.encode()).hexdigest()
    changed = ("archived_at", "archive", "checksum")
    move(ranking, "archive", by=by, changed=changed, checksum=ranking.checksum)
    return ranking
