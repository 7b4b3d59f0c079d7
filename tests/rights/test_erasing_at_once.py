"""A record is erased while the gate lets its holder in, a desk prints, a phone signs in or a process dies."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connection, transaction

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.core.codes.nik import Nik
from gapura.core.ids import new_id
from gapura.people.acts import corrections, erased, identity
from gapura.people.models import Contact, Correction, Device, Pass, Person, Standing
from gapura.people.passes import acts as passes
from gapura.people.passes.published import withdrawn_numbers
from gapura.rights import erasing
from gapura.scanning.acts import scanners
from gapura.venues.models import Post
from gapura.visits import taking_over
from gapura.visits.models import Occupancy, Visit
from tests.at_once import at_once, outcome
from tests.gate.portal import gate, running_gate
from tests.gate.world import Caller, GateProcess
from tests.gate.world import Visitor as Phone
from tests.people.desks import code_for
from tests.people.test_taking_over_at_once import facts, until_somebody_waits
from tests.staff import staff
from tests.web.world import Visitor, World

__all__ = ["gate", "running_gate"]
pytestmark = pytest.mark.django_db(transaction=True)
NYOMAN = Nik("5104014107500009")
ENDED = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
RECOUNT = "SELECT count(*) FROM gapura_recount() WHERE inside <> recounted"


@pytest.fixture
def world(transactional_db: None) -> World:
    """Nobody and nothing yet, in a database whose transactions really end."""
    return World()


def asked(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def pic_of(world: World) -> User:
    by = staff("ayu", "Ayu", Role.PIC, world.gianyar)
    Post.objects.create(user=by, venue=world.office)
    return by


def device_of(visitor: Visitor) -> int:
    return int(Device.objects.get(person_id=visitor.person.pk).id)


def test_whoever_the_gate_is_letting_in_is_checked_out_again(world: World) -> None:
    wayan, device = world.wayan, device_of(world.wayan)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert facts(wayan.person.pk, device) == [(None, True)]
            erasing_ = pool.submit(outcome, lambda: erasing.erase(by=wayan.person))
            until_somebody_waits()
            visit = world.goes_in(wayan, world.office, companions=1)
        assert erasing_.result() is None
    assert Visit.objects.get(id=visit.id).left_by == "visitor"
    assert Occupancy.objects.get(pk=world.office.pk).inside == 0
    assert asked(RECOUNT) == 0


def test_the_gate_that_waited_finds_nobody(world: World) -> None:
    wayan, device = world.wayan, device_of(world.wayan)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            erasing.erase(by=wayan.person)
            asking = pool.submit(outcome, lambda: facts(wayan.person.pk, device))
            until_somebody_waits()
        assert asking.result() == []
    assert facts(wayan.person.pk, device) == [(None, False)]


def test_killed_in_the_middle_it_has_done_nothing(world: World) -> None:
    wayan, device = world.wayan, device_of(world.wayan)
    visit = world.goes_in(wayan, world.office)
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        facts(wayan.person.pk, device)
        erasing_ = pool.submit(outcome, lambda: erasing.erase(by=wayan.person))
        until_somebody_waits()
        assert asked(ENDED)
        assert isinstance(erasing_.result(), Exception)
    kept = Person.objects.get(pk=wayan.person.pk)
    assert (kept.name, kept.erased_at) == ("Wayan Sudarma", None)
    assert Contact.objects.filter(person=kept).exists()
    assert wayan.standing.visit_id == visit.id
    assert wayan.standing.evidence["doses"]
    erasing.erase(by=wayan.person)
    assert not Contact.objects.exists()


def test_the_button_pressed_twice_erases_once(world: World) -> None:
    wayan = world.wayan
    results = at_once(*[lambda: erasing.erase(by=wayan.person)] * 3)
    assert sorted(type(result).__name__ for result in results) == ["ErasedError", "ErasedError", "NoneType"]


def test_what_is_on_its_way_belongs_to_nobody_or_is_gone(world: World) -> None:
    wayan, device = world.wayan, device_of(world.wayan)
    at_once(
        lambda: erasing.erase(by=wayan.person),
        lambda: corrections.ask(text="Masih ada yang salah.", visit_id=None, by=wayan.person),
        lambda: passes.issue(kind="phone", anchor=bytes(16), device_id=device, by=wayan.person),
        lambda: world.signed_in("wayan@contoh.example"),
    )
    assert not Correction.objects.exists()
    assert {row.pk for row in Pass.objects.all()} == set(withdrawn_numbers())
    assert not Contact.objects.filter(person=wayan.person).exists()
    with pytest.raises(erased.ErasedError):
        identity.identify(name="Wayan", document=NYOMAN, by=wayan.person)


def test_a_desk_that_prints_meanwhile_prints_for_somebody_new_or_what_is_withdrawn(
    world: World, puskesmas: User
) -> None:
    def print_one() -> Pass:
        return passes.print_paper(name="Ni Nyoman Rai", document=NYOMAN, days=30, by=puskesmas)

    first = print_one()
    at_once(lambda: erasing.erase_on_paper(person=first.person, by=puskesmas), print_one)
    of_erased = set(Pass.objects.filter(person=first.person).values_list("pk", flat=True))
    assert of_erased <= set(withdrawn_numbers())
    assert Person.objects.get(pk=first.person_id).document is None


def test_whoever_has_just_taken_a_record_over_waits_for_the_desk_that_prints_for_them(
    world: World, puskesmas: User
) -> None:
    first = passes.print_paper(name="Ni Nyoman Rai", document=NYOMAN, days=30, by=puskesmas)
    phone = world.newcomer
    world.visit(phone, world.office)
    before = Person.objects.get(pk=phone.person.pk)
    taking_over.take_over(code=code_for(first, puskesmas), label="", by=phone.person)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            for_door = Person.Seen.DOOR
            assert (
                identity.identity_of(name="Rai", document=NYOMAN, seen_for=for_door, by=puskesmas) == before
            )
            erasing_ = pool.submit(outcome, lambda: erasing.erase(by=before))
            until_somebody_waits()
            again = passes.print_paper(name="Ni Nyoman Rai", document=NYOMAN, days=30, by=puskesmas)
        assert erasing_.result() is None
    assert again.pk in withdrawn_numbers()


def test_a_real_gate_refuses_the_erased_ones_token_and_answers_no_earlier_id(
    world: World, running_gate: GateProcess
) -> None:
    wayan, code = world.wayan, world.code(world.office)
    phone, caller = Phone(wayan.person.pk, wayan.token), Caller(running_gate.port, patient=True)
    id = new_id()
    assert caller.check_in(phone, code, companions=1, id=id).status == 200
    erasing.erase(by=wayan.person)
    for reply in (
        caller.check_in(phone, code, companions=1, id=id),
        caller.check_in(phone, code),
        caller.check_out(phone, code=code),
    ):
        assert (reply.status, reply.problem) == (401, "bad-token")
    caller.close()
    assert Occupancy.objects.get(pk=world.office.pk).inside == 0
    assert Visit.objects.get().left_by == "visitor"


def test_an_officers_scanner_refuses_the_pass_and_late_news_of_it_still_counts(
    world: World, running_gate: GateProcess, puskesmas: User
) -> None:
    scanner = scanners.register(venue=world.office, label="Pintu", by=pic_of(world))
    holder, caller = (
        Phone(world.office.pk, scanners.token_of(scanner)),
        Caller(running_gate.port, patient=True),
    )
    row = passes.print_paper(name="Ni Nyoman Rai", document=NYOMAN, days=30, by=puskesmas)
    shown = {"pass": passes.text_of(row), "officer": scanner.registered_by_id}
    before = str(new_id())
    erasing.erase_on_paper(person=row.person, by=puskesmas)
    now = caller.post("/gate/v1/check-ins", {"id": str(new_id()), **shown}, holder, accept_language="en")
    assert (now.status, now.problem) == (422, "bad-pass")
    assert "withdrawn" in str(now.json)
    late = {"id": before, "kind": "check-in", "said": "admit", **shown}
    answers = caller.post("/gate/v1/batches", {"items": [late]}, holder).json["items"]
    caller.close()
    assert [answer["decision"] for answer in answers] == ["admit"]
    assert Visit.objects.get().person_id == row.person_id
    assert Occupancy.objects.get(pk=world.office.pk).inside == 1
    assert asked(RECOUNT) == 0


def test_crowds_that_check_in_while_records_are_erased_neither_lock_up_nor_miscount(
    world: World, running_gate: GateProcess
) -> None:
    code, other = world.code(world.office), world.code(world.posyandu)
    people = [world.signed_in(f"orang{number}@contoh.example") for number in range(6)]

    def come_and_go(visitor: Visitor) -> list[int]:
        phone, caller = Phone(visitor.person.pk, visitor.token), Caller(running_gate.port, patient=True)
        answers = [caller.check_in(phone, door).status for _ in range(12) for door in (code, other)]
        caller.close()
        return answers

    results = at_once(
        *[lambda visitor=visitor: come_and_go(visitor) for visitor in people],
        *[lambda visitor=visitor: erasing.erase(by=visitor.person) for visitor in people[::2]],
    )
    assert not [result for result in results if isinstance(result, Exception)]
    assert {status for answers in results[: len(people)] for status in answers} <= {200, 401}
    assert asked(RECOUNT) == 0
    gone: set[UUID] = {visitor.person.pk for visitor in people[::2]}
    assert not Visit.objects.filter(person_id__in=gone, decision="admit", left_at=None).exists()
    assert not Standing.objects.filter(pk__in=gone, visit_id__isnull=False).exists()
