"""A quarter of Gianyar's 189 offices: every planted behaviour is found, or rightly left out."""

import os
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

import pytest
from django.utils import timezone

from gapura.core.compliance import (
    Arithmetic,
    Day,
    LeftOut,
    Place,
    get,
    measure_all,
    open_weekdays,
    ranked,
)
from gapura.demo.simulation.quarter import Hour, Quarter, simulate
from gapura.demo.simulation.rows import declare
from gapura.oversight.compliance.measuring import Period, measure_regency
from gapura.oversight.compliance.reading import days_of
from gapura.oversight.holidays.acts import add_holiday
from gapura.oversight.models import Holiday
from gapura.oversight.ranking import acts
from gapura.oversight.rollups.keeping import hours_kept, recount
from gapura.regions.models import Level, Region
from gapura.venues.models import Venue
from tests.oversight.hours import write_counts, write_visits
from tests.oversight.world import World
from tests.staff import region

LONG = bool(os.environ.get("GAPURA_LONG"))
OFFICES = 189
KINDS = ("kantor_desa",) * 70 + ("opd",) * 60 + ("puskesmas",) * 30 + ("sekolah",) * 29
SINCE = date(2021, 8, 2)
LAST_DAYS = 30
METRIC = get("compliance-1")
Counts = dict[str, dict[date, Day]]


@cache
def quarter(seed: int = 5104) -> Quarter:
    return simulate([f"{number:03}" for number in range(OFFICES)], KINDS, since=SINCE, seed=seed)


def counts_of(hours: Iterable[Hour]) -> Counts:
    """Hours added up to days."""
    found: dict[tuple[str, date], list[int]] = defaultdict(lambda: [0, 0, 0])
    for hour in hours:
        sums = found[hour.key, hour.day]
        sums[0] += hour.check_ins
        sums[1] += hour.companions
        sums[2] += hour.check_outs
    counts: Counts = defaultdict(dict)
    for (key, day), (check_ins, companions, out) in found.items():
        counts[key][day] = Day(
            day=day,
            check_ins=check_ins,
            companions=companions,
            scans=check_ins,
            check_outs=out,
            verified=0,
        )
    return counts


def places_of(found: Quarter) -> list[Place]:
    return [
        Place(
            key=office.key,
            category=office.category,
            open_weekdays=open_weekdays(office.hours),
            since=found.first_day_of(office),
            staff=office.staff,
            guests=office.guests,
            shut=frozenset({found.holiday}) if office.plant == "holiday" else frozenset(),
            counts=office.counted,
        )
        for office in found.offices
    ]


@cache
def measured(seed: int = 5104, known_on: date | None = None) -> dict[str, Arithmetic]:
    """Every office's calculation for the last thirty days, from what was known on a day."""
    found = quarter(seed)
    hours = [hour for hour in found.hours if known_on is None or hour.arrives <= known_on]
    since = found.until - timedelta(days=LAST_DAYS - 1)
    all_of_them = measure_all(places_of(found), counts_of(hours), since, found.until, METRIC.parameters)
    return {each.place.key: each.arithmetic for each in all_of_them}


def worst(arithmetic: dict[str, Arithmetic]) -> list[str]:
    return [each.key for each in ranked(arithmetic.items(), "worst", METRIC.parameters)]


def plants(plant: str) -> list[Arithmetic]:
    return [measured()[office.key] for office in quarter().planted(plant)]


def test_it_is_a_quarter_of_gianyar() -> None:
    found = quarter()
    assert len(found.offices) == OFFICES
    assert (found.until - found.since).days + 1 == 90
    assert 3.1e6 < sum(hour.check_ins + hour.companions for hour in found.hours) < 3.7e6


def test_the_decorations_are_the_lowest() -> None:
    decorations = quarter().planted("decoration")
    assert len(decorations) == 2
    assert set(worst(measured())[:2]) == {office.key for office in decorations}
    assert all(each.silent_days == each.open_days for each in plants("decoration"))


def test_the_group_scanner_is_seen() -> None:
    marked = [key for key, each in measured().items() if each.group_share > METRIC.parameters.group_share]
    assert marked == [office.key for office in quarter().planted("group")]
    assert marked[0] in worst(measured())


def test_places_closed_on_fridays_are_not_held_to_fridays() -> None:
    said, unsaid = plants("friday"), plants("friday_unsaid")
    assert len(said + unsaid) == 3
    assert all(each.silent_days == 0 for each in said + unsaid)
    assert all(each.yardstick.shut == () for each in said)
    assert [each.yardstick.shut for each in unsaid] == [(4,)]
    assert all(each.share > 0.6 for each in said + unsaid)
    named = {office.key for plant in ("friday", "friday_unsaid") for office in quarter().planted(plant)}
    assert not named & set(worst(measured()))


def test_the_new_place_is_left_out() -> None:
    assert [each.left_out for each in plants("new")] == [LeftOut.NEW]


def test_a_public_holiday_is_no_silent_day() -> None:
    (found,) = plants("holiday")
    assert found.silent_days == 0
    ordinary = max(each.open_days for each in measured().values())
    assert found.open_days == ordinary - 1


def test_eleven_visits_in_all_are_too_few_to_say_anything() -> None:
    office = quarter().planted("thin")[0]
    assert sum(hour.check_ins for hour in quarter().hours if hour.key == office.key) == 11
    assert [each.left_out for each in plants("thin")] == [LeftOut.THIN]
    assert office.key not in worst(measured())


def test_a_door_that_sends_two_days_late_is_not_blamed_once_it_has_sent() -> None:
    office = quarter().planted("late")[0]
    too_soon = measured(known_on=quarter().until)[office.key]
    settled = measured(known_on=quarter().until + timedelta(days=METRIC.parameters.settling_days))[office.key]
    assert too_soon.silent_days > 0
    assert settled.silent_days == 0
    assert settled.low <= office.rate <= settled.high
    assert office.key not in worst(measured())


