"""From the wish for a ranking to its frozen draft, or to nothing."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction
from django.utils import timezone

from gapura.accounts.models import User
from gapura.audit import trail
from gapura.common.fields import lookup_hash
from gapura.core.compliance import Measured, Metric, NoMetricError, Side, ranked
from gapura.oversight.compliance.measuring import Period, measure_region, metric_of
from gapura.oversight.ranking import tasks
from gapura.oversight.ranking.acts.moving import locked, move
from gapura.oversight.ranking.models import Entry, Ranking
from gapura.oversight.ranking.states import TERM_DAYS, State
from gapura.regions.models import Level, Region
from gapura.venues.models import Venue

SHORTEST, LONGEST = 14, 100
RANKABLE = (Level.NATION, Level.PROVINCE, Level.REGENCY)
SIDES: tuple[Side, ...] = ("worst", "best")


class AskError(ValueError):
    """This ranking cannot be made; `problem` is region, period, unsettled, metric, term or double."""

    def __init__(self, problem: str, settled: date | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.settled = settled


@transaction.atomic
def ask(
    *,
    region: Region,
    category: str,
    since: date,
    until: date,
    term_days: int,
    by: User,
    today: date | None = None,
) -> Ranking:
    """Have a ranking worked out as a draft that only its reviewers see. Raises AskError.

    The period has 14 to 100 days and ended long enough ago that late check-ins are in.
    """
    period = Period(since, until)
    if not SHORTEST <= period.days <= LONGEST:
        raise AskError("period")
    metric = _metric(period)
    settled = (today or timezone.localdate()) - timedelta(days=metric.parameters.settling_days)
    if region.level not in RANKABLE or not by.region.covers(region):
        raise AskError("region")
    if until > settled:
        raise AskError("unsettled", settled)
    if not TERM_DAYS[0] <= term_days <= TERM_DAYS[1]:
        raise AskError("term")
    ranking = _created(
        Ranking(
            region=region,
            category=category,
            metric=metric.id,
            since=since,
            until=until,
            term_days=term_days,
            asked_by=by,
        )
    )
    trail.record("ranking.ask", by=by, subject=ranking.subject, region=region.code, category=category)
    tasks.work_out.defer(ranking_id=str(ranking.pk))
    return ranking


@transaction.atomic
def run(ranking_id: UUID) -> Ranking | None:
    """Work a ranking out and freeze it; None where it was done or discarded meanwhile."""
    ranking = locked(Ranking(pk=ranking_id))
    if ranking.state != State.PREPARING:
        return None
    metric = ranking.rules
    period = Period(ranking.since, ranking.until)
    found = list(measure_region(ranking.region, ranking.category, period, metric))
    _freeze_entries(ranking, found)
    ranking.considered = len(found)
    ranking.left_out = dict(Counter(why.value for _, each in found if (why := each.arithmetic.left_out)))
    ranking.frozen_at = timezone.now()
    move(ranking, "freeze", by=trail.SYSTEM, changed=("considered", "left_out", "frozen_at"))
    return ranking


@transaction.atomic
def discard(*, ranking: Ranking, reason: str, by: User) -> Ranking:
    """Give a ranking up before it is published. Raises MoveError, ValueError without a reason."""
    ranking = locked(ranking)
    ranking.reason = " ".join(reason.split())[:300]
    if not ranking.reason:
        raise ValueError("a reason is needed")
    move(ranking, "discard", by=by, changed=("reason",), reason=ranking.reason)
    return ranking


def _metric(period: Period) -> Metric:
    try:
        return metric_of(period)
    except NoMetricError:
        raise AskError("metric") from None


def _created(ranking: Ranking) -> Ranking:
    try:
        with transaction.atomic():
            ranking.save(force_insert=True)
    except IntegrityError:
        raise AskError("double") from None
    return ranking


def _freeze_entries(ranking: Ranking, found: list[tuple[Venue, Measured]]) -> None:
    by_key = {str(venue.pk): (venue, measured) for venue, measured in found}
    pairs = [(key, measured.arithmetic) for key, (_, measured) in by_key.items()]
    placed = [(side, each) for side in SIDES for each in ranked(pairs, side, ranking.rules.parameters)]
    names = _region_names({by_key[each.key][0].region_id for _, each in placed})
    Entry.objects.bulk_create(
        _entry(ranking, side, each.rank, *by_key[each.key], names) for side, each in placed
    )


def _entry(
    ranking: Ranking, side: str, rank: int, venue: Venue, measured: Measured, names: dict[str, str]
) -> Entry:
    arithmetic = measured.arithmetic
    return Entry(
        ranking=ranking,
        venue=venue,
        side=side,
        rank=rank,
        name=venue.name,
        region_name=names[venue.region_id],
        category=venue.category,
        share=arithmetic.share,
        low=arithmetic.low,
        high=arithmetic.high,
        arithmetic=msgspec.to_builtins({"group": measured.group, "arithmetic": arithmetic}),
        lot=lookup_hash("lot", f"{ranking.pk} {venue.pk}")[:8],
    )


def _region_names(codes: set[str]) -> dict[str, str]:
    return dict(Region.objects.filter(code__in=codes).values_list("code", "name"))
