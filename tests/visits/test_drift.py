"""A count that departs from its visits is found, explained and set right; what agrees is left alone."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from gapura.audit.models import Event
from gapura.audit.trail import COMMAND
from gapura.core import ids
from gapura.people.models import Standing
from gapura.visits import drift
from gapura.visits.models import Occupancy, Visit
from tests.conftest import ROOT
from tests.settings import KEYS
from tests.visits.world import check_in, check_out, stand, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def db() -> psycopg.Connection[Any]:
    """Django's own connection, as the functions of tests/visits/world want it."""
    connection.ensure_connection()
    return connection.connection  # type: ignore[no-any-return]


@pytest.fixture
def people(db: psycopg.Connection[Any]) -> list[UUID]:
    """Four people known to the gate."""
    known = sorted(ids.new_id() for _ in range(4))
    stand(db, *known)
    return known


@pytest.fixture
def halls(db: psycopg.Connection[Any]) -> list[UUID]:
    """Two venues that have had visitors."""
    venues = sorted(uuid4() for _ in range(2))
    db.execute(b"SELECT gapura_open_venues(%s::uuid[])", [venues])
    return venues


@pytest.fixture
def crowd(db: psycopg.Connection[Any], people: list[UUID], halls: list[UUID]) -> list[dict[str, Any]]:
    """Three parties inside, of one, two and three; the fourth person is at home."""
    rows = [
        visit(people[0], halls[0]),
        visit(people[1], halls[0], companions=1),
        visit(people[2], halls[1], companions=2),
    ]
    check_in(db, *rows)
    return rows


def _inside(halls: list[UUID]) -> list[int]:
    kept = dict(Occupancy.objects.values_list("venue_id", "inside"))
    return [kept[hall] for hall in halls]


@pytest.mark.usefixtures("crowd")
def test_where_all_agrees_nothing_is_found() -> None:
    assert not drift.find()


@pytest.mark.usefixtures("crowd")
def test_however_many_are_inside_they_are_compared_in_two_statements(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(drift, "CHUNK", 1)
    with django_assert_num_queries(3):  # the venues' counts with their visits, visits in order, standings
        assert not drift.find()


def test_a_count_that_was_edited_is_counted_again(crowd: list[dict[str, Any]], halls: list[UUID]) -> None:
    Occupancy.objects.filter(venue_id=halls[0]).update(inside=9)
    Occupancy.objects.filter(venue_id=halls[1]).delete()
    found = drift.find()
    assert [(venue.venue_id, venue.kept, venue.counted) for venue in found.venues] == [
        (halls[0], 9, 3),
        (halls[1], 0, 3),
    ]
    assert found.people == []
    drift.repair(by=COMMAND)
    assert _inside(halls) == [3, 3]
    assert not drift.find()
    assert Event.objects.get(act="visits.occupancy_repaired").data["venues"] == {
        str(halls[0]): "9 -> 3",
        str(halls[1]): "0 -> 3",
    }
    assert not Visit.objects.exclude(left_at=None).exists()


def test_whoever_is_open_in_two_places_is_in_the_newest(
    db: psycopg.Connection[Any], crowd: list[dict[str, Any]], people: list[UUID], halls: list[UUID]
) -> None:
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=1)
    newer = visit(people[0], halls[1], at=at)
    check_in(db, newer)  # which the gate would never do without ending the first
    found = drift.find()
    assert [(person.person_id, person.stands, person.open) for person in found.people] == [
        (people[0], newer["id"], (crowd[0]["id"], newer["id"]))
    ]
    drift.repair(by=COMMAND)
    ended = Visit.objects.get(id=crowd[0]["id"])
    assert (ended.left_at, ended.left_by) == (at, "elsewhere")
    assert _inside(halls) == [2, 4]
    assert not drift.find()


