"""The operator sees how the gates have done in the last hour."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from gapura.gate.metrics import Metrics
from gapura.gate.minutes import Minutes
from gapura.visits.models import GateMinute
from tests.staff import World, make_world, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    """Gianyar, Badung and who works there."""
    return make_world()


def _noted(gate: str, ago: int, **changes: Any) -> datetime:
    """A minute of a gate, as the gate itself writes it."""
    empty = Minutes(Metrics(), lambda: 0.0)._figures(Metrics().counts())
    at = timezone.now().replace(second=0, microsecond=0) - timedelta(minutes=ago)
    GateMinute.objects.create(gate=gate, minute=at, figures={**empty, **changes})
    return at


def _page(world: World, language: str = "en") -> str:
    reply = signed_in(world.made).get("/admin/gate/", headers={"Accept-Language": language})
    assert reply.status_code == 200
    return reply.content.decode()


def test_the_hour_of_two_gates_is_one_hour(world: World) -> None:
    busy = {
        "answers": {"check-in admit": 900, "check-out visitor": 100},
        "problems": {"try-again": 7, "unknown-code": 3},
        "stages": {stage: [0.001, 0.005] for stage in ("reading", "rules", "deciding", "writing")},
        "batches": 40,
    }
    _noted("door-one:17", 2, **busy)
    _noted("door-two:18", 2, **busy)
    _noted("door-one:17", 0)
    _noted("long-ago:3", 61, **busy)
    page = _page(world)
    assert "<strong>2000</strong> check-ins and check-outs answered" in page.replace(",", "")
    assert "<strong>14</strong> requests told to try again" in page
    assert "≤ 5 ms" in page
    assert "long-ago" not in page
    assert page.count("<rect") == 60
    assert 'height="99.0"' in page


def test_a_gate_whose_clock_is_ahead_is_seen(world: World) -> None:
    _noted("early:1", -2, answers={"check-in admit": 12})
    page = _page(world)
    assert "early:1" in page
    assert "<strong>12</strong> check-ins and check-outs answered" in page


def test_a_gate_that_fell_silent_or_waits_is_named(world: World) -> None:
    _noted("asleep:1", 20)
    _noted("waiting:2", 0, stalled=4.5)
    page = _page(world)
    assert page.count("it was stopped, or cannot reach the database") == 1
    assert "A batch has waited 4.5 seconds" in page


def test_without_any_gate_the_page_asks_for_one(world: World) -> None:
    assert "No gate has noted anything" in _page(world)
    assert "Tidak ada gerbang" in _page(world, "id")


def test_the_operators_place_leads_there(world: World) -> None:
    assert 'href="/admin/gate/"' in signed_in(world.made).get("/admin/").content.decode()
