"""Late news of an officer who has left: it counts once the person in charge has taken it, and not before."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from gapura.audit.models import Event
from gapura.core.codes.nik import Nik
from gapura.core.ids import new_id
from gapura.people.passes import acts as paper
from gapura.scanning import retention
from gapura.scanning.acts import scanners
from gapura.scanning.models import Held, Scan, Scanner
from gapura.venues.acts import officers
from gapura.venues.models import Post
from gapura.visits.models import Occupancy, Visit
from tests.gate.world import Caller, GateProcess
from tests.staff import World, signed_in


@pytest.fixture
def world(world_before_gates: World) -> World:
    """Gianyar under the rules of October 2021, where a gate can see it."""
    return world_before_gates


def send(gate: GateProcess, scanner: Scanner, *items: dict[str, Any]) -> Any:
    """What the gate answers to what a device collected."""
    device = Caller(gate.port, patient=True)
    headers = {"Authorization": f"Bearer {scanners.token_of(scanner)}", "Content-Type": "application/json"}
    answer = device.send("POST", "/gate/v1/batches", json.dumps({"items": items}).encode(), headers)
    device.close()
    assert answer.status == 200, (answer.raw, gate.said)
    return answer.json["items"]


@pytest.fixture
def told(world: World, gate: None, running_gate: GateProcess) -> dict[str, Any]:
    """What Komang's device told of two people after she had been removed: the item."""
    scanner = scanners.register(venue=world.desa, label="Tablet depan", by=world.komang)
    row = paper.print_paper(name="Ni Made Sari", document=Nik("5104041502900001"), days=7, by=world.dayu)
    item = {
        "kind": "check-in",
        "id": str(new_id()),
        "officer": world.komang.pk,
        "pass": paper.text_of(row),
        "companions": 1,
        "said": "admit",
    }
    officers.remove_officer(post=Post.objects.get(user=world.komang, venue=world.desa), by=world.putu)
    (answer,) = send(running_gate, scanner, item)
    assert (answer["status"], answer["held"]) == (200, True)
    return item


def inside(world: World) -> int:
    found = Occupancy.objects.filter(pk=world.desa.pk).first()
    return found.inside if found else 0


def decide(world: World, what: str) -> str:
    """Putu presses a button beside what waits."""
    address = reverse("late_news", args=[world.desa.pk, world.komang.pk])
    return signed_in(world.putu).post(address, {"do": what}, follow=True).content.decode()


def test_it_alters_nothing_and_the_person_in_charge_sees_it(world: World, told: dict[str, Any]) -> None:
    assert (Visit.objects.count(), Scan.objects.count(), inside(world)) == (0, 0, 0)
    client = signed_in(world.putu)
    for page in ("pic_scanners", "shift_report"):
        text = client.get(reverse(page, args=[world.desa.pk])).content.decode()
        assert "Komang Ayu" in text
        assert "Tablet depan" in text
        assert "Orang diizinkan masuk: 2" in text


def test_taken_it_counts_once_and_whoever_took_it_answers_for_it(
    world: World, told: dict[str, Any], running_gate: GateProcess
) -> None:
    assert "Dicatat: 1" in decide(world, "take")
    visit, scan = Visit.objects.get(), Scan.objects.get()
    assert (str(visit.id), visit.decision, inside(world)) == (told["id"], "admit", 2)
    assert (scan.user_id, scan.late, scan.visit_id) == (world.putu.pk, True, visit.id)
    event = Event.objects.get(act="scanning.take_late")
    assert (event.by, event.data["officer"]) == (world.putu.actor, world.komang.actor)
    assert not Held.objects.exists()
    send(running_gate, Scanner.objects.get(desk=False), told)  # its device did not hear the first answer
    assert "Dicatat: 1" in decide(world, "take")
    assert (Visit.objects.count(), Scan.objects.count(), inside(world)) == (1, 1, 2)


def test_what_cannot_be_opened_any_more_holds_up_no_other(world: World, told: dict[str, Any]) -> None:
    lost = Held.objects.get()
    lost.id, lost.box = new_id(), "AQ"  # as a lost key leaves it
    lost.save(force_insert=True)
    page = decide(world, "take")
    assert "Dicatat: 1" in page
    assert "Tidak dapat dicatat: 1" in page
    assert (Visit.objects.count(), Held.objects.count()) == (1, 0)


def test_left_out_it_never_was(world: World, told: dict[str, Any]) -> None:
    assert "Tidak dicatat: 1" in decide(world, "leave")
    assert (Visit.objects.count(), Held.objects.count(), inside(world)) == (0, 0, 0)
    assert Event.objects.filter(act="scanning.leave_late_out", by=world.putu.actor).count() == 1


def test_nobody_else_decides_on_it(world: World, told: dict[str, Any]) -> None:
    address = reverse("late_news", args=[world.desa.pk, world.komang.pk])
    assert signed_in(world.dayu).post(address, {"do": "take"}).status_code in {302, 403, 404}
    assert Held.objects.count() == 1


def test_what_nobody_decides_on_goes_with_the_visits(world: World, told: dict[str, Any]) -> None:
    retention.run(term_days=14)
    assert Held.objects.count() == 1
    retention.run(term_days=14, now=timezone.now() + timedelta(days=16))
    assert not Held.objects.exists()
