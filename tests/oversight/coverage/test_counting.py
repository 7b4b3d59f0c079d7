"""Today's coverage is counted from what there is, against the stock that holds, and yesterday's stays."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gapura.audit.trail import COMMAND, events_about
from gapura.oversight.coverage.counting import DAILY_FOR, LIVE_DAYS, count_today, thin_out
from gapura.oversight.coverage.models import CoverageDay, Stock, StockList
from gapura.oversight.coverage.reading import coverage_of, past_of
from gapura.oversight.coverage.stock import Line, UnfitStockError, import_stock, in_force, withdraw_stock
from gapura.oversight.models import VenueDay
from gapura.regions.models import Level, Region
from gapura.venues.models import Post, Venue
from gapura.venues.models import State as VenueState
from tests.oversight.weeks import long_since
from tests.oversight.world import World, venue
from tests.postgresql.plans import read_whole
from tests.staff import region

pytestmark = pytest.mark.django_db
SOURCE = "Dinas Kominfo Gianyar, register of offices"


def scanned(place: object, days_ago: int) -> None:
    VenueDay.objects.create(
        venue_id=place.pk,  # type: ignore[attr-defined]
        day=timezone.localdate() - timedelta(days=days_ago),
        check_ins=1,
    )


def stock(place: Region, *lines: Line, as_of: date | None = None) -> StockList:
    return import_stock(lines, region=place, source=SOURCE, as_of=as_of or timezone.localdate(), by=COMMAND)


def test_places_are_counted_once_in_every_region_around_them(world: World) -> None:
    scanned(world.desa, LIVE_DAYS - 1)
    scanned(world.puskesmas, LIVE_DAYS)
    count_today()

    gianyar = coverage_of(world.gianyar)
    assert gianyar
    assert (gianyar.total.registered, gianyar.total.confirmed, gianyar.total.live) == (2, 1, 1)
    assert [(row.label, row.registered, row.live) for row in gianyar.parts] == [("Sukawati", 2, 1)]
    assert [(row.code, row.registered) for row in gianyar.categories] == [
        ("kantor_desa", 1),
        ("puskesmas", 1),
    ]
    nation = coverage_of(world.indonesia)
    assert nation
    assert (nation.total.registered, nation.total.known) == (3, None)


def test_a_withdrawn_place_and_a_post_that_ended_do_not_count(world: World) -> None:
    Post.objects.filter(venue=world.desa).update(until=timezone.now() - timedelta(days=1))
    world.puskesmas.state = VenueState.WITHDRAWN
    world.puskesmas.save()
    scanned(world.puskesmas, 0)
    count_today()

    coverage = coverage_of(world.gianyar)
    assert coverage
    assert (coverage.total.registered, coverage.total.confirmed, coverage.total.live) == (1, 0, 0)


def test_places_are_counted_some_at_a_time_however_many_those_are(world: World) -> None:
    scanned(world.desa, 0)
    venue("Pasar Sukawati", world.sukawati, "pasar")
    count_today()
    counts = CoverageDay.objects.order_by("region_id", "category").values_list(
        "region_id", "category", "applying", "registered", "confirmed", "live"
    )
    at_once, told = list(counts), list[tuple[int, int]]()
    assert count_today(at_once=1, progress=lambda *done: told.append(done)) == len(at_once)

    assert list(counts) == at_once
    # One of the four places lies in a village; those of one region stay together.
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_neither_places_nor_what_is_known_of_them_is_read_whole(world: World) -> None:
    assert not read_whole(count_today) & {"venues_venue", "venues_post", "oversight_venueday"}


def test_what_was_counted_later_stays_though_an_earlier_count_is_kept_after_it(world: World) -> None:
    began = timezone.now()
    venue("Pasar Sukawati", world.sukawati, "pasar")
    count_today()
    assert count_today(began) == 0
    gianyar = coverage_of(world.gianyar)
    assert gianyar
    assert gianyar.total.registered == 3


def test_a_share_counts_only_places_whose_stock_is_known(world: World) -> None:
    stock(world.gianyar, Line("51.04.01", "kantor_desa", 4))
    count_today()

    coverage = coverage_of(world.gianyar)
    assert coverage
    assert (coverage.total.registered, coverage.total.known, coverage.total.known_registered) == (2, 4, 1)
    assert coverage.total.share_registered == 0.25
    assert coverage.total.unmeasured == 1
    nation = coverage_of(world.indonesia)
    assert nation
    assert nation.total.share_registered == 0.25


def test_what_a_list_says_of_a_whole_region_is_not_added_to_its_parts(world: World) -> None:
    stock(
        world.gianyar,
        Line("51.04.01", "kantor_desa", 4),
        Line("51.04", "kantor_desa", 10),
        Line("51.04", "pasar", 3),
    )
    count_today()

    coverage = coverage_of(world.gianyar)
    assert coverage
    assert {row.code: row.known for row in coverage.categories} == {
        "kantor_desa": 10,
        "puskesmas": None,
        "pasar": 3,
    }
    assert [row.known for row in coverage.parts] == [4]
    nation = coverage_of(world.indonesia)
    assert nation
    assert nation.total.known == 13


def test_the_list_about_the_latest_day_holds_and_the_one_before_it_when_it_is_taken_back(
    world: World,
) -> None:
    today = timezone.localdate()
    newer = stock(world.gianyar, Line("51.04", "pasar", 3))
    stock(world.gianyar, Line("51.04", "pasar", 8), as_of=today - timedelta(days=30))

    assert in_force(today) == {("51.04", "pasar"): 3}
    assert in_force(today - timedelta(days=1)) == {("51.04", "pasar"): 8}
    assert withdraw_stock(stock_list=newer, by=COMMAND)
    assert not withdraw_stock(stock_list=newer, by=COMMAND)
    assert in_force(today) == {("51.04", "pasar"): 8}
    with translation.override("en"):
        assert "taken back" in events_about("region:51.04")[-1].what


@pytest.mark.parametrize(
    ("source", "as_of"), [("  ", date(2021, 10, 1)), ("x" * 201, date(2021, 10, 1)), ("x", date(2121, 10, 1))]
)
def test_a_list_without_a_source_or_from_the_future_is_refused(
    world: World, source: str, as_of: date
) -> None:
    with pytest.raises(UnfitStockError):
        import_stock(
            [Line("51.04", "pasar", 3)], region=world.gianyar, source=source, as_of=as_of, by=COMMAND
        )
    with pytest.raises(UnfitStockError):
        import_stock([], region=world.gianyar, source="x", as_of=date(2021, 10, 1), by=COMMAND)
    assert not StockList.objects.exists()


def test_counting_again_replaces_today_and_leaves_the_past(world: World) -> None:
    now = timezone.now()
    long_since()
    count_today(now - timedelta(days=1))
    venue("Pasar Sukawati", world.sukawati, "pasar")
    count_today()
    venue("Pasar Umum Sukawati", world.sukawati, "pasar")
    count_today()

    assert [day.row.registered for day in past_of(world.gianyar)] == [2, 4]
    assert [day.row.registered for day in past_of(world.gianyar, category="pasar")] == [2]


def test_a_past_day_counts_the_places_that_were_there_by_then(world: World) -> None:
    now = timezone.now()
    long_since()
    Venue.objects.filter(pk=world.puskesmas.pk).update(created_at=now - timedelta(days=3))
    scanned(world.desa, 5)
    for days in (10, 5, 0):
        count_today(now - timedelta(days=days))

    assert [(each.row.registered, each.row.live) for each in past_of(world.gianyar)] == [
        (1, 0),
        (1, 1),
        (2, 1),
    ]


def test_old_days_of_kecamatan_go_but_their_mondays_and_every_day_of_larger_regions_stay(
    world: World,
) -> None:
    now = timezone.now()
    long_since()
    for days in range(8):
        count_today(now - DAILY_FOR - timedelta(days=1 + days))
    count_today(now)
    before = CoverageDay.objects.filter(region="51.04").count()
    with CaptureQueriesContext(connection) as seen:
        thin_out()
    deleted = [each["sql"] for each in seen if each["sql"].startswith("DELETE")]
    assert len(deleted) >= 6, "a nation's day is a statement of its own"

    kept = CoverageDay.objects.filter(region="51.04.01").values_list("day", flat=True).distinct()
    assert CoverageDay.objects.filter(region="51.04").count() == before
    assert timezone.localdate() in kept
    assert all(day.isoweekday() == 1 for day in kept if day != timezone.localdate())
    assert len(kept) >= 2


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    stated=st.dictionaries(
        st.sampled_from(["51.04.01", "51.04.02", "51.04", "51.03", "51", "ID"]),
        st.integers(0, 50),
        max_size=6,
    )
)
def test_a_region_whose_own_stock_is_not_stated_knows_what_its_parts_know(
    world: World, stated: dict[str, int]
) -> None:
    if not Region.objects.filter(code="51.04.02").exists():
        region("51.04.02", "Blahbatuh", Level.KECAMATAN, world.gianyar)
    StockList.objects.all().delete()
    if stated:
        stock(world.indonesia, *(Line(code, "pasar", places) for code, places in stated.items()))
    count_today()

    rows = CoverageDay.objects.filter(category="pasar", known__isnull=False)
    known = {row.region_id: row.known or 0 for row in rows}
    children = {"ID": ["51"], "51": ["51.03", "51.04"], "51.04": ["51.04.01", "51.04.02"]}
    for code in ("51.04.01", "51.04.02", "51.03", "51.04", "51", "ID"):
        parts = [known[each] for each in children.get(code, []) if each in known]
        expected = stated.get(code, sum(parts) if parts else None)
        assert known.get(code) == expected


def test_every_line_of_a_list_is_kept(world: World) -> None:
    kept = stock(world.gianyar, Line("51.04.01", "kantor_desa", 4), Line("51.04.01", "puskesmas", 0))
    assert set(Stock.objects.filter(list=kept).values_list("category", "places")) == {
        ("kantor_desa", 4),
        ("puskesmas", 0),
    }
