"""Comparing positions, where a visitor lets it: a flag that holds nobody up; and asking who may have left."""

from datetime import UTC, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from gapura.core.ids import new_id
from gapura.core.positions import metres
from gapura.venues.crowd import far_today
from gapura.venues.models import Venue
from gapura.visits import retention
from gapura.visits.models import Nearness, Visit
from tests.postgresql.plans import read_whole
from tests.web.world import World, page_of

pytestmark = pytest.mark.django_db
BATUBULAN = (-8.6031, 115.2573)
DENPASAR = {"latitude": "-8.6705", "longitude": "115.2126", "accuracy": "30"}
HERE = {"latitude": "-8.6030", "longitude": "115.2575", "accuracy": "30"}


@pytest.fixture
def world(db: None) -> World:
    """Nobody and nothing yet but the regions and their rules."""
    return World()


@pytest.fixture
def visit(world: World) -> Visit:
    """Wayan is inside an office whose position is known."""
    Venue.objects.filter(pk=world.office.pk).update(latitude=BATUBULAN[0], longitude=BATUBULAN[1])
    return world.goes_in(world.wayan, world.office)


def test_a_degree_of_latitude_is_as_long_as_it_is() -> None:
    assert metres((0, 115), (1, 115)) == pytest.approx(111_195, abs=1)
    assert metres(BATUBULAN, BATUBULAN) == 0


def test_who_checked_in_from_afar_is_flagged_and_stays_checked_in(world: World, visit: Visit) -> None:
    client = world.wayan.browser()
    assert "data-compare" in client.get(page_of(visit.id)).content.decode()
    page = client.post(f"{page_of(visit.id)}jarak/", DENPASAR, follow=True).content.decode()
    assert "jauh dari tempatnya" in page
    assert "data-compare" not in page
    assert Visit.objects.get(id=visit.id, day=visit.day).left_at is None
    assert far_today([world.office]) == {world.office.pk: 1}
    fields = {field.name for field in Nearness._meta.get_fields()}
    assert fields == {"pk", "visit_id", "day", "venue_id", "far"}


def test_far_today_means_the_venues_own_day(world: World, visit: Visit) -> None:
    zones = [ZoneInfo(name) for name in ("Asia/Jakarta", "Asia/Makassar")]
    own, other = (datetime.combine(timezone.now().astimezone(zone), time(), zone) for zone in zones)
    Venue.objects.filter(pk=world.office.pk).update(time_zone="Asia/Jakarta")
    venue = Venue.objects.get(pk=world.office.pk)
    # Between both midnights: today in one zone, yesterday in the other.
    at = (max(own, other) - timedelta(minutes=1)).astimezone(UTC)
    Nearness.objects.create(visit_id=new_id(at), day=at.date(), venue_id=venue.pk, far=True)
    assert far_today([venue]) == ({venue.pk: 1} if at >= own else {})


def test_who_is_there_is_thanked_and_the_first_answer_stays(world: World, visit: Visit) -> None:
    client = world.wayan.browser()
    client.post(f"{page_of(visit.id)}jarak/", HERE)
    client.post(f"{page_of(visit.id)}jarak/", DENPASAR)
    assert [noted.far for noted in Nearness.objects.all()] == [False]
    assert far_today([world.office]) == {}


@pytest.mark.parametrize(
    "change",
    [{"accuracy": "5000"}, {"latitude": "91"}, {"longitude": ""}, {"accuracy": "-1"}, {"latitude": "nan"}],
)
def test_a_position_that_says_nothing_notes_nothing(
    world: World, visit: Visit, change: dict[str, str]
) -> None:
    response = world.wayan.browser().post(f"{page_of(visit.id)}jarak/", {**DENPASAR, **change}, follow=True)
    assert "Tidak ada yang dicatat" in response.content.decode()
    assert not Nearness.objects.exists()


def test_nobody_compares_for_another_and_not_where_the_place_is_unknown(world: World, visit: Visit) -> None:
    assert world.made.browser().post(f"{page_of(visit.id)}jarak/", HERE).status_code == 404
    elsewhere = world.goes_in(world.made, world.posyandu)
    assert "data-compare" not in world.made.browser().get(page_of(elsewhere.id)).content.decode()
    world.made.browser().post(f"{page_of(elsewhere.id)}jarak/", HERE)
    assert not Nearness.objects.exists()


def test_the_flag_goes_with_the_visits_of_its_day(world: World, visit: Visit) -> None:
    world.wayan.browser().post(f"{page_of(visit.id)}jarak/", DENPASAR)
    later = timezone.now() + timedelta(days=3)
    retention.run(by=world.wayan.person, term_days=2, dry_run=True, now=later)
    assert Nearness.objects.exists()
    old = partial(retention.run, by=world.wayan.person, term_days=2, now=later)
    assert "visits_nearness" not in read_whole(old)
    assert not Nearness.objects.exists()


@pytest.mark.parametrize(("ago", "asked"), [(timedelta(minutes=5), False), (timedelta(hours=2), True)])
def test_who_has_been_inside_for_long_is_asked(world: World, ago: timedelta, asked: bool) -> None:
    world.goes_in(world.wayan, world.office, ago=ago)
    for page in ("/saya/", "/saya/kunjungan/"):
        assert ("Masih di dalam?" in world.wayan.browser().get(page).content.decode()) == asked


def test_who_is_inside_a_closed_place_is_asked(world: World) -> None:
    world.goes_in(world.wayan, world.office)
    assert "Masih di dalam?" not in world.wayan.browser().get("/saya/").content.decode()
    nows = (timezone.localtime(timezone=ZoneInfo(zone)) for zone in ("Asia/Makassar", "America/Lima"))
    now = next(now for now in nows if 1 <= now.hour < 23)  # all of this story is of one day
    opens, closes = (
        (now - timedelta(hours=1)).strftime("%H:%M"),
        (now - timedelta(minutes=2)).strftime("%H:%M"),
    )
    hours = {day: [opens, closes] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    Venue.objects.filter(pk=world.office.pk).update(opening_hours=hours, time_zone=str(now.tzinfo))
    assert "Masih di dalam?" in world.wayan.browser().get("/saya/").content.decode()
    world.goes_in(world.made, world.posyandu)
    assert "Masih di dalam?" not in world.made.browser().get("/saya/").content.decode()
