"""A region's figures on screen: right, of one's own region only, and in a fixed number of statements."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localtime

from gapura.accounts.models import User
from gapura.oversight.rollups.models import Look, VenueDay, VenueTrend
from gapura.oversight.rollups.trends import find_trends
from gapura.venues.models import Venue
from tests.oversight.world import CheckIn, World, check_in, in_step, signed_in
from tests.postgresql.plans import read_whole

Statements = Callable[..., Any]


@pytest.fixture
def busy(world: World) -> World:
    """A morning at both offices of Gianyar and the one of Badung; one person is refused."""
    check_in(
        CheckIn(world.desa),
        CheckIn(world.desa, companions=1),
        CheckIn(world.desa, decision="refuse", colour="black"),
        *(CheckIn(world.puskesmas) for _ in range(5)),
        CheckIn(world.badung_office),
    )
    in_step()
    return world


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def moving(client: Client, address: str) -> dict[str, str]:
    figures: dict[str, str] = client.get(address).json()["figures"]
    return figures


def test_a_coordinator_sees_the_figures_of_the_own_region(busy: World) -> None:
    figures = moving(signed_in(busy.dayu), "/koordinator/angka/kini.json")
    assert (figures["check_ins"], figures["inside"], figures["refuse"], figures["black"]) == (
        "8",
        "8",
        "1",
        "1",
    )
    assert (figures["places"], figures["places_share"]) == ("2", "dari 2")


def a_while_later(minutes: int) -> None:
    """As if the last look, and the last time that crowds were added up, were so long ago."""
    earlier = timezone.now() - timedelta(minutes=minutes)
    Look.objects.filter(looked_at__isnull=False).update(looked_at=earlier)
    Look.objects.update(added_up_at=earlier)


def test_whoever_looks_first_after_a_while_sees_the_crowd_of_then_with_its_time_and_soon_that_of_now(
    busy: World,
) -> None:
    a_while_later(60)
    check_in(CheckIn(busy.desa, companions=3))
    in_step()
    client = signed_in(busy.dayu)
    figures: dict[str, str] = {}
    seen = statements_of(lambda: figures.update(moving(client, "/koordinator/angka/kini.json")))
    assert "visits_occupancy" not in seen
    assert figures["inside"] == "8"
    (at,) = Look.objects.values_list("added_up_at", flat=True)
    assert f"{localtime(at):%H.%M}; yang terkini" in figures["inside_share"]
    in_step()
    figures = moving(client, "/koordinator/angka/kini.json")
    assert figures["inside"] == "12"
    assert "kapasitas" in figures["inside_share"]


def test_a_crowd_that_was_never_added_up_says_that_it_is_being_so(busy: World) -> None:
    Look.objects.all().delete()
    figures = moving(signed_in(busy.dayu), "/koordinator/angka/kini.json")
    assert figures["inside_share"] == "sedang dijumlahkan"


def test_while_somebody_looks_the_crowds_are_added_up_and_otherwise_places_are_left_alone(
    busy: World,
) -> None:
    client = signed_in(busy.dayu)
    client.get("/koordinator/angka/")
    assert "visits_occupancy" in statements_of(in_step)
    a_while_later(9)
    assert "visits_occupancy" in statements_of(in_step)
    a_while_later(11)
    assert "visits_occupancy" not in statements_of(in_step)
    client.get("/koordinator/angka/kini.json")
    assert "visits_occupancy" in statements_of(in_step)


def test_a_second_look_within_a_minute_writes_nothing(busy: World) -> None:
    client = signed_in(busy.dayu)
    client.get("/koordinator/angka/kini.json")
    (before,) = Look.objects.values_list("looked_at", flat=True)
    assert "visits_occupancy" not in statements_of(lambda: client.get("/koordinator/angka/kini.json"))
    assert [*Look.objects.values_list("looked_at", flat=True)] == [before]


def statements_of(work: Callable[[], object]) -> str:
    with CaptureQueriesContext(connection) as seen:
        work()
    return "\n".join(each["sql"] for each in seen.captured_queries)


def test_the_nations_reviewer_sees_all_of_it(busy: World) -> None:
    assert moving(signed_in(busy.agus), "/verifikasi/angka/kini.json")["check_ins"] == "9"


def test_one_looks_into_a_part_of_the_own_region(busy: World) -> None:
    client = signed_in(busy.agus)
    page = text(client.get("/verifikasi/angka/?wilayah=51.03"))
    assert "<h1>Badung</h1>" in page
    assert "Kantor Camat Kuta" in page
    assert moving(client, "/verifikasi/angka/kini.json?wilayah=51.04.01")["check_ins"] == "8"


@pytest.mark.parametrize("code", ["51.03", "51", "ID", "51.04.01.2001", "99", "x' OR 1=1"])
def test_other_regions_do_not_exist(busy: World, code: str) -> None:
    client = signed_in(busy.dayu)
    for address in ("/koordinator/angka/", "/koordinator/angka/kini.json"):
        assert client.get(address, {"wilayah": code}).status_code == 404


def test_every_chart_has_its_words_and_its_table(busy: World) -> None:
    page = text(signed_in(busy.dayu).get("/koordinator/angka/"))
    assert page.count("<svg xmlns") == page.count('<figure class="chart') == 6
    assert page.count("<desc id=") == 6
    assert "style=" not in page
    assert "Kantor perbekel (desa)" in page


def test_the_busiest_place_comes_first_and_leads_a_coordinator_to_its_figures(busy: World) -> None:
    page = text(signed_in(busy.dayu).get("/koordinator/angka/"))
    busiest = page[page.index('id="busiest"') :]
    assert busiest.index("Puskesmas Sukawati I") < busiest.index("Kantor Perbekel Desa Batubulan")
    assert f"/koordinator/tempat/{busy.puskesmas.pk}/angka/" in busiest


def used(today: date, *places: tuple[Venue, int]) -> None:
    """Twenty check-ins a day before the last week, and as many as said in it."""
    VenueDay.objects.bulk_create(
        VenueDay(venue_id=place.pk, day=today - timedelta(days=back), check_ins=20 if back > 7 else here)
        for place, here in places
        for back in range(1, 40)
    )


def test_a_place_whose_use_falls_is_named(world: World) -> None:
    used(timezone.localdate(), (world.desa, 2), (world.puskesmas, 19))
    find_trends()
    page = text(signed_in(world.dayu).get("/koordinator/angka/"))
    falling = page[page.index('id="falling"') :]
    assert "Kantor Perbekel Desa Batubulan" in falling
    assert "Puskesmas Sukawati I" not in falling
    assert [fallen.venue_id for fallen in VenueTrend.objects.all()] == [world.desa.pk]


def test_places_whose_use_falls_are_looked_for_some_at_a_time(world: World) -> None:
    used(timezone.localdate(), (world.desa, 2), (world.puskesmas, 3))

    def interrupted(done: int, _all: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        find_trends(at_once=1, progress=interrupted)
    in_order = sorted(place.pk for place in Venue.objects.all())[:2]
    fallen = {world.desa.pk, world.puskesmas.pk}
    assert {each.venue_id for each in VenueTrend.objects.all()} == fallen.intersection(in_order)
    find_trends(at_once=1)
    assert {each.venue_id for each in VenueTrend.objects.all()} == fallen


def test_a_place_whose_use_falls_no_more_is_named_no_more(world: World) -> None:
    used(timezone.localdate(), (world.desa, 2))
    find_trends()
    VenueDay.objects.update(check_ins=20)
    find_trends()
    assert not VenueTrend.objects.exists()


def test_neither_places_nor_their_days_are_read_whole(world: World) -> None:
    assert not read_whole(find_trends) & {"venues_venue", "oversight_venueday"}


def test_a_quiet_region_says_so(world: World) -> None:
    page = text(signed_in(world.stranger).get("/koordinator/angka/?hari=7"))
    assert "Hari ini belum ada yang check-in." in page


@pytest.mark.parametrize("period", ["7", "28", "90", "1000000", "x"])
def test_a_period_is_one_of_those_offered(busy: World, period: str) -> None:
    assert signed_in(busy.dayu).get("/koordinator/angka/", {"hari": period}).status_code == 200


def test_the_page_is_in_english_too(busy: World) -> None:
    client = signed_in(busy.dayu)
    client.cookies["gapura_bahasa"] = "en"
    assert "Check-ins today by hour" in text(client.get("/koordinator/angka/"))


@pytest.mark.parametrize(
    ("person", "address", "statements"),
    [
        ("agus", "/verifikasi/angka/?hari=90", 17),
        ("dayu", "/koordinator/angka/", 17),
        ("sari", "/dinkes/angka/", 17),
        ("dayu", "/koordinator/angka/kini.json", 7),
    ],
)
def test_a_page_costs_a_fixed_number_of_statements(
    busy: World, django_assert_num_queries: Statements, person: str, address: str, statements: int
) -> None:
    user: User = getattr(busy, person)
    client = signed_in(user)
    with django_assert_num_queries(statements):
        assert client.get(address).status_code == 200


def test_what_moves_is_never_kept_by_a_browser(busy: World) -> None:
    answer = signed_in(busy.dayu).get("/koordinator/angka/kini.json")
    assert "no-store" in answer.headers["Cache-Control"]
    assert json.loads(answer.content)["at"]


@pytest.mark.parametrize(
    "address", ["/angka/?wilayah=%00", "/laporan/51%00/", "/cakupan/%00/", "/data/v1/%00/daily.csv"]
)
def test_an_address_with_nul_in_it_is_no_page(world: World, address: str) -> None:
    answer = signed_in(world.dayu).get(f"/koordinator{address}" if address.startswith("/angka") else address)
    assert answer.status_code == 404
    assert "Halaman ini tidak ada" in answer.content.decode()
