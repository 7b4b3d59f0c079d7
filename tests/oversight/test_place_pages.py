"""A place's own figures on screen, for its PIC and its coordinator and nobody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from gapura.oversight.rollups.models import VenueDay, VenueHour
from gapura.venues.models import Venue
from tests.oversight.world import CheckIn, World, check_in, in_step, leave, signed_in


def address(venue: Venue) -> str:
    return f"/pic/tempat/{venue.pk}/angka/"


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def chart(page: str, name: str) -> str:
    """One chart of a page, its table included."""
    return page[page.index(f'id="{name}"') :].split("</figure>")[0]


def test_a_pic_sees_the_crowd_and_the_day_of_the_own_place(world: World) -> None:
    stayed, left = check_in(CheckIn(world.desa, companions=3), CheckIn(world.desa))
    check_in(CheckIn(world.desa, decision="verify", colour="yellow"))
    leave(left)
    in_step()
    figures = signed_in(world.putu).get(f"{address(world.desa)}kini.json").json()["figures"]
    assert (figures["inside"], figures["inside_share"]) == ("4", "dari 40 (10 %)")
    assert (figures["check_ins"], figures["admit"], figures["verify"]) == ("3", "2", "1")
    assert (figures["groups"], figures["groups_share"]) == ("1", "4 orang")
    assert stayed.left_at is None


def test_doors_are_told_apart_and_one_that_nobody_scans_is_named(world: World) -> None:
    check_in(CheckIn(world.desa, door=1), CheckIn(world.desa, door=1), CheckIn(world.desa, door=0))
    in_step()
    doors = chart(text(signed_in(world.putu).get(address(world.desa))), "doors")
    assert "Tidak ada yang memindai di: Pintu belakang." in doors
    assert '<th scope="row">Pintu depan</th><td class="number">2</td>' in doors
    assert '<th scope="row">Kode tempat, tanpa pintu</th><td class="number">1</td>' in doors


def test_today_stands_beside_an_ordinary_day_of_the_same_weekday(world: World) -> None:
    now = timezone.now()
    for weeks in (1, 2):
        hour = (now - timedelta(weeks=weeks)).replace(minute=0, second=0, microsecond=0)
        local = timezone.localtime(hour)
        VenueHour.objects.create(
            venue_id=world.desa.pk,
            hour=hour,
            door=1,
            day=local.date(),
            clock=local.hour,
            check_ins=10 * weeks,
        )
    page = text(signed_in(world.putu).get(address(world.desa)))
    assert "Pada hari yang sama biasanya 15 seluruhnya." in chart(page, "hours")


def test_an_ordinary_week_counts_the_days_on_which_nobody_came(world: World) -> None:
    today = timezone.localdate()
    for back in range(7, 56, 7):
        VenueDay.objects.create(venue_id=world.desa.pk, day=today - timedelta(days=back), check_ins=30)
    week = chart(text(signed_in(world.putu).get(address(world.desa))), "weekdays")
    assert week.count('<td class="number">30</td>') == 1
    assert week.count('<td class="number">0</td>') == 6


def test_what_comes_stands_beside_what_is_expected(world: World) -> None:
    Venue.objects.filter(pk=world.desa.pk).update(staff=10, daily_guests=30)
    week = chart(text(signed_in(world.putu).get(address(world.desa))), "weekdays")
    assert "Kunjungan yang diperkirakan" in week
    assert "kunjungan diperkirakan dalam minggu biasa." in week


def test_how_visits_ended_is_said_in_words(world: World) -> None:
    one, two, _inside = check_in(CheckIn(world.desa), CheckIn(world.desa), CheckIn(world.desa))
    leave(one, by="visitor")
    leave(two, by="limit")
    in_step()
    endings = chart(text(signed_in(world.putu).get(address(world.desa))), "endings")
    assert "50 % kunjungan yang berakhir di-check-out." in endings


def test_a_place_that_nobody_has_scanned_yet_has_a_page(world: World) -> None:
    page = text(signed_in(world.putu).get(address(world.desa)))
    assert "Hari ini belum ada yang check-in." in page
    assert "Belum ada kunjungan yang berakhir." in page


def test_other_places_do_not_exist(world: World) -> None:
    pic, coordinator = signed_in(world.putu), signed_in(world.stranger)
    assert pic.get(address(world.puskesmas)).status_code == 404
    assert pic.get(f"{address(world.puskesmas)}kini.json").status_code == 404
    assert pic.get(f"/pic/tempat/{uuid4()}/angka/").status_code == 404
    assert coordinator.get(f"/koordinator/tempat/{world.desa.pk}/angka/").status_code == 404


def test_a_coordinator_sees_the_same_page_and_finds_back(world: World) -> None:
    client = signed_in(world.dayu)
    page = text(client.get(f"/koordinator/tempat/{world.desa.pk}/angka/"))
    assert f'data-live="/koordinator/tempat/{world.desa.pk}/angka/kini.json"' in page
    assert f'href="/koordinator/tempat/{world.desa.pk}/"' in page
    assert f"/koordinator/tempat/{world.desa.pk}/angka/" in text(
        client.get(f"/koordinator/tempat/{world.desa.pk}/")
    )


def test_the_page_costs_a_fixed_number_of_statements(
    world: World, django_assert_num_queries: Callable[..., Any]
) -> None:
    check_in(*(CheckIn(world.desa, door=door) for door in (0, 1, 2)))
    in_step()
    client = signed_in(world.putu)
    with django_assert_num_queries(15):
        client.get(address(world.desa))


@pytest.mark.parametrize("name", ["hours", "weekdays", "days", "peaks", "doors", "colours", "endings"])
def test_every_chart_is_there_with_its_table(world: World, name: str) -> None:
    shown = chart(text(signed_in(world.putu).get(address(world.desa))), name)
    assert f'aria-labelledby="{name}-title {name}-desc"' in shown
    assert "<table>" in shown
