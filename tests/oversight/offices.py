"""A dozen offices of Gianyar with three months behind them, so that there is somebody to rank."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.core.compliance import dates
from gapura.oversight.models import Entry, Ranking, VenueDay
from gapura.oversight.ranking import acts
from gapura.venues.models import Post, Venue
from tests.oversight.world import World, staff, venue

ZONE = ZoneInfo("Asia/Makassar")
SHARES = (0.02, 0.1, 0.2, 0.3, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97, 1.0)
DAILY = 100


@dataclass
class Offices:
    """The world of staff, its offices from the lowest to the best, the PICs of the two at the ends."""

    world: World
    venues: list[Venue]
    low_pic: User
    best_pic: User
    since: date
    until: date

    @property
    def lowest(self) -> Venue:
        """Where hardly anybody scans."""
        return self.venues[0]

    @property
    def best(self) -> Venue:
        """Where everybody does."""
        return self.venues[-1]


def make_offices(world: World) -> Offices:
    """Offices of a hundred visits a day each, of which a known share checked in on every open day."""
    until = timezone.localdate() - timedelta(days=4)
    since = until - timedelta(days=29)
    venues = [_office(world, number) for number in range(len(SHARES))]
    for each, share in zip(venues, SHARES, strict=True):
        count(each, since - timedelta(days=60), timezone.localdate(), round(DAILY * share))
    low_pic = pic(world, "luh", venues[0], "luh@kantor.example")
    best_pic = pic(world, "gede", venues[-1], "+6281234500001")
    return Offices(world, venues, low_pic, best_pic, since, until)


def pic(world: World, username: str, place: Venue, contact: str) -> User:
    """A person in charge of a place who can be written to."""
    user = staff(username, f"{username.title()} Contoh", Role.PIC, world.sukawati)
    user.contact = contact
    user.save(update_fields=["contact"])
    Post.objects.create(user=user, venue=place)
    return user


def count(place: Venue, since: date, until: date, check_ins: int, companions: int = 0) -> None:
    """The same count on every weekday of a period."""
    weekdays = [day for day in dates(since, until) if day.weekday() < 5]
    if not check_ins:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {VenueDay._meta.db_table} (venue_id, day,"
            " check_ins, people, entered, admit, left_visitor)"
            " SELECT %s, unnest(%s::date[]), %s, %s, %s, %s, %s",
            [place.pk, weekdays, check_ins, *[check_ins + companions] * 2, check_ins, check_ins // 3],
        )


def unreadable(user: User) -> None:
    """Leave an account's address as a lost key leaves it."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET contact = %s WHERE id = %s", [b"\x01no seal", user.pk])


def drafted(offices: Offices, category: str = "") -> Ranking:
    """A ranking of Gianyar as a draft."""
    asked = acts.ask(
        region=offices.world.gianyar,
        category=category,
        since=offices.since,
        until=offices.until,
        term_days=7,
        by=offices.world.agus,
    )
    ranking = acts.run(asked.pk)
    assert ranking is not None
    return ranking


def entry_of(ranking: Ranking, place: Venue) -> Entry:
    """The row of a place."""
    return ranking.entries.select_related("venue").get(venue=place)


def _office(world: World, number: int) -> Venue:
    made = venue(f"Kantor Contoh {number:02}", world.sukawati, capacity=60)
    made.staff, made.daily_guests = 40, DAILY - 34
    made.created_at = datetime(2021, 1, 1, tzinfo=ZONE)
    made.save()
    return made
