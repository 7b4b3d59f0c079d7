"""A simulated day looks like a real one, counts exactly, and is played or written without loss."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from django.db import connection

from gapura.audit.trail import COMMAND
from gapura.cli import main
from gapura.core.evidence import encode
from gapura.demo.population import people
from gapura.demo.seeding import ZONE
from gapura.demo.simulation import direct
from gapura.demo.simulation.day import CLOSES, OPENS, RUSH_ENDS, Call, plan
from gapura.people.models import Standing
from gapura.regions.models import Region
from gapura.rulesets.acts import pin
from gapura.venues.acts import register_venue
from gapura.visits.models import Occupancy, Visit
from tests.demo.running import Demo, gapura

GROUPS = {
    "admit": range(5000),
    "verify": range(5000, 5250),
    "refuse": range(5250, 5290),
    "black": range(5290, 5300),
}


def a_day(seed: int = 1) -> list[Call]:
    return plan(19_000, sizes=[38, 60, 600] * 63, groups=GROUPS, rng=Random(seed))


def test_a_day_has_its_morning_rush_and_ends() -> None:
    calls = a_day()
    assert len(calls) > 18_900
    assert [call.arrives for call in calls] == sorted(call.arrives for call in calls)
    assert all(OPENS <= call.arrives < call.leaves <= CLOSES for call in calls)
    rush = sum(call.arrives < RUSH_ENDS for call in calls) / len(calls)
    assert 0.45 < rush < 0.65


def test_decisions_come_in_the_shares_of_the_real_gates() -> None:
    counts = Counter(kind for call in a_day() for kind, group in GROUPS.items() if call.person in group)
    assert counts["admit"] / counts.total() == pytest.approx(0.942, abs=0.01)
    assert counts["verify"] / counts.total() == pytest.approx(0.05, abs=0.01)
    assert counts["refuse"] / counts.total() == pytest.approx(0.008, abs=0.003)
    assert counts["black"] < 5


def test_nobody_is_in_two_places_at_once() -> None:
    stays: dict[int, list[Call]] = defaultdict(list)
    for call in a_day():
        if call.person in GROUPS["admit"]:
            stays[call.person].append(call)
    for calls in stays.values():
        assert all(one.leaves < next_one.arrives for one, next_one in pairwise(calls))


def test_a_larger_office_has_more_visitors() -> None:
    counts = Counter(call.venue % 3 for call in a_day())
    assert counts[2] > 5 * counts[0]


def test_another_seed_is_another_day_and_the_same_seed_the_same() -> None:
    assert a_day(1) == a_day(1) != a_day(2)


@pytest.fixture
def yesterday(db: None) -> date:
    """A small world: two offices, one of them tiny, and every tenth of the demo's people."""
    ubud = Region.objects.create(code="ID", name="Indonesia", level="nation")
    pin(region=ubud, ruleset="C_2021-09-13", reason="test", by=COMMAND)
    for name, capacity in (("Posko", 3), ("Dinas", 20)):
        register_venue(
            name=name,
            category="opd",
            region=ubud,
            capacity=capacity,
            doors=["Pintu utama", "Pintu 2"],
            opening_hours={},
            by=COMMAND,
        )
    today = datetime.now(ZONE).date()
    everybody = people(today)[::10]
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY people_standing (person_id, evidence) FROM STDIN") as copy,
    ):
        for person in everybody:
            copy.write_row((person.id, encode(person.evidence(today)).decode()))
    return today - timedelta(days=1)


def test_a_past_day_is_written_whole_closed_and_within_capacity(yesterday: date) -> None:
    report = direct.write(yesterday, visits=600, seed=3)
    visits = list(Visit.objects.all())
    assert len(visits) == report.check_ins > 500
    assert {visit.checked_in_at.astimezone(ZONE).date() for visit in visits} == {yesterday}
    assert all((visit.left_at is not None) == (visit.decision == "admit") for visit in visits)
    assert all(visit.occupancy <= visit.capacity for visit in visits)
    assert report.decisions["full"] > 0
    assert not Standing.objects.exclude(visit_id=None).exists()
    assert set(Occupancy.objects.values_list("inside", flat=True)) == {0}
    _occupancy_is_a_recount(visits)


def _occupancy_is_a_recount(visits: list[Visit]) -> None:
    for visit in visits:
        if visit.decision == "admit":
            inside = sum(
                1 + other.companions
                for other in visits
                if other.venue_id == visit.venue_id
                and other.decision == "admit"
                and other.checked_in_at <= visit.checked_in_at
                and other.left_at is not None
                and other.left_at.replace(microsecond=0) > visit.checked_in_at.replace(microsecond=0)
            )
            assert visit.occupancy == inside


def test_the_same_day_and_seed_are_written_once(yesterday: date) -> None:
    direct.write(yesterday, visits=200, seed=3)
    count = Visit.objects.count()
    direct.write(yesterday, visits=200, seed=3)
    assert Visit.objects.count() == count


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2021-10-12", "2099-01-01"])
def test_a_day_that_is_not_kept_is_refused(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--direct", "--day", day]) == 2
    assert "--day must lie between" in capsys.readouterr().err


def test_a_past_day_is_not_taken_for_today(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--day", "2021-10-12"]) == 2
    assert "--day goes with --direct" in capsys.readouterr().err


@pytest.mark.django_db
def test_no_visits_are_invented_where_there_is_no_demo(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--direct"]) == 1
    assert "not the demo's" in capsys.readouterr().err


@pytest.mark.slow
def test_a_day_is_played_against_a_running_server(demo: Demo) -> None:
    before = demo.count("visits_visit")
    done = gapura("simulate", "--visits", 400, "--data-dir", demo.place)
    assert done.returncode == 0, done.stdout + done.stderr
    assert demo.count("visits_visit") == before + 400
    assert "400 check-ins" in done.stdout
    assert "Busiest offices" in done.stdout
    assert "Not answered" not in done.stdout


def test_nobody_to_visit_is_said_in_words(tmp_path: object) -> None:
    done = gapura("simulate", "--data-dir", tmp_path)
    assert done.returncode == 2
    assert "Start `gapura demo`" in done.stderr
