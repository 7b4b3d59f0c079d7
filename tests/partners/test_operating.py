"""An operator registers a partner, sees its secret once, renews it, and suspends the partner."""

import re
from typing import Any

import pytest
from django.test import Client

from gapura.accounts.models import User
from gapura.audit.models import Event
from gapura.partners.models import Link, Partner
from tests.partners.apps import App
from tests.staff import signed_in
from tests.web.world import World

pytestmark = pytest.mark.django_db
ADD = "/admin/partners/partner/add/"
FORM = {
    "name": "Tiket Ubud",
    "organisation": "PT Tiket Ubud",
    "contact": "teknis@tiket.example",
    "redirect_uris": "https://tiket.example/cb\nhttp://127.0.0.1:8080/cb",
    "scopes": ["check-in", "colour"],
    "most_a_minute": "600",
}


def one(client: Client, partner: Partner, end: str) -> str:
    """The address of a page about one partner."""
    return f"/admin/partners/partner/{partner.pk}/{end}/"


def test_the_secret_is_shown_once(world: World, operator: User) -> None:
    client = signed_in(operator)
    made = client.post(ADD, FORM)
    partner = Partner.objects.get()
    secrets = re.findall(r"<code>([\w-]{43})</code>", made.content.decode())
    assert made.status_code == 200
    assert made["Cache-Control"] == "no-store"
    assert len(secrets) == 1
    app = App(partner, secrets[0], "https://tiket.example/cb")
    assert app.linked(world.wayan)["scope"] == "check-in colour"
    page = client.get(one(client, partner, "change")).content.decode()
    assert secrets[0] not in page
    assert "1 pengunjung" in page
    assert Event.objects.get(act="partners.register").by == operator.actor
    listed = client.get("/admin/partners/partner/").content.decode()
    assert "Tiket Ubud" in listed
    assert partner.client_secret not in listed


def test_a_new_secret_voids_the_old_one(world: World, operator: User, bank: App) -> None:
    tokens = bank.linked(world.wayan)
    answer = signed_in(operator).post(one(Client(), bank.partner, "secret"))
    (secret,) = re.findall(r"<code>([\w-]{43})</code>", answer.content.decode())
    assert bank.refresh(tokens["refresh_token"]).status_code == 401
    bank.secret = secret
    assert bank.refresh(tokens["refresh_token"]).status_code == 200


def test_suspending_and_going_on(world: World, operator: User, bank: App) -> None:
    client = signed_in(operator)
    bank.linked(world.wayan)
    assert client.post(one(client, bank.partner, "suspend")).status_code == 302
    assert "Dihentikan sejak" in client.get(one(client, bank.partner, "change")).content.decode()
    client.post(one(client, bank.partner, "suspend"), {"resume": "yes"})
    bank.partner.refresh_from_db()
    assert bank.partner.suspended_at is None
    assert Link.objects.count() == 1
    events = Event.objects.filter(subject=bank.partner.actor, by=operator.actor)
    assert [*events.values_list("act", flat=True)] == [
        "partners.resume",
        "partners.suspend",
    ]


def test_taking_a_scope_away_holds_for_new_links(world: World, operator: User, bank: App) -> None:
    client = signed_in(operator)
    form = {**FORM, "name": "Dompet Bali", "redirect_uris": bank.address, "scopes": ["colour"]}
    assert client.post(one(client, bank.partner, "change"), form).status_code == 302
    assert "error=invalid_scope" in world.wayan.browser().get(bank.asks(scope="check-in"))["Location"]
    assert set(Event.objects.get(act="partners.change").data["fields"]) >= {"scopes", "most_a_minute"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"redirect_uris": "http://tiket.example/cb"},
        {"redirect_uris": "https://tiket.example/cb#x"},
        {"redirect_uris": "https://*.tiket.example/cb"},
        {"redirect_uris": "https://a@tiket.example/cb"},
        {"redirect_uris": "javascript:alert(1)"},
        {"redirect_uris": "https://tiket.example:x/cb"},
        {"redirect_uris": "https://tiket.example/cb;form-action"},
        {"redirect_uris": "https:///cb"},
        {"redirect_uris": "\n".join(f"https://tiket.example/{n}" for n in range(11))},
        {"redirect_uris": ""},
        {"scopes": ["everything"]},
        {"scopes": []},
        {"name": "dompet bali"},
        {"most_a_minute": "0"},
    ],
)
def test_what_is_wrong_is_not_registered(
    world: World, operator: User, bank: App, wrong: dict[str, Any]
) -> None:
    assert signed_in(operator).post(ADD, {**FORM, **wrong}).status_code == 400
    assert Partner.objects.count() == 1


def test_partners_are_never_deleted(operator: User, bank: App) -> None:
    assert signed_in(operator).post(one(Client(), bank.partner, "delete")).status_code == 403


def test_nobody_else_comes_near(world: World, bank: App, puskesmas: User) -> None:
    for client in (signed_in(puskesmas), world.wayan.browser()):
        for end in ("change", "secret", "suspend"):
            assert client.post(one(client, bank.partner, end)).status_code in {302, 403}
    bank.partner.refresh_from_db()
    assert bank.partner.suspended_at is None
    assert not Event.objects.filter(act="partners.renew_secret").exists()
