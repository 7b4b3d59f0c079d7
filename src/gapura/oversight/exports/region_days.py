"""A region's figures day by day as CSV or XLSX: by kind of place, and by the regions directly below."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gapura.accounts.requests import StaffRequest
from gapura.oversight.coverage.showing import below
from gapura.oversight.dashboards.figures import local_day
from gapura.oversight.dashboards.scope import period_asked_for, region_asked_for
from gapura.oversight.exports.figures import COUNTED
from gapura.oversight.exports.tables import Table, csv_answer, xlsx_answer
from gapura.oversight.exports.views import for_subscribers
from gapura.oversight.rollups.models import RegionDay
from gapura.regions.models import Level, Region
from gapura.venues.categories import label_of


@for_subscribers
@never_cache
@require_safe
def file(request: StaffRequest, name: str, ending: str) -> HttpResponse:
    """The days of a period (`?wilayah=51.04&hari=28`): `jenis` or `wilayah` as CSV, both as XLSX."""
    region, days = region_asked_for(request), period_asked_for(request)
    today = local_day(region)  # as on the page: where it is tomorrow already, a day has only begun
    period = (today - timedelta(days=days - 1), today)
    tables = {"jenis": _by_category(region, period), "wilayah": _by_part(region, period)}
    called = f"angka-{region.code}-{days}-hari"
    if ending == "xlsx" and name == "angka":
        return xlsx_answer(tables.values(), called)
    if ending == "csv" and name in tables:
        return csv_answer(tables[name], f"{called}-{name}")
    raise Http404


def _by_category(region: Region, period: tuple[date, date]) -> Table:
    rows = RegionDay.objects.filter(region=region, day__range=period).order_by("day", "category")
    lines = (
        [row["day"].isoformat(), row["category"], label_of(row["category"]), *(row[name] for name in COUNTED)]
        for row in rows.values("day", "category", *COUNTED)
    )
    return Table(_("By kind of place"), [_("Day"), _("Code"), _("Kind of place"), *_heads()], lines)


def _by_part(region: Region, period: tuple[date, date]) -> Table:
    def lines() -> Iterator[list[object]]:
        parts = Region.objects.filter(parent=region).exclude(level=Level.VILLAGE)
        names = dict(parts.values_list("code", "name"))
        sums = {f"sum_{name}": Sum(name) for name in COUNTED}
        rows = RegionDay.objects.filter(region__in=names, day__range=period).values("day", "region_id")
        for row in rows.annotate(**sums).order_by("day", "region_id"):
            counts = [row[name] for name in sums]
            yield [row["day"].isoformat(), row["region_id"], names[row["region_id"]], *counts]

    return Table(_("By region"), [_("Day"), _("Code"), below(region), *_heads()], lines())


def _heads() -> list[str]:
    """The heads of `COUNTED`."""
    return [
        _("Check-ins"),
        _("Admitted"),
        _("To an officer"),
        _("Refused"),
        _("Full"),
        _("Of these black"),
    ]
