"""Fills an empty database with the demo, once and whole, and keeps it in the present afterwards."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import as_file, files
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from gapura.accounts.acts import correct_account, make_staff
from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.audit.models import Event
from gapura.demo import applications, compliance, coverage, crowd, papers, past, shifts
from gapura.demo.logins import DUTIES, Login
from gapura.demo.population import Synthetic, people
from gapura.regions.codes import NATION
from gapura.regions.importing import import_regions
from gapura.regions.models import Region
from gapura.rulesets import acts as rulesets
from gapura.venues.importing import Progress, import_offices, read_sheet
from gapura.venues.models import Post, Venue

ZONE = ZoneInfo("Asia/Makassar")
REGENCY = "51.04"
SEEDED = "demo.seed"
DATED = "demo.date"
SUBJECT = "demo:gianyar"
PIN_REASON = "Demo: aturan tanggal 12 Oktober 2021, hari yang diceritakan di sini"
UNPIN_REASON = "Demo: dijalankan dengan --ruleset none"
PIC_OF = "Dinas Komunikasi dan Informatika"
IN_TOWN = (-8.541, 115.325)
"""About where the town of Gianyar is: nobody has read where that office stands."""

_LOCK = 5_104_189


class OtherDataError(Exception):
    """The database holds something that is not the demo; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """When the demo was made and by which day its evidence is dated."""

    made: date
    dated: date

    @property
    def people(self) -> tuple[Synthetic, ...]:
        """Everybody in this demo."""
        return people(self.made)


def today() -> date:
    """The date at the demo's doors."""
    return datetime.now(ZONE).date()


def state() -> Seeded | None:
    """What the trail says about the demo in this database; None before the first seeding."""
    made = Event.objects.filter(act=SEEDED, subject=SUBJECT).first()
    if made is None:
        return None
    dated = Event.objects.filter(act__in=[SEEDED, DATED], subject=SUBJECT).first()
    assert dated is not None
    return Seeded(date.fromisoformat(made.data["day"]), date.fromisoformat(dated.data["day"]))


@transaction.atomic
def seed(logins: Iterable[Login], *, progress: Progress | None = None) -> Seeded:
    """Regions, offices, staff and people, all or nothing. Does nothing where they are already.

    Raises OtherDataError in a database that holds other venues: the demo never mixes with real ones.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if already := state():
        return already
    if Venue.objects.exists():
        raise OtherDataError("This database holds venues that are not the demo's. Give the demo its own.")
    _add_places(progress)
    add_staff(logins)
    day = today()
    crowd.add(people(day), day)
    applications.add()
    papers.add(people(day))
    past.add(Region.objects.get(code=REGENCY), day, first=PIC_OF)
    compliance.add(PIC_OF, day)
    coverage.add()
    shifts.add(PIC_OF, day)
    trail.record(SEEDED, by=trail.COMMAND, subject=SUBJECT, day=day.isoformat())
    return Seeded(day, day)


@transaction.atomic
def refresh(demo: Seeded) -> Seeded:
    """Date everybody's evidence by today, where it was dated by another day."""
    day = today()
    if day == demo.dated:
        return demo
    crowd.date_again(demo.people, day)
    trail.record(DATED, by=trail.COMMAND, subject=SUBJECT, day=day.isoformat())
    return Seeded(demo.made, day)


@transaction.atomic
def pin(ruleset: str | None) -> None:
    """Let a rule set hold in the whole demo, or (None) the one in force by its dates."""
    nation = Region.objects.get(code=NATION)
    held = rulesets.pin_of(nation)
    if ruleset is None and held is not None:
        rulesets.unpin(region=nation, reason=UNPIN_REASON, by=trail.COMMAND)
    elif ruleset is not None and (held is None or held.ruleset != ruleset):
        rulesets.pin(region=nation, ruleset=ruleset, reason=PIN_REASON, by=trail.COMMAND)


@transaction.atomic
def add_staff(logins: Iterable[Login]) -> None:
    """An account for each login that has none; an account of another password is made anew."""
    by_name = {login.username: login for login in logins}
    office = Venue.objects.get(name=PIC_OF)
    for duty in DUTIES:
        login = by_name[duty.username]
        user = User.objects.filter(username=duty.username).first()
        if user is None:
            user = make_staff(
                username=duty.username,
                name=duty.name,
                role=duty.role,
                region=Region.objects.get(code=duty.region),
                password=login.password,
                totp_secret=login.totp_secret,
                by=trail.COMMAND,
            )
        correct_account(user=user, contact=f"{duty.username}@staf.contoh.example", by=trail.COMMAND)
        if duty.role in (Role.PIC, Role.OFFICER):
            Post.objects.get_or_create(user=user, venue=office)


def _add_places(progress: Progress | None) -> None:
    data = files("gapura.demo").joinpath("data")
    with as_file(data.joinpath("gianyar_villages.csv")) as path, path.open(encoding="utf-8") as file:
        import_regions(csv.DictReader(file), by=trail.COMMAND)
    regency = Region.objects.get(code=REGENCY)
    with as_file(data.joinpath("gianyar_offices.csv")) as path:
        summary = import_offices(read_sheet(path), region=regency, by=trail.COMMAND, progress=progress)
    if summary.problems:
        raise AssertionError(f"the demo's own offices are unfit: {summary.problems[0]}")
    Venue.objects.filter(name=PIC_OF).update(latitude=IN_TOWN[0], longitude=IN_TOWN[1])
