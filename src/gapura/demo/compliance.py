"""The demo's past quarter: what offices declare and counted, rankings, a warning, a place gone quiet."""

from datetime import UTC, datetime, time, timedelta

from django.utils import timezone

from gapura.accounts.models import User
from gapura.audit import trail
from gapura.core.compliance.holidays import shipped
from gapura.demo.simulation.quarter import DAYS, Hour, Quarter, simulate
from gapura.demo.simulation.rows import declare, write_counts, write_visits
from gapura.oversight.holidays.acts import import_holidays
from gapura.oversight.nudges.acts import find_quiet
from gapura.oversight.ranking import acts
from gapura.oversight.ranking.models import Entry, Ranking
from gapura.oversight.rollups.keeping import hours_kept, recount
from gapura.regions.models import Region
from gapura.venues.models import Venue

SEED = 5104
VISITS = 30
"""What comes to one of the demo's offices on an ordinary day: fewer than in truth, so that it starts soon."""

REGENCY = "51.04"
QUIET_DAYS = 11
RUSH_HOUR = 8
RULE = "Peraturan Gubernur Bali Nomor 46 Tahun 2020, Pasal 11"
REPLY = "Poster di pintu samping baru kami pasang. Petugas kini mengajak setiap tamu check-in. (demo)"


def add(pic_of: str) -> None:
    """Let a quarter have passed at every office; at the one of this name few scanned, and lately nobody."""
    import_holidays(rows=shipped(), by=trail.COMMAND)
    venues = list(Venue.objects.order_by("pk"))
    own = next(venue for venue in venues if venue.name == pic_of)
    today = timezone.localdate()
    keys, kinds = [str(venue.pk) for venue in venues], [venue.category for venue in venues]
    quarter = simulate(keys, kinds, since=today - timedelta(days=DAYS), seed=SEED, visits=VISITS)
    declare(quarter, venues)
    _write([each for each in _seldom_scanned(quarter, own) if each.arrives <= today], quarter)
    reviewer, coordinator = (User.objects.get(username=name) for name in ("verifikator", "koordinator"))
    _published(own, reviewer)
    _open_for_replies(reviewer)
    acts.issue(venue=own, rule=RULE, text="Pasang poster di setiap pintu. (demo)", by=coordinator)
    find_quiet()


def _seldom_scanned(quarter: Quarter, own: Venue) -> list[Hour]:
    """The quarter's hours, with one office where few scan, and for some days nobody at all."""
    key, last = str(own.pk), quarter.until - timedelta(days=QUIET_DAYS)
    return [
        each for each in quarter.hours if each.key != key or (each.day <= last and each.clock == RUSH_HOUR)
    ]


def _write(hours: list[Hour], quarter: Quarter) -> None:
    """Days that retention still keeps as visits, those before as the counts that are left of them."""
    kept = min(hours_kept(timezone.now()), default=datetime.max.replace(tzinfo=UTC))
    first = kept.date() + timedelta(days=1)  # a local day lies in one UTC day or two
    write_counts([each for each in hours if each.day < first])
    write_visits([each for each in hours if each.day >= first], quarter.offices, seed=SEED)
    recount([hour for hour in hours_kept(timezone.now()) if hour >= datetime.combine(first, time(), UTC)])


def _published(own: Venue, reviewer: User) -> None:
    """A ranking of two months ago, heard and published with a reply."""
    ranking = _drafted(reviewer, ends_ago=35)
    ranking = acts.notify(ranking=ranking, by=reviewer)
    entry = Entry.objects.filter(ranking=ranking, venue=own).select_related("venue").first()
    if entry is not None:
        acts.reply(entry=entry, text=REPLY, by=User.objects.get(username="pic"))
    now = timezone.now()
    notified, over = now - timedelta(days=20), now - timedelta(days=13)
    Ranking.objects.filter(pk=ranking.pk).update(notified_at=notified, reply_until=over, over_told_at=over)
    acts.publish(ranking=ranking, by=reviewer, now=now - timedelta(days=12))


def _open_for_replies(reviewer: User) -> None:
    """The last month's ranking, to which the places named can reply now."""
    acts.notify(ranking=_drafted(reviewer, ends_ago=4), by=reviewer)


def _drafted(reviewer: User, ends_ago: int) -> Ranking:
    until = timezone.localdate() - timedelta(days=ends_ago)
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
