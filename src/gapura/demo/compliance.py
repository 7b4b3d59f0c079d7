"""What became of the demo's past quarter: rankings, a warning, an office gone quiet; holidays to come."""

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from gapura.accounts.models import User
from gapura.audit import trail
from gapura.core.compliance.holidays import shipped
from gapura.oversight.holidays.acts import import_holidays
from gapura.oversight.nudges.acts import find_quiet
from gapura.oversight.ranking import acts
from gapura.oversight.ranking.models import Entry, Ranking
from gapura.oversight.rollups.counting import add_up_days, add_up_regions
from gapura.oversight.rollups.models import VenueHour
from gapura.regions.models import Region
from gapura.venues.models import Venue

REGENCY = "51.04"
RUSH_HOUR = 8
QUIET_DAYS = 11
RULE = "Peraturan Gubernur Bali Nomor 46 Tahun 2020, Pasal 11"
REPLY = "Poster di pintu samping baru kami pasang. Petugas kini mengajak setiap tamu check-in. (demo)"


def add(pic_of: str, today: date) -> None:
    """Rank the past quarter; at the office of this name few scanned, and lately nobody did."""
    import_holidays(rows=shipped(), by=trail.COMMAND)
    own = Venue.objects.get(name=pic_of)
    _scan_seldom(own, today)
    reviewer, coordinator = (User.objects.get(username=name) for name in ("verifikator", "koordinator"))
    _published(own, reviewer, today)
    _open_for_replies(reviewer, today)
    acts.issue(venue=own, rule=RULE, text="Pasang poster di setiap pintu. (demo)", by=coordinator)
    find_quiet(today=today)


def _scan_seldom(own: Venue, today: date) -> None:
    """Leave of an office's counts one hour a day, and of the last days none."""
    left = Q(clock=RUSH_HOUR, day__lte=today - timedelta(days=QUIET_DAYS))
    gone = VenueHour.objects.filter(venue_id=own.pk).exclude(left)
    touched = list(gone.values_list("day", "hour"))
    gone.delete()
    days = sorted({day for day, _ in touched})
    add_up_days([(own.pk, day) for day in days])
    add_up_regions(hours=sorted({hour for _, hour in touched}), days=days)


def _published(own: Venue, reviewer: User, today: date) -> None:
    """A ranking of two months ago, heard and published with a reply."""
    ranking = acts.notify(ranking=_drafted(reviewer, today - timedelta(days=35)), by=reviewer)
    entry = Entry.objects.filter(ranking=ranking, venue=own).select_related("venue").first()
    if entry is not None:
        acts.reply(entry=entry, text=REPLY, by=User.objects.get(username="pic"))
    now = timezone.now()
    notified, over = now - timedelta(days=20), now - timedelta(days=13)
    Ranking.objects.filter(pk=ranking.pk).update(notified_at=notified, reply_until=over, over_told_at=over)
    acts.publish(ranking=ranking, by=reviewer, now=now - timedelta(days=12))


def _open_for_replies(reviewer: User, today: date) -> None:
    """The last month's ranking, to which the places named can reply now."""
    acts.notify(ranking=_drafted(reviewer, today - timedelta(days=4)), by=reviewer)


def _drafted(reviewer: User, until: date) -> Ranking:
    asked = acts.ask(
        region=Region.objects.get(code=REGENCY),
        category="",
        since=until - timedelta(days=29),
        until=until,
        term_days=7,
        by=reviewer,
    )
    ranking = acts.run(asked.pk)
    assert ranking is not None
    return ranking
