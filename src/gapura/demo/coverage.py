"""The demo's known stock, its coverage of the last weeks, a subscribed report, a public week."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from gapura.accounts.models import User
from gapura.oversight.coverage.counting import KECAMATAN, count_today
from gapura.oversight.coverage.stock import Line, import_stock
from gapura.oversight.exports.models import Subscription
from gapura.oversight.exports.sending import send_due
from gapura.oversight.exports.subscribing import subscribe
from gapura.oversight.exports.weeks import Week
from gapura.oversight.open_data.publishing import publish
from gapura.regions.models import Region
from gapura.venues.models import Venue

REGENCY: Final = "51.04"
SOURCE: Final = "Invented for the demo (synthetic): no authority counted these"
UNREGISTERED: Final = {
    "sekolah": 6,
    "pasar": 3,
    "tempat_ibadah": 8,
    "objek_wisata": 2,
    "puskesmas_pembantu": 1,
}
"""Places of each kecamatan that the invented list knows besides those that are registered."""

WEEKS: Final = 12
ZONE: Final = ZoneInfo("Asia/Makassar")


def add() -> None:
    """Import the stock, count the past from what was counted of visits, write the letter, publish a week."""
    regency = Region.objects.get(code=REGENCY)
    coordinator = User.objects.get(username="koordinator")
    now = timezone.now()
    as_of = timezone.localdate() - timedelta(weeks=WEEKS)
    import_stock(_lines(), region=regency, source=SOURCE, as_of=as_of, by=coordinator)
    for week in range(WEEKS, -1, -1):
        count_today(now - timedelta(weeks=week))
    _subscribe(regency, coordinator)
    # Monday noon is past: the letter of the week that is over lies in the outbox whatever today is.
    week_over = Week.last(timezone.localdate())
    send_due(datetime.combine(week_over.sunday + timedelta(days=1), time(12), ZONE))
    publish(region=regency, week=week_over, goes_on=True, by=User.objects.get(username="verifikator"))


def _subscribe(regency: Region, coordinator: User) -> None:
    subscription = subscribe(region=regency, by=coordinator)
    long_ago = timezone.now() - timedelta(weeks=WEEKS)
    Subscription.objects.filter(pk=subscription.pk).update(since=long_ago)


def _lines() -> Iterator[Line]:
    """As many as are registered, and some more."""
    known: Counter[tuple[str, str]] = Counter()
    for region, category in Venue.objects.values_list("region_id", "category"):
        known[region[:KECAMATAN], category] += 1
    for kecamatan in Region.objects.filter(parent=REGENCY).values_list("code", flat=True):
        known.update({(kecamatan, category): places for category, places in UNREGISTERED.items()})
    for (region, category), places in sorted(known.items()):
        yield Line(region, category, places)
