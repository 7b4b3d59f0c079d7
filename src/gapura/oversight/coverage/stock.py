"""The known stock of places: import a list of it with its source, take one back, and say what holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapura.audit import trail
from gapura.oversight.coverage.models import Stock, StockList
from gapura.regions.models import Region

LONGEST_SOURCE: Final = 200
OLDEST: Final = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class Line:
    """How many places of a category there are in a region."""

    region: str
    category: str
    places: int


class UnfitStockError(ValueError):
    """The list cannot be taken; the message says why, in the reader's language."""


@transaction.atomic
def import_stock(
    lines: Iterable[Line], *, region: Region, source: str, as_of: date, by: trail.Actor
) -> StockList:
    """Keep a list; for each region and category the list with the latest `as_of` holds, else the last one.

    Lines are as `sheets.lines_of` gives them, within `region`. Raises UnfitStockError.
    """
    source = " ".join(source.split())
    if not 0 < len(source) <= LONGEST_SOURCE:
        raise UnfitStockError(_("Say in at most 200 characters who counted and where that can be read."))
    if not OLDEST <= as_of <= timezone.localdate():
        raise UnfitStockError(_("The day the list speaks of must lie between 1990 and today."))
    kept = StockList.objects.create(region=region, source=source, as_of=as_of, imported_by=by.actor)
    made = Stock.objects.bulk_create(
        Stock(list=kept, region_id=line.region, category=line.category, places=line.places) for line in lines
    )
    if not made:
        raise UnfitStockError(_("The list has no rows."))
    trail.record(
        "coverage.stock",
        by=by,
        subject=f"region:{region.code}",
        list=kept.pk,
        lines=len(made),
        places=sum(line.places for line in made),
        source=source,
        as_of=as_of.isoformat(),
    )
    _count_again()
    return kept


@transaction.atomic
def withdraw_stock(*, stock_list: StockList, by: trail.Actor) -> bool:
    """Take a list back, so that the one before it holds again; False where it was taken back already."""
    here = StockList.objects.filter(pk=stock_list.pk, withdrawn_at=None)
    if not here.update(withdrawn_at=timezone.now()):
        return False
    trail.record(
        "coverage.withdraw_stock",
        by=by,
        subject=f"region:{stock_list.region_id}",
        list=stock_list.pk,
        source=stock_list.source,
    )
    _count_again()
    return True


def in_force(day: date) -> dict[tuple[str, str], int]:
    """The stock that holds on a day, by region and category."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (s.region_id, s.category) s.region_id, s.category, s.places"
            " FROM oversight_stock s JOIN oversight_stocklist l ON l.id = s.list_id"
            " WHERE l.withdrawn_at IS NULL AND l.as_of <= %s"
            " ORDER BY s.region_id, s.category, l.as_of DESC, l.id DESC",
            [day],
        )
        return {(region, category): places for region, category, places in cursor.fetchall()}


def _count_again() -> None:
    from gapura.oversight.coverage.tasks import count_again

    count_again.defer()
