"""A record is taken over while the gate lets people in and others press the same button."""

from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.utils import timezone

from gapura.accounts.models import User
from gapura.core.codes.nik import Nik
from gapura.people import handovers
from gapura.people.acts import identity
from gapura.people.models import Contact, Device, Person, Standing
from gapura.people.passes import acts as passes
from gapura.visits import taking_over
from gapura.visits.models import Visit
from tests.at_once import at_once, outcome
from tests.web.world import World

pytestmark = pytest.mark.django_db(transaction=True)
NYOMAN = Nik("5104014107500009")
PATIENCE = 120.0  # seconds, for a machine that does other things too
FACTS = """SELECT visit_id, live
    FROM gapura_facts(%s::uuid[], %s::bigint[], '{}', '{}', current_date, current_date)"""
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
def world(transactional_db: None) -> World:
    """Nobody and nothing yet, in a database whose transactions really end."""
    return World()


def code_for_nyoman(by: User) -> str:
    row = passes.print_paper(name="Ni Nyoman Rai", document=NYOMAN, days=30, by=by)
    code, _until = handovers.issue(row=row, by=by)
    return code


def facts(person_id: UUID, device_id: int) -> list[tuple[Any, ...]]:
    """What the gate reads of somebody before it lets them in, with their row locked as it locks it."""
    with connection.cursor() as cursor:
        cursor.execute(FACTS, [[person_id], [device_id]])
        return list(cursor.fetchall())


def until_somebody_waits(many: int = 1) -> None:
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_stat_clear_snapshot()"
            )  # else one transaction sees the same all the time
            cursor.execute(WAITING)
            if cursor.fetchone()[0] >= many:
                return
        sleep(0.02)
    pytest.fail("nobody waited for the gate's lock")


def test_whoever_the_gate_is_letting_in_keeps_the_visit_and_gets_the_record(
    world: World, puskesmas: User
) -> None:
    code, phone = code_for_nyoman(puskesmas), world.newcomer
    device = Device.objects.get(person_id=phone.person.pk)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert facts(phone.person.pk, device.id) == [(None, True)]
            taking = pool.submit(
                outcome, lambda: taking_over.take_over(code=code, label="Chrome", by=phone.person)
            )
            until_somebody_waits()
            visit = world.goes_in(phone, world.office)
        assert not isinstance(taking.result(), Exception)
    assert Visit.objects.get().person_id == phone.person.pk == Person.objects.get().pk
    assert Person.objects.get().document == NYOMAN.value
    assert phone.standing.visit_id == visit.id


def test_the_gate_finds_nobody_once_the_record_is_taken_over(world: World, puskesmas: User) -> None:
    code, phone = code_for_nyoman(puskesmas), world.newcomer
    device = Device.objects.get(person_id=phone.person.pk)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            entered = taking_over.take_over(code=code, label="Chrome", by=phone.person)
            asking = pool.submit(outcome, lambda: facts(phone.person.pk, device.id))
            until_somebody_waits()
        assert asking.result() == []
    mine = Device.objects.get()
    assert mine.person_id == entered.person.pk
    assert facts(entered.person.pk, mine.id) == [(None, True)]


def test_one_code_typed_on_two_phones_at_once_hands_over_once(world: World, puskesmas: User) -> None:
    code = code_for_nyoman(puskesmas)
    phones = [world.signed_in(f"{name}@contoh.example") for name in ("satu", "dua", "tiga")]
    results = at_once(
        *[lambda by=by: taking_over.take_over(code=code, label="", by=by.person) for by in phones]
    )
    done = [result for result in results if not isinstance(result, Exception)]
    assert len(done) == 1
    assert [type(result) for result in results if isinstance(result, Exception)] == [
        taking_over.WrongCodeError
    ] * 2
    assert Contact.objects.filter(person=done[0].person).count() == 1
    assert Person.objects.count() == Standing.objects.count() == 3


def test_the_same_button_pressed_twice_and_an_identity_typed_meanwhile_give_one_person(
    world: World, puskesmas: User
) -> None:
    code, phone = code_for_nyoman(puskesmas), world.newcomer
    results = at_once(
        lambda: taking_over.take_over(code=code, label="", by=phone.person),
        lambda: taking_over.take_over(code=code, label="", by=phone.person),
        lambda: identity.identify(
            name="Ni Nyoman Rai", document=Nik("5104014107500010"), by=Person.objects.get(pk=phone.person.pk)
        ),
        lambda: world.signed_in("baru@contoh.example"),
    )
    owner = Contact.objects.get().person
    assert owner.identified
    taken = [result for result in results[:2] if not isinstance(result, Exception)]
    assert len(taken) <= 1
    assert bool(taken) == (owner.document == NYOMAN.value)
    assert set(Device.objects.filter(expires_at__gt=timezone.now()).values_list("person_id", flat=True)) == {
        owner.pk
    }
