"""A health office reports a regency's day: taken once, corrected openly, and part of the figures."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from gapura.audit.models import Event
from gapura.oversight.dashboards.acts import Reported, ReportError, report_day
from gapura.oversight.dashboards.models import HealthDay
from gapura.regions.models import Region
from tests.oversight.world import World, signed_in

ADDRESS = "/dinkes/angka/lapor/"


def report(client: Client, world: World, **given: Any) -> Any:
    today = timezone.localdate().isoformat()
    return client.post(ADDRESS, {"region": world.gianyar.pk, "day": today, "cases": "", **given})


def test_a_reported_day_is_part_of_the_figures(world: World) -> None:
    client = signed_in(world.sari)
    assert report(client, world, cases=12, recoveries=30, doses=1500).headers["Location"] == ADDRESS
    page = client.get("/dinkes/angka/").content.decode()
    assert "12 kasus dan 30 sembuh pada 1 hari yang dilaporkan." in page
    assert "1.500 dosis dalam masa ini." in page
    assert "12 kasus" in signed_in(world.agus).get("/verifikasi/angka/").content.decode()
    assert "12 kasus" not in signed_in(world.stranger).get("/koordinator/angka/").content.decode()


def test_a_day_reported_again_replaces_the_report_and_the_trail_keeps_both(world: World) -> None:
    client = signed_in(world.sari)
    report(client, world, cases=12)
    report(client, world, cases=21)
    assert HealthDay.objects.get().cases == 21
    trail = Event.objects.filter(act="oversight.health_day").order_by("id")
    assert [event.data["cases"] for event in trail] == [12, 21]
    assert {event.by for event in trail} == {world.sari.actor}


def test_the_newest_day_is_today_where_the_regency_is(world: World) -> None:
    zones = [ZoneInfo(name) for name in ("Pacific/Kiritimati", "Pacific/Pago_Pago")]
    days = {zone.key: timezone.now().astimezone(zone).date() for zone in zones}
    zone, day = next((zone, day) for zone, day in days.items() if day != timezone.localdate())
    Region.objects.filter(pk=world.gianyar.pk).update(time_zone=zone)
    client = signed_in(world.sari)
    assert f'value="{day.isoformat()}"' in client.get(ADDRESS).content.decode()
    ahead = (day + timedelta(days=1)).isoformat()
    assert report(client, world, cases=1, day=ahead).status_code == 422
    assert report(client, world, cases=1, day=day.isoformat()).status_code == 302


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({}, "Isi sekurangnya satu angka."),
        ({"cases": -1}, "0"),
        ({"cases": "banyak"}, "angka"),
        ({"cases": 10**9}, "1000000"),
        ({"cases": 1, "day": "2020-03-01"}, "sejak 2 Maret 2020"),
        ({"cases": 1, "day": "besok"}, "tanggal"),
        ({"cases": 1, "region": "51.03"}, "pilihan"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(world: World, given: dict[str, Any], error: str) -> None:
    answer = report(signed_in(world.sari), world, **given)
    assert answer.status_code == 422
    assert error in answer.content.decode()
    assert given or answer.content.decode().count(error) == 1, "what is wrong with the whole is said once"
    assert not HealthDay.objects.exists()


def test_nobody_reports_for_a_region_that_is_not_theirs_or_a_day_to_come(world: World) -> None:
    some = Reported(1, None, None)
    tomorrow = timezone.localdate() + timedelta(days=1)
    for region, day in (
        (world.badung, date(2021, 10, 12)),
        (world.sukawati, date(2021, 10, 12)),
        (world.gianyar, tomorrow),
    ):
        with pytest.raises(ReportError):
            report_day(region=region, day=day, figures=some, by=world.sari)
    with pytest.raises(ReportError):
        report_day(
            region=world.gianyar, day=date(2021, 10, 12), figures=Reported(None, None, None), by=world.sari
        )


def test_the_health_offices_pages_lead_to_each_other(world: World) -> None:
    client = signed_in(world.sari)
    for address in ("/dinkes/", "/dinkes/angka/", ADDRESS):
        page = client.get(address).content.decode()
        assert all(f'href="{other}"' in page for other in ("/dinkes/", "/dinkes/angka/", ADDRESS))
