"""Many resources at once: each by itself, or all or nothing."""

import json
from typing import Any

import pytest
from django.http import HttpResponse

from gapura.fhir.models import Delivery
from tests.core.evidence.fhir_resources import patient
from tests.fhir.registry import Registry, issue
from tests.fhir.test_sending import KETUT, given_to, told
from tests.web.world import World, days_ago

pytestmark = pytest.mark.django_db
WHO = "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"


def entry(method: str, url: str, resource: dict[str, Any] | None = None, **other: Any) -> dict[str, Any]:
    """One thing to do."""
    asked = {"method": method, "url": url, **other.pop("request", {})}
    return {"request": asked, **({"resource": resource} if resource else {}), **other}


def bundle(*entries: dict[str, Any], kind: str = "transaction") -> dict[str, Any]:
    """All of them."""
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


def statuses(answer: HttpResponse) -> list[str]:
    """What became of each."""
    assert answer.status_code == 200, answer.content
    return [each["response"]["status"][:3] for each in json.loads(answer.content)["entry"]]


def of_ketut() -> dict[str, Any]:
    """Ketut as the Bundle describes him."""
    number = {"system": "https://fhir.kemkes.go.id/id/nik", "value": KETUT}
    return entry("POST", "Patient", patient(identifier=[number], birthDate="1985-05-15"), fullUrl=WHO)


def test_a_transaction_tells_whom_it_is_about_once(world: World, registry: Registry) -> None:
    ketut = world.ketut
    doses = [given_to(KETUT, ago, id=f"d{ago}", patient={"reference": WHO}) for ago in (40, 12)]
    sent = bundle(of_ketut(), *(entry("PUT", f"Immunization/{each['id']}", each) for each in doses))
    answer = registry.delivers("POST", "", sent)
    assert statuses(answer) == ["200", "201", "201"]
    told_of = json.loads(answer.content)
    assert told_of["type"] == "transaction-response"
    assert told_of["entry"][1]["response"]["location"] == "Immunization/d40/_history/1"
    assert [day for day, _product in told(ketut)] == [days_ago(40), days_ago(12)]
    assert Delivery.objects.count() == 2


def test_a_transaction_is_all_or_nothing(world: World, registry: Registry) -> None:
    good, bad = given_to(KETUT, id="d1"), given_to(KETUT, id="d2", status="?")
    sent = bundle(entry("PUT", "Immunization/d1", good), entry("PUT", "Immunization/d2", bad))
    place = "Bundle.entry[1]: Immunization.status"
    assert issue(registry.delivers("POST", "", sent)) == (400, "value", place)
    assert not Delivery.objects.exists()
    answer = registry.delivers("POST", "", {**sent, "type": "batch"})
    assert statuses(answer) == ["201", "400"]
    assert json.loads(answer.content)["type"] == "batch-response"
    assert told(world.ketut) == []


def test_what_a_batch_gave_before_is_there_for_whom_staff_saw(world: World, registry: Registry) -> None:
    ketut = world.ketut
    sent = bundle(
        entry(
            "POST",
            "Immunization",
            given_to(KETUT),
            request={"ifNoneExist": "identifier=https://imunisasi.contoh.example/id|DOSIS-1"},
        ),
        entry("DELETE", "Immunization/none"),
        entry("POST", "Claim", {"resourceType": "Claim"}),
        kind="batch",
    )
    assert statuses(registry.delivers("POST", "", sent)) == ["201", "200", "404"]
    assert statuses(registry.delivers("POST", "", sent)) == ["200", "200", "404"]
    assert len(told(ketut)) == 1


def test_a_transaction_deletes_first_and_names_nothing_twice(world: World, registry: Registry) -> None:
    ketut = world.ketut
    registry.delivers("PUT", "Immunization/d1", given_to(KETUT, 40, id="d1"))
    moved = bundle(
        entry("PUT", "Immunization/d2", given_to(KETUT, 39, id="d2")), entry("DELETE", "Immunization/d1")
    )
    assert statuses(registry.delivers("POST", "", moved)) == ["201", "200"]
    assert told(ketut) == [(days_ago(39), "sinovac")]
    twice = bundle(
        entry("PUT", "Immunization/d3", given_to(KETUT, 39, id="d3")), entry("DELETE", "Immunization/d3")
    )
    assert issue(registry.delivers("POST", "", twice)) == (400, "invalid", "Bundle.entry")


def test_a_bundle_that_is_none_is_refused(registry: Registry) -> None:
    assert issue(registry.sends("POST", "", bundle(kind="document"))) == (400, "value", "Bundle.type")
    assert issue(registry.sends("POST", "", b"[]"))[0] == 400
    assert statuses(registry.sends("POST", "", bundle(kind="batch"))) == []
