"""Publish a week of a region's figures, take it back, and go on by itself where a reviewer said so."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from gapura.audit import trail
from gapura.common.alone import each_alone
from gapura.common.fields import lookup_hash
from gapura.common.locks import hold
from gapura.oversight.dashboards.figures import local_day
from gapura.oversight.exports.figures import figures_of
from gapura.oversight.exports.weeks import DAYS, Week
from gapura.oversight.open_data.figures import published
from gapura.oversight.open_data.models import Release
from gapura.regions.models import Region

LATE: Final = timedelta(days=2, hours=7)
"""So long after a week's end devices that were offline may still send: then it is published by itself."""

LONGEST_REASON: Final = 300


class UnfitReleaseError(ValueError):
    """This week cannot be published, or this release not be withdrawn."""


@transaction.atomic
def publish(*, region: Region, week: Week, goes_on: bool, by: trail.Actor) -> Release:
    """Freeze a week's figures and make them public; the same release where it is published already.

    Raises UnfitReleaseError for a week that is not over where the region is.
    """
    if week.sunday >= local_day(region):
        raise UnfitReleaseError(f"{week.name} is not over")
    hold(lookup_hash("release", region.code))
    release = Release.objects.filter(region=region, week=week.monday, withdrawn_at=None).first()
    if release is not None:
        return release
    release = Release.objects.create(
        region=region,
        week=week.monday,
        figures=published(figures_of(region, week)),
        published_by=by.actor,
        goes_on=goes_on,
    )
    trail.record("open_data.publish", by=by, subject=f"region:{region.code}", week=week.name)
    return release


@transaction.atomic
def withdraw(*, release: Release, reason: str, by: trail.Actor) -> bool:
    """Take a release back, saying publicly why; False where it was taken back already.

    Nothing goes on by itself after it. Raises UnfitReleaseError without a reason.
    """
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= LONGEST_REASON:
        raise UnfitReleaseError("a reason is needed")
    here = Release.objects.filter(pk=release.pk, withdrawn_at=None)
    if not here.update(withdrawn_at=timezone.now(), reason=reason, goes_on=False):
        return False
    week = Week(release.week)
    trail.record(
        "open_data.withdraw", by=by, subject=f"region:{release.region_id}", week=week.name, reason=reason
    )
    return True


@transaction.atomic
def stop_going_on(*, region: Region, by: trail.Actor) -> bool:
    """Publish a region's next weeks by itself no more; False where it did not."""
    if not Release.objects.filter(region=region, goes_on=True).update(goes_on=False):
        return False
    trail.record("open_data.stop", by=by, subject=f"region:{region.code}")
    return True


def publish_due(now: datetime | None = None) -> int:
    """Publish the week after every region's newest release that goes on; how many were published.

    A job that was away for weeks publishes one of them each time, so that none is missing.
    """
    now = now or timezone.now()
    newest = Release.objects.order_by("region_id", "-week", "-pk").distinct("region_id")
    newest = newest.select_related("region").defer("figures")
    return each_alone(_go_on, [release for release in newest if release.goes_on], now)


def _go_on(release: Release, now: datetime) -> bool:
    week = _due(release, now)
    if week is not None:
        publish(region=release.region, week=week, goes_on=True, by=trail.SYSTEM)
    return week is not None


def _due(release: Release, now: datetime) -> Week | None:
    week = Week(release.week + timedelta(days=DAYS))
    ready = (
        datetime.combine(week.sunday + timedelta(days=1), time(), ZoneInfo(release.region.time_zone)) + LATE
    )
    return week if now >= ready else None
