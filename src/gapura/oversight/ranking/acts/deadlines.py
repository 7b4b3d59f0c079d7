"""What time does to rankings: a reminder before the term ends, word that it is over, the archive."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gapura import config
from gapura.audit import trail
from gapura.common.alone import each_alone
from gapura.mail.acts import send
from gapura.oversight.people import pics_of
from gapura.oversight.ranking.acts.hearing import write
from gapura.oversight.ranking.acts.moving import locked
from gapura.oversight.ranking.acts.publishing import archive
from gapura.oversight.ranking.models import Hearing, Ranking
from gapura.oversight.ranking.states import SHOWN_FOR, State

REMIND_BEFORE = timedelta(days=2)


def tick() -> None:
    """Do once whatever has become due, each ranking in a transaction of its own."""
    now = timezone.now()
    open_ones = Ranking.objects.filter(state=State.NOTICE)
    each_alone(_remind, _keys(open_ones.filter(reply_until__lte=now + REMIND_BEFORE, reminded_at=None)))
    each_alone(_tell_reviewer, _keys(open_ones.filter(reply_until__lte=now, over_told_at=None)))
    shown = Ranking.objects.filter(state=State.PUBLISHED, published_at__lte=now - SHOWN_FOR)
    each_alone(_archive, _keys(shown))


def _keys(rankings: QuerySet[Ranking]) -> list[UUID]:
    return list(rankings.values_list("pk", flat=True))


@transaction.atomic
def _remind(ranking_id: UUID) -> bool:
    ranking = locked(Ranking(pk=ranking_id))
    if ranking.state != State.NOTICE or ranking.reminded_at is not None:
        return False
    ranking.reminded_at = timezone.now()
    ranking.save(update_fields=["reminded_at"])
    if ranking.reply_until is None or ranking.reply_until <= ranking.reminded_at:
        return False
    silent = list(ranking.entries.filter(hearing__replied_at=None).select_related("venue"))
    pics = pics_of(entry.venue_id for entry in silent)
    for entry in silent:
        write(entry, ranking, "ranked", pics.get(entry.venue_id, []), by=trail.SYSTEM)
    return True


@transaction.atomic
def _tell_reviewer(ranking_id: UUID) -> bool:
    ranking = locked(Ranking(pk=ranking_id))
    if ranking.state != State.NOTICE or ranking.over_told_at is not None:
        return False
    ranking.over_told_at = timezone.now()
    ranking.save(update_fields=["over_told_at"])
    reviewer = ranking.asked_by
    if reviewer.channel != "email":
        return False
    send(
        channel="email",
        to=reviewer.contact or "",
        template="oversight/term_over",
        language="id",
        context={
            "name": reviewer.name,
            "region": ranking.region.name,
            "replies": Hearing.objects.filter(entry__ranking=ranking, replied_at__isnull=False).count(),
            "link": f"{config.current().base_url}/verifikasi/kepatuhan/{ranking.pk}/",
        },
        by=trail.SYSTEM,
        about=ranking.subject,
    )
    return True


@transaction.atomic
def _archive(ranking_id: UUID) -> bool:
    ranking = locked(Ranking(pk=ranking_id))
    if ranking.state != State.PUBLISHED:
        return False
    archive(ranking=ranking, by=trail.SYSTEM)
    return True
