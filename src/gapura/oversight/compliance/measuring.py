"""The compliance of one venue or of a whole region in a period; peers are those of the same regency."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from gapura.core.compliance import Measured, Metric, in_force, learning_begins, measure_all
from gapura.oversight.compliance.reading import (
    covers,
    days_of,
    places_of,
    regencies_in,
    venues_in,
)
from gapura.regions.codes import regency_of
from gapura.regions.models import Region
from gapura.venues.models import Venue

USUAL_DAYS = 28


@dataclass(frozen=True, slots=True)
class Period:
    """From which to which date, both included."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """How many dates."""
        return (self.until - self.since).days + 1


def settled_period(today: date | None = None) -> tuple[Period, Metric]:
    """The last four weeks of which late check-ins have come in, and the metric they are measured by."""
    today = today or timezone.localdate()
    until = today - timedelta(days=in_force(today).parameters.settling_days)
    period = Period(until - timedelta(days=USUAL_DAYS - 1), until)
    return period, metric_of(period)


def metric_of(period: Period) -> Metric:
    """The metric that held when a period began: nobody is measured by one that came later. NoMetricError."""
    return in_force(period.since)


def measure_regency(regency: str, period: Period, metric: Metric) -> list[tuple[Venue, Measured]]:
    """Every venue of a regency, measured beside its peers there; six statements."""
    venues = venues_in(regency)
    parameters = metric.parameters
    begins = learning_begins(period.since, parameters)
    places = places_of(venues, begins, period.until, parameters)
    counts = days_of([venue.pk for venue in venues], begins, period.until, parameters)
    measured = measure_all(places, counts, period.since, period.until, parameters)
    return list(zip(venues, measured, strict=True))


def measure_region(
    region: Region, category: str, period: Period, metric: Metric
) -> Iterator[tuple[Venue, Measured]]:
    """The venues of a region, of one category or (`""`) of all, regency by regency.

    Those of a kecamatan are measured beside all of its regency, and only they are told.
    """
    for regency in regencies_in(region.code, region.level):
        for venue, measured in measure_regency(regency, period, metric):
            if covers(region.code, venue.region_id) and category in ("", venue.category):
                yield venue, measured


def measure_venue(venue: Venue, period: Period, metric: Metric) -> Measured:
    """One venue, measured beside its peers of the same regency."""
    everybody = measure_regency(regency_of(venue.region_id), period, metric)
    return next(measured for found, measured in everybody if found.pk == venue.pk)
