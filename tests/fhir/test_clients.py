"""Which registries may send, how much, and how one is stopped and all that it brought taken back."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from procrastinate.jobs import Job

from gapura.accounts.models import User
from gapura.audit.models import Event
from gapura.fhir import clients, tasks
from gapura.fhir.acts import taking_back
from gapura.fhir.models import Delivery
from gapura.fhir.outcomes import Refusal
from gapura.mail.models import Message
from gapura.partners.acts import partners
from gapura.partners.models import AccessToken, Partner
from gapura.people.models import EvidenceRecord, Standing
from tests.core.evidence.fhir_resources import dose
from tests.fhir.registry import TYPE, Registry, issue, registered
from tests.fhir.test_sending import KETUT, given_to, told
from tests.partners.apps import registered as registered_app
from tests.staff import signed_in
from tests.web.world import World

pytestmark = pytest.mark.django_db


def test_a_registry_gets_a_token_by_its_name_and_secret(registry: Registry) -> None:
    answer = registry.asks_for_token(scope="evidence:write")
    given = json.loads(answer.content)
    assert answer.status_code == 200, given
    assert (given["token_type"], given["scope"]) == ("Bearer", "evidence:write")
    assert "refresh_token" not in given
    token = AccessToken.objects.get()
    assert token.user_id is None
    assert given["access_token"] not in str(vars(token))
    registry.secret = "x" * 43
    assert registry.asks_for_token().status_code == 401


def test_nobody_links_a_registry_and_no_app_gets_a_token_of_its_own(world: World, registry: Registry) -> None:
    app = registered_app("Dompet Bali", "https://dompet.example/kembali")
    refused = app.sends("/oauth/token/", {"grant_type": "client_credentials"})
    assert refused.status_code in {400, 401}
    asked = f"/oauth/authorize/?response_type=code&client_id={registry.partner.client_id}"
    assert world.wayan.browser().get(asked).status_code == 400
    assert registry.asks_for_token(scope="check-in").status_code == 400


def test_without_its_token_nothing_comes_in(world: World, registry: Registry) -> None:
    client = Client()
    nobody: Any = client.post("/fhir/R4/Immunization", json.dumps(dose()), content_type=TYPE)
    assert issue(nobody)[:2] == (401, "login")
    assert nobody["WWW-Authenticate"].startswith("Bearer")
    token = json.loads(registry.asks_for_token().content)["access_token"]
    in_the_address: Any = client.post(
        f"/fhir/R4/Immunization?access_token={token}", json.dumps(dose()), content_type=TYPE
    )
    assert issue(in_the_address)[:2] == (401, "login")
    registry.token = "x" * 30
    assert issue(registry.sends("POST", "Immunization", dose()))[:2] == (401, "login")
    linked = registered_app("Dompet Bali", "https://dompet.example/kembali").linked(world.wayan)
    registry.token = linked["access_token"]
    assert issue(registry.sends("POST", "Immunization", dose()))[:2] == (403, "forbidden")
    assert not Delivery.objects.exists()


def test_its_token_is_none_at_the_api_for_visitors(world: World, registry: Registry) -> None:
    token = json.loads(registry.asks_for_token().content)["access_token"]
    for way in ("colour", "link", "venues/7K3Q9P"):
        answer = Client().get(f"/api/v1/{way}", headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == 401, answer.content
        assert json.loads(answer.content)["type"] == "urn:gapura:problem:bad-token"


def test_a_suspended_registry_is_stopped_at_once(registry: Registry, operator: User) -> None:
    assert registry.sends("POST", "Immunization", dose()).status_code == 201
    partners.suspend(partner=registry.partner, by=operator)
    assert issue(registry.sends("POST", "Immunization", dose()))[:2] == (401, "login")
    assert registry.asks_for_token().status_code == 401
    partners.resume(partner=registry.partner, by=operator)
    assert registry.sends("POST", "Immunization", dose()).status_code == 201
    registry.secret = partners.renew_secret(partner=registry.partner, by=operator)
    assert issue(registry.sends("POST", "Immunization", dose()))[:2] == (401, "login")


def test_more_than_agreed_in_a_minute_waits() -> None:
    slow = registered("Registri Kecil", most_a_minute=2)
    for _ in range(2):
        assert slow.sends("POST", "Immunization", dose()).status_code == 201
    answer = slow.sends("POST", "Immunization", dose())
    assert issue(answer)[:2] == (429, "throttled")
    assert 1 <= int(answer["Retry-After"]) <= 60


def test_bundles_that_cannot_be_read_count_too() -> None:
    slow = registered("Registri Kecil", most_a_minute=2)
    for _ in range(2):
        assert issue(slow.sends("POST", "", b"{}"))[0] == 400
    assert issue(slow.sends("POST", "", b"{}"))[:2] == (429, "throttled")


def test_more_than_agreed_in_a_day_stops_it_and_the_operator_is_told(world: World, operator: User) -> None:
    User.objects.filter(pk=operator.pk).update(contact="operator@contoh.example")
    strange = registered("Registri Aneh", most_a_day=2)
    for _ in range(2):
        assert strange.sends("POST", "Immunization", dose()).status_code == 201
    assert issue(strange.sends("POST", "Immunization", dose()))[:2] == (403, "forbidden")
    assert issue(strange.sends("POST", "Immunization", dose()))[:2] == (401, "login")
    assert Partner.objects.get().suspended_at is not None
    event = Event.objects.get(act="partners.suspend")
    assert (event.by, event.data["reason"]) == ("system", "more than 2 resources within a day")
    message = Message.objects.get(template="fhir/stopped")
    assert (message.to, message.about) == ("operator@contoh.example", f"user:{operator.pk}")
    assert "Registri Aneh" in str(message.text)


def test_of_many_requests_that_are_too_much_at_once_the_operator_is_told_once(operator: User) -> None:
    User.objects.filter(pk=operator.pk).update(contact="operator@contoh.example")
    strange = registered("Registri Aneh", most_a_day=2)
    for _ in range(2):
        with pytest.raises(Refusal):
            clients.spend(strange.partner, 3)
    assert Message.objects.filter(template="fhir/stopped").count() == 1


def test_all_that_a_registry_brought_is_taken_back(
    world: World, registry: Registry, laboratory: Registry, operator: User, monkeypatch: Any
) -> None:
    ketut = world.ketut
    registry.delivers("PUT", "Immunization/d1", given_to(KETUT, 40, id="d1"))
    registry.delivers("PUT", "Immunization/d2", given_to("5104011505850077", 12, id="d2"))
    laboratory.delivers("PUT", "Immunization/d1", given_to(KETUT, 39, id="d1"))
    assert len(told(ketut)) == 2
    client = signed_in(operator)
    listed = client.get("/admin/fhir/registry/").content.decode()
    page = f"/admin/fhir/registry/{registry.partner.pk}/tarik/"
    assert page in listed
    assert "Registri Imunisasi" in client.get(page).content.decode()
    assert client.post(page, {"reason": ""}).status_code == 400
    assert client.post(page, {"reason": "Kunci registri dicuri"}).status_code == 302
    assert issue(registry.sends("POST", "Immunization", dose()))[0] == 401
    monkeypatch.setattr("gapura.fhir.acts.taking_back.AT_ONCE", 1)
    tasks.take_back(sender=registry.partner.actor, reason="Kunci registri dicuri", by=operator.actor)
    assert [product for _day, product in told(ketut)] == ["sinovac"]
    assert not Delivery.objects.filter(sender=registry.partner.actor, deleted_at=None).exists()
    assert not Delivery.objects.exclude(document_hash=None).exists()
    gone = EvidenceRecord.objects.get(withdrawn_by=operator.actor)
    assert gone.withdrawn_reason == "Kunci registri dicuri"
    told_of = Event.objects.get(act="fhir.take_back")
    assert (told_of.subject, told_of.data["count"]) == (registry.partner.actor, 2)


def test_what_cannot_be_taken_back_now_is_taken_back_later(
    world: World, registry: Registry, operator: User
) -> None:
    ketut, sender, reason = world.ketut, registry.partner.actor, "Kunci registri dicuri"
    registry.delivers("PUT", "Immunization/d1", given_to(KETUT, 40, id="d1"))
    whole = ketut.standing.evidence
    Standing.objects.filter(pk=ketut.person.pk).update(evidence={"doses": "x"})
    with pytest.raises(taking_back.NotWholeError) as failed:
        tasks.take_back(sender=sender, reason=reason, by=operator.actor)
    job = Job(queue="upkeep", lock=None, queueing_lock=None, task_name="fhir.take_back")
    assert tasks.take_back.get_retry_exception(failed.value, job) is not None
    Standing.objects.filter(pk=ketut.person.pk).update(evidence=whole)
    tasks.take_back(sender=sender, reason=reason, by=operator.actor)
    assert told(ketut) == []


def test_an_operator_lets_a_registry_in(world: World, operator: User) -> None:
    client = signed_in(operator)
    form = {
        "name": "Registri Baru",
        "organisation": "Kementerian Kesehatan",
        "contact": "teknis@registri.example",
        "redirect_uris": "",
        "scopes": ["evidence:write"],
        "most_a_minute": "600",
        "most_a_day": "5000",
    }
    wrong = {**form, "scopes": ["evidence:write", "colour"]}
    assert client.post("/admin/partners/partner/add/", wrong).status_code == 400
    assert client.post("/admin/partners/partner/add/", {**form, "scopes": ["colour"]}).status_code == 400
    assert client.post("/admin/partners/partner/add/", form).status_code == 200
    made = Partner.objects.get()
    assert (made.is_registry, made.most_a_day) == (True, 5000)


def test_a_code_of_a_vaccine_is_written_down_with_a_trail(operator: User) -> None:
    client = signed_in(operator)
    form = {"system": "http://sys-ids.kemkes.go.id/kfa", "code": "93001282", "product": "sinovac"}
    assert client.post("/admin/fhir/vaccinecode/add/", {**form, "product": "Sinovac"}).status_code == 200
    assert client.post("/admin/fhir/vaccinecode/add/", form).status_code == 302
    event = Event.objects.get(act="fhir.vaccine_code")
    assert (event.by, event.data["product"]) == (operator.actor, "sinovac")


def test_what_can_be_done_is_told_to_everybody() -> None:
    answer = Client().get("/fhir/R4/metadata")
    told_of = json.loads(answer.content)
    assert answer["Content-Type"].startswith(TYPE)
    assert (told_of["resourceType"], told_of["fhirVersion"]) == ("CapabilityStatement", "4.0.1")
    (rest,) = told_of["rest"]
    assert [each["type"] for each in rest["resource"]] == ["Immunization", "Observation"]
    done = {interaction["code"] for each in rest["resource"] for interaction in each["interaction"]}
    assert done == {"create", "update", "delete"}
    assert "no read, no search" in rest["documentation"]


def test_tokens_of_a_registry_go_when_their_time_is_over(registry: Registry) -> None:
    from django.utils import timezone

    from gapura.partners import retention

    registry.asks_for_token()
    retention.run(timezone.now() + timedelta(hours=1))
    assert not AccessToken.objects.exists()
