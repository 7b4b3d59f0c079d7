"""Resources that are sent at once, and documents that staff see while evidence about them comes in."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from gapura.core.codes.nik import Nik
from gapura.fhir.acts import settling
from gapura.fhir.models import Delivery
from gapura.people.acts import identity
from gapura.people.models import EvidenceRecord, Person, Standing
from tests.at_once import at_once, outcome
from tests.fhir.registry import registered
from tests.fhir.test_bundles import bundle, entry, statuses
from tests.fhir.test_sending import FIND, KETUT, given_to
from tests.people.test_taking_over_at_once import until_somebody_waits
from tests.staff import make_world
from tests.web.world import days_ago

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_the_same_resource_sent_many_times_at_once_there_is_one() -> None:
    registry = registered("Registri Imunisasi")
    registry.sends("DELETE", "Immunization/none")
    answers = at_once(*[lambda: registry.sends("POST", "Immunization", given_to(KETUT), **FIND)] * 4)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert Delivery.objects.count() == 1


def test_one_id_that_is_written_at_once_has_as_many_versions() -> None:
    registry = registered("Registri Imunisasi")
    registry.sends("DELETE", "Immunization/none")
    at_once(*[lambda: registry.sends("PUT", "Immunization/d", given_to(KETUT, id="d"))] * 4)
    assert Delivery.objects.get().version == 4


def test_evidence_that_comes_while_staff_see_the_document_is_not_lost() -> None:
    komang = make_world().komang
    registry = registered("Registri Imunisasi")
    registry.sends("PUT", "Immunization/d1", given_to(KETUT, id="d1"))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            person = identity.identity_of(
                name="Ketut Ardana", document=Nik(KETUT), seen_for=Person.Seen.DOOR, by=komang
            )
            registry.sends("PUT", "Immunization/d2", given_to(KETUT, 12, id="d2"))
            later = pool.submit(outcome, settling.run)
        later.result(30)
    settling.run()
    assert len(Standing.objects.get(pk=person.pk).evidence["doses"]) == 2
    assert EvidenceRecord.objects.filter(person_id=person.pk).count() == 2
    assert not Delivery.objects.exclude(document_hash=None).exists()


def test_a_transaction_and_a_desk_that_gives_the_same_resources_wait_for_each_other() -> None:
    komang = make_world().komang
    registry = registered("Registri Imunisasi")
    for name in ("d1", "d2"):
        registry.delivers("PUT", f"Immunization/{name}", given_to(KETUT, id=name))
    first, second = Delivery.objects.order_by("key")
    gone = entry("DELETE", f"Immunization/{second.resource_id}")
    again = given_to(KETUT, 12, id=first.resource_id)
    changed = bundle(gone, entry("PUT", f"Immunization/{first.resource_id}", again))

    def at_the_desk() -> Person:
        return identity.identity_of(
            name="Ketut Ardana", document=Nik(KETUT), seen_for=Person.Seen.DOOR, by=komang
        )

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            Delivery.objects.select_for_update().get(pk=first.pk)
            desk = pool.submit(outcome, at_the_desk)
            until_somebody_waits()
            sending = pool.submit(outcome, lambda: registry.sends("POST", "", changed))
            until_somebody_waits(2)
        person = desk.result(30)
        assert isinstance(person, Person), person
        assert statuses(sending.result(30)) == ["200", "200"]
    settling.run()
    doses = Standing.objects.get(pk=person.pk).evidence["doses"]
    assert doses == [{"date": days_ago(12), "product": "sinovac"}]