def test_nobody_else_is_left_out() -> None:
    left_out = {key for key, each in measured().items() if each.left_out}
    planted = quarter().planted("new") + quarter().planted("thin")
    assert left_out == {office.key for office in planted}


def test_the_interval_covers_the_planted_truth_in_nine_places_of_ten() -> None:
    covered: list[bool] = []
    for seed in range(60 if LONG else 3):
        found = measured(seed)
        pairs = [(office.rate, found[office.key]) for office in quarter(seed).offices]
        covered += [each.low <= rate <= each.high for rate, each in pairs if not each.left_out]
    assert sum(covered) / len(covered) >= 0.9


def test_names_the_other_way_round_give_the_same_lowest() -> None:
    turned = {key: f"{999 - int(key)}" for key in measured()}
    renamed = {turned[key]: each for key, each in measured().items()}
    assert worst(renamed) == [turned[key] for key in worst(measured())]
    assert worst(dict(reversed(measured().items()))) == worst(measured())


@pytest.fixture
def gianyar(world: World) -> list[Venue]:
    """The 189 offices, the one with a holiday of its own in a village of its own."""
    Venue.objects.filter(region__code__startswith="51.04").update(region_id="51.03")
    region("51.04.02.2001", "Tegallalang", Level.VILLAGE, world.sukawati)
    return [
        Venue(
            name=f"Kantor {number:03}",
            category=KINDS[number % OFFICES],
            sector="office",
            region_id="51.04.01",
            capacity=500,
        )
        for number in range(OFFICES)
    ]


def settled_in(venues: list[Venue], visits: float, days_ago: int) -> Quarter:
    """A quarter of these venues that ended some days ago, its places and holiday in the database."""
    since = timezone.localdate() - timedelta(days=days_ago + 89)
    keys = [str(venue.pk) for venue in venues]
    found = simulate(keys, [venue.category for venue in venues], since=since, seed=5104, visits=visits)
    (own,) = found.planted("holiday")
    for venue in venues:
        if str(venue.pk) == own.key:
            venue.region_id = "51.04.02.2001"
    Venue.objects.bulk_create(venues)
    declare(found, venues)
    return found


def enter_holiday(found: Quarter, world: World) -> Holiday:
    village = Region.objects.get(code="51.04.02.2001")
    return add_holiday(
        day=found.holiday, region=village, name="Odalan", closes="offices", source="Desa adat", by=world.agus
    )


@pytest.mark.slow
def test_the_quarter_through_the_counts_of_the_database(gianyar: list[Venue], world: World) -> None:
    found = settled_in(gianyar, 395, days_ago=4)
    enter_holiday(found, world)
    write_counts(found.hours)
    since = found.until - timedelta(days=LAST_DAYS - 1)
    ranking = acts.ask(
        region=world.gianyar, category="", since=since, until=found.until, term_days=7, by=world.agus
    )
    done = acts.run(ranking.pk)
    assert done is not None
    look_at_plants(found, since)
    first_two = done.entries.filter(side="worst", rank__lte=2).values_list("venue_id", flat=True)
    assert {str(key) for key in first_two} == {office.key for office in found.planted("decoration")}
    assert done.left_out == {"new": 1, "thin": 1}
    assert done.considered == OFFICES


def look_at_plants(found: Quarter, since: date) -> None:
    """The same planted cases, as the database's own figures tell them."""
    measured_ones = measure_regency("51.04", Period(since, found.until), METRIC)
    by_key = {str(venue.pk): each.arithmetic for venue, each in measured_ones}
    kinds = {plant: [by_key[office.key] for office in found.planted(plant)] for plant in PLANTS}
    assert all(each.check_ins == 0 for each in kinds["decoration"])
    assert all(each.group_share > METRIC.parameters.group_share for each in kinds["group"])
    for plant in ("friday", "friday_unsaid", "holiday", "late"):
        assert all(each.silent_days == 0 for each in kinds[plant]), plant
    assert [each.left_out for each in kinds["new"] + kinds["thin"]] == [LeftOut.NEW, LeftOut.THIN]
    truths = [(office.rate, by_key[office.key]) for office in found.offices]
    covered = [each.low <= rate <= each.high for rate, each in truths if not each.left_out]
    assert sum(covered) / len(covered) >= 0.9


PLANTS = ("decoration", "group", "friday", "friday_unsaid", "new", "holiday", "thin", "late")


@pytest.mark.slow
def test_the_quarter_through_real_visits(gianyar: list[Venue], world: World) -> None:
    """Every check-in a row in PostgreSQL, counted by the roll-ups; a twentieth of an office's unless long."""
    venues = gianyar if LONG else gianyar[:12]
    found = settled_in(venues, 395 if LONG else 3, days_ago=4)
    enter_holiday(found, world)
    on_time = [hour for hour in found.hours if hour.arrives == hour.day]
    late = [hour for hour in found.hours if hour.arrives != hour.day]
    written = write_visits(on_time, found.offices, seed=1)
    recount(hours_kept(timezone.now()))
    (office,) = found.planted("late")
    assert not days_of([office.key], found.since, found.until, METRIC.parameters)  # type: ignore[list-item]
    written += write_visits(late, found.offices, seed=2)
    recount(hours_kept(timezone.now()))
    assert written == sum(hour.check_ins for hour in found.hours)
    counted = days_of([venue.pk for venue in venues], found.since, found.until, METRIC.parameters)
    assert {key: dict(days) for key, days in counted.items()} == counts_of(found.hours)
    if LONG:
        assert written > 3_000_000
        look_at_plants(found, found.until - timedelta(days=LAST_DAYS - 1))