def test_whoever_stands_in_a_visit_that_is_gone_stands_nowhere(
    crowd: list[dict[str, Any]], people: list[UUID], halls: list[UUID]
) -> None:
    Visit.objects.filter(id=crowd[1]["id"]).delete()
    Standing.objects.filter(person_id=people[3]).update(visit_id=ids.new_id(), venue_id=halls[0])
    Standing.objects.filter(person_id=people[2]).update(visit_id=None, venue_id=None)
    found = drift.find()
    assert {person.person_id for person in found.people} == {people[1], people[2], people[3]}
    drift.repair(by=COMMAND)
    stands = dict(Standing.objects.values_list("person_id", "visit_id"))
    assert [stands[person] for person in people] == [crowd[0]["id"], None, crowd[2]["id"], None]
    assert _inside(halls) == [1, 3]
    assert not drift.find()


def test_what_was_set_right_meanwhile_is_left_alone(crowd: list[dict[str, Any]], halls: list[UUID]) -> None:
    Occupancy.objects.filter(venue_id=halls[0]).update(inside=9)
    assert drift.find()
    Occupancy.objects.filter(venue_id=halls[0]).update(inside=3)
    drift.repair(by=COMMAND)
    assert not Event.objects.filter(act="visits.occupancy_repaired").exists()


@pytest.mark.usefixtures("crowd")
def test_of_a_whole_nation_the_first_are_told_and_all_are_set_right(
    monkeypatch: pytest.MonkeyPatch, people: list[UUID]
) -> None:
    monkeypatch.setattr(drift, "CHUNK", 2)
    monkeypatch.setattr(drift, "SHOWN", 3)
    Occupancy.objects.bulk_create(Occupancy(venue_id=uuid4(), inside=7) for _ in range(250))
    Standing.objects.update(visit_id=ids.new_id())
    found = drift.find()
    assert (len(found.venues), found.venue_count) == (3, 250)
    assert (len(found.people), found.people_count) == (3, len(people))
    drift.repair(by=COMMAND)
    assert not drift.find()
    assert Event.objects.filter(act="visits.occupancy_repaired").count() == 125
    assert Event.objects.filter(act="visits.standing_repaired").count() == 2


def test_a_count_that_is_too_low_keeps_nobody_from_leaving(
    db: psycopg.Connection[Any], crowd: list[dict[str, Any]], halls: list[UUID]
) -> None:
    Occupancy.objects.filter(venue_id=halls[0]).update(inside=1)
    assert check_out(db, crowd[1]) == 1
    assert _inside(halls) == [0, 3]


@pytest.fixture
def surroundings(database_url: str, tmp_path: Path) -> dict[str, str]:
    """A deployment where one venue counts seven people that no visit accounts for."""
    KEYS.save(tmp_path / "keys.json")
    with psycopg.connect(database_url, autocommit=True) as own:
        own.execute(b"INSERT INTO visits_occupancy (venue_id, inside) VALUES (gen_random_uuid(), 7)")
    return {
        **os.environ,
        "DATABASE_URL": database_url,
        "GAPURA_DATA_DIR": str(tmp_path),
        "GAPURA_KEYS_FILE": str(tmp_path / "keys.json"),
        "PYTHONPATH": str(ROOT / "src"),
    }


def _check(surroundings: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gapura.cli", "check", *words],
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_explains_repairs_and_says_when_all_is_well(surroundings: dict[str, str]) -> None:
    told = _check(surroundings, "--occupancy")
    assert told.returncode == 1, told.stderr
    assert "kept 7, counted 0 (+7), last changed" in told.stdout
    assert "a day was dropped" in told.stdout
    repaired = _check(surroundings, "--occupancy", "--repair", "--json")
    assert repaired.returncode == 0, repaired.stderr
    report = json.loads(repaired.stdout)
    assert [venue["kept"] for venue in report["found"]["venues"]] == [7]
    assert report["left"] == {"venues": [], "people": [], "venue_count": 0, "people_count": 0}
    assert "nobody is in two places" in _check(surroundings, "--occupancy").stdout
    assert _check(surroundings, "--repair").returncode == 2
