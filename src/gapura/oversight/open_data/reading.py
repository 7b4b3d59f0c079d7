"""The published figures, put together from releases that stand."""

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Count, Max, QuerySet
from django.urls import reverse

from gapura import config
from gapura.oversight.exports.weeks import Week
from gapura.oversight.open_data.figures import DAILY, PLACES
from gapura.oversight.open_data.models import Release
from gapura.oversight.ranking import states
from gapura.oversight.ranking.models import Ranking
from gapura.regions.models import Region

VERSION: Final = 1
LICENCE: Final = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
DAILY_HEADS: Final = ("region", "week", "day", *DAILY)
COVERAGE_HEADS: Final = ("region", "week", "day", "category", *PLACES)
MOST_WEEKS: Final = 530
"""Ten years of one region; the newest are answered."""


def stamp() -> str:
    """What changes whenever something is published or withdrawn; two statements."""
    found = Release.objects.aggregate(
        count=Count("pk"), newest=Max("published_at"), withdrawn=Max("withdrawn_at")
    )
    ranked = Ranking.objects.aggregate(newest=Max("published_at"), archived=Max("archived_at"))
    return "-".join(str(each) for each in (VERSION, *found.values(), *ranked.values()))


def standing(region: Region | None = None) -> QuerySet[Release]:
    """The releases that were not withdrawn, newest week first."""
    found = Release.objects.filter(withdrawn_at=None).select_related("region")
    return found.filter(region=region) if region else found


def about() -> dict[str, Any]:
    """What every answer begins with."""
    return {"version": VERSION, "publisher": config.current().domain, "licence": LICENCE}


def index() -> dict[str, Any]:
    """Every release and ranking with its address, and releases that were withdrawn with the reason."""
    base = config.current().base_url
    withdrawn = Release.objects.exclude(withdrawn_at=None).order_by("-withdrawn_at")
    return {
        **about(),
        "documentation": f"{base}/data/",
        "releases": [
            {
                "region": release.region_id,
                "name": release.region.name,
                "week": Week(release.week).name,
                "published_at": release.published_at.isoformat(timespec="seconds"),
                "url": f"{base}/data/v1/{release.region_id}/weeks/{Week(release.week).name}.json",
            }
            for release in standing().defer("figures")
        ],
        "withdrawn": [
            {
                "region": release.region_id,
                "week": Week(release.week).name,
                "withdrawn_at": release.withdrawn_at.isoformat(timespec="seconds"),
                "reason": release.reason,
            }
            for release in withdrawn.defer("figures")
            if release.withdrawn_at
        ],
        "rankings": [
            {
                "region": ranking.region_id,
                "category": ranking.category or None,
                "from": ranking.since.isoformat(),
                "to": ranking.until.isoformat(),
                "url": f"{base}{reverse('ranking_data', args=[ranking.pk])}",
            }
            for ranking in Ranking.objects.filter(state__in=states.PUBLIC).defer("archive")
        ],
    }


def daily(region: Region) -> Iterator[dict[str, Any]]:
    """Every published day of a region, newest week first."""
    for release in standing(region)[:MOST_WEEKS]:
        for day in release.figures["daily"]:
            yield {"region": region.code, "week": release.figures["week"], **day}


def coverage(region: Region) -> Iterator[dict[str, Any]]:
    """Every published week's coverage of a region by category, newest first."""
    for release in standing(region)[:MOST_WEEKS]:
        known = release.figures["coverage"]
        for row in known["categories"] if known else ():
            yield {"region": region.code, "week": release.figures["week"], "day": known["day"], **row}
