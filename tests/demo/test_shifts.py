"""The demo's shifts: two weeks of reports with something to see, and nobody in them but the officers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gapura.demo import shifts as demo_shifts
from gapura.scanning import retention, shifts
from gapura.scanning.models import Scan
from gapura.visits.models import Visit
from tests.staff import World, make_world, signed_in


@pytest.fixture
def world(db: None) -> World:
    """A village office with an officer and a PIC, and the demo's two weeks."""
    made = make_world()
    demo_shifts.add(made.desa.name, timezone.localdate())
    return made


def test_each_workday_has_its_report_and_one_was_without_a_network(world: World) -> None:
    today = timezone.localdate()
    reports = [shifts.of(world.desa, today - timedelta(days=back)) for back in range(1, 14)]
    assert all(bool(report.shifts) == (report.day.weekday() < 5) for report in reports)
    sums = [report.totals for report in reports if report.shifts]
    assert all(each["admitted"] <= each["people"] for each in sums)
    assert sum(each["admitted"] for each in sums) > 100
    late = [report for report in reports if report.totals["late"]]
    assert len(late) in {1, 2}  # with or without today among the workdays
    assert late[0].most_over == 2
    assert not Visit.objects.exists()
    assert not Scan.objects.filter(at__gt=timezone.now()).exists()


def test_the_pic_sees_it_and_it_goes_as_visits_do(world: World) -> None:
    days = [timezone.localdate() - timedelta(days=back) for back in (7, 5)]
    day = next(day for day in days if day.weekday() < 5)  # no two days so far apart are a weekend
    page = signed_in(world.putu).get(reverse("shift_report", args=[world.desa.pk]), {"day": day.isoformat()})
    assert "Komang Ayu" in page.content.decode()
    scanners = signed_in(world.putu).get(reverse("pic_scanners", args=[world.desa.pk])).content.decode()
    assert demo_shifts.DEVICES[0] in scanners
    retention.run(term_days=14, now=timezone.now() + timedelta(days=16))
    assert not Scan.objects.exists()
