"""The demo's past: ninety days of figures that agree with each other, without a visit behind them."""

from datetime import timedelta

import pytest
from django.db.models import F, Min, Sum
from django.utils import timezone

from gapura.demo import past
from gapura.demo.simulation.quarter import DAYS
from gapura.oversight.dashboards.models import HealthDay
from gapura.oversight.rollups.keeping import keep
from gapura.oversight.rollups.models import RegionDay, VenueDay, VenueHour, VenueTrend
from gapura.oversight.rollups.rebuilding import rebuild
from gapura.venues.models import Venue
from gapura.visits.models import Visit
from tests.oversight.world import World, make_world, venue


@pytest.fixture
def world(db: None) -> World:
    """Gianyar and its neighbours with a dozen more offices, among which behaviours can be planted."""
    world = make_world()
    for number in range(12):
        venue(f"Kantor {number}", world.sukawati)
    past.add(world.gianyar, timezone.localdate(), first="Kantor 0")
    return world


def test_offices_joined_one_after_the_other(world: World) -> None:
    began = dict(VenueDay.objects.values_list("venue_id").annotate(Min("day")))
    first = Venue.objects.get(name="Kantor 0")
    assert timezone.localdate(first.created_at) == timezone.localdate() - timedelta(days=DAYS - 1)
    assert len(set(began.values())) > 5
    for venue_id, day in began.items():
        assert day >= timezone.localdate(Venue.objects.get(pk=venue_id).created_at)


def check_ins() -> int:
    return int(VenueDay.objects.aggregate(sum=Sum("check_ins"))["sum"])


def test_the_past_is_whole_and_agrees_with_itself(world: World) -> None:
    assert check_ins() > 5_000
    assert not VenueHour.objects.exclude(
        check_ins=F("admit") + F("verify") + F("refuse") + F("full")
    ).exists()
    assert not VenueHour.objects.exclude(check_ins=F("green") + F("yellow") + F("red") + F("black")).exists()
    nation = RegionDay.objects.filter(region_id="ID").aggregate(sum=Sum("check_ins"))["sum"]
    assert nation == check_ins()
    assert HealthDay.objects.filter(region=world.gianyar).count() == 60
    assert not Visit.objects.exists()


def test_one_place_is_seen_to_fall(world: World) -> None:
    worst = VenueTrend.objects.order_by("-lost")[0]
    assert worst.recent < worst.before * 0.7


def test_neither_the_job_nor_a_rebuild_takes_the_past_away(world: World) -> None:
    before = check_ins()
    while keep().waiting:
        pass
    rebuild()
    assert check_ins() == before
    assert VenueDay.objects.latest("day").day >= timezone.localdate() - timedelta(days=5)
