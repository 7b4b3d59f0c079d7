"""From the wish for a ranking to its frozen draft, or to nothing."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction
from django.utils import timezone

from gapura.accounts.models import User
from gapura.audit import trail
from gapura.common.fields import lookup_hash
from gapura.core.compliance import Measured, Metric, NoMetricError, Parameters, Placed, Side, ranked
from gapura.oversight.compliance.measuring import Period, measure_region, metric_of
from gapura.oversight.ranking import tasks
from gapura.oversight.ranking.acts.moving import locked, move
from gapura.oversight.ranking.models import Entry, Ranking
from gapura.oversight.ranking.states import TERM_DAYS, State
from gapura.regions.models import Level, Region
from gapura.venues.models import Venue

SHORTEST, LONGEST = 14, 100
RANKABLE = (Level.NATION, Level.PROVINCE, Level.REGENCY)
HELD = 5_000
"""Places held in memory until those that cannot be named are let go."""

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


def run(ranking_id: UUID) -> Ranking | None:
    """Work a ranking out and freeze it; None where it was done or discarded meanwhile.

    A nation takes a while: it is measured regency by regency, and nothing is locked until that is done.
    """
    ranking = Ranking.objects.select_related("region").get(pk=ranking_id)
    return _freeze(ranking, _measured(ranking)) if ranking.state == State.PREPARING else None


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


@dataclass(slots=True)
class _Found:
    """How many places were measured, why some were left out, and those that may be named so far, by key."""

    considered: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    places: dict[str, tuple[Venue, Measured]] = field(default_factory=dict)

    def placed(self, parameters: Parameters) -> list[tuple[Side, Placed]]:
        """Who is named, side by side."""
        pairs = [(key, measured.arithmetic) for key, (_, measured) in self.places.items()]
        return [(side, each) for side in SIDES for each in ranked(pairs, side, parameters)]


def _measured(ranking: Ranking) -> _Found:
    """Measure every place; of many, only those that may still be named are held in memory."""
    found = _Found()
    parameters = ranking.rules.parameters
    most = HELD
    period = Period(ranking.since, ranking.until)
    for venue, measured in measure_region(ranking.region, ranking.category, period, ranking.rules):
        found.considered += 1
        if why := measured.arithmetic.left_out:
            found.left_out[why.value] += 1
            continue
        found.places[str(venue.pk)] = venue, measured
        if len(found.places) > most:
            # Whoever is not named among some is not named among more.
            named = {each.key for _, each in found.placed(parameters)}
            found.places = {key: found.places[key] for key in named}
            most = 2 * len(named) + HELD
    return found


@transaction.atomic
def _freeze(ranking: Ranking, found: _Found) -> Ranking | None:
    ranking = locked(ranking)
    if ranking.state != State.PREPARING:
        return None
    placed = found.placed(ranking.rules.parameters)
    names = _region_names({found.places[each.key][0].region_id for _, each in placed})
    Entry.objects.bulk_create(
        _entry(ranking, side, each.rank, *found.places[each.key], names) for side, each in placed
    )
    ranking.considered, ranking.left_out = found.considered, dict(found.left_out)
    ranking.frozen_at = timezone.now()
    move(ranking, "freeze", by=trail.SYSTEM, changed=("considered", "left_out", "frozen_at"))
    return ranking


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
