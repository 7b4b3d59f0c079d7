"""The right of reply: those concerned are told of their rank, and answer until the term ends."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from gapura.accounts.models import User
from gapura.audit import trail
from gapura.oversight.people import pics_of, tell
from gapura.oversight.ranking.acts.moving import locked, move
from gapura.oversight.ranking.models import LONGEST_REPLY, Entry, Hearing, Ranking
from gapura.oversight.ranking.states import State
from gapura.venues.acts.registering import subject


class ReplyError(ValueError):
    """There can be no such reply; `problem` is over, empty or long."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@transaction.atomic
def notify(*, ranking: Ranking, by: User) -> Ranking:
    """Tell everybody concerned of their rank, and open the term for replies. Raises MoveError."""
    ranking = locked(ranking)
    ranking.notified_at = timezone.now()
    ranking.reply_until = ranking.notified_at + timedelta(days=ranking.term_days)
    move(ranking, "notify", by=by, changed=("notified_at", "reply_until"))
    entries = list(ranking.entries.select_related("venue"))
    pics = pics_of(entry.venue_id for entry in entries)
    for entry in entries:
        told = write(entry, ranking, "ranked", pics.get(entry.venue_id, []), by=by)
        Hearing.objects.create(entry=entry, told=told)
    return ranking


@transaction.atomic
def reply(*, entry: Entry, text: str, by: User, now: datetime | None = None) -> Hearing:
    """Say, or say anew, what is to stand beside a rank. Raises ReplyError."""
    ranking = locked(Ranking(pk=entry.ranking_id))
    now = now or timezone.now()
    if ranking.state != State.NOTICE or ranking.reply_until is None or now >= ranking.reply_until:
        raise ReplyError("over")
    text = text.strip()
    if not text:
        raise ReplyError("empty")
    if len(text) > LONGEST_REPLY:
        raise ReplyError("long")
    hearing = Hearing.objects.select_for_update().get(entry=entry)
    hearing.text, hearing.replied_by, hearing.replied_at = text, by.actor, now
    hearing.save(update_fields=["text", "replied_by", "replied_at"])
    trail.record("ranking.reply", by=by, subject=ranking.subject, venue=str(entry.venue_id))
    trail.record("venue.reply_to_ranking", by=by, subject=subject(entry.venue), ranking=str(ranking.pk))
    return hearing


def write(entry: Entry, ranking: Ranking, template: str, users: list[User], *, by: trail.Actor) -> int:
    """Write to the persons in charge of a ranked place; how many were written to."""
    assert ranking.reply_until is not None
    return tell(
        users,
        template,
        entry.venue,
        path=f"/pic/tempat/{entry.venue_id}/kepatuhan/",
        about=f"rank_entry:{entry.pk}",
        by=by,
        side=entry.side,
        rank=entry.rank,
        region=ranking.region.name,
        since=ranking.since,
        until=ranking.until,
        share=round(100 * min(entry.share, 1)),
        reply_until=ranking.reply_until,
        zone=entry.venue.time_zone,
    )
