"""A visitor's links are in the copy of their data, and gone with the record."""

import json
from typing import Any

import pytest
from django.db import connection

from gapura.accounts.models import User
from gapura.audit.models import Event
from gapura.partners.models import Link
from gapura.people.models import Device
from gapura.rights import copying, erasing
from gapura.visits import taking_over
from tests.partners.apps import App, get
from tests.people.desks import code_for, written_down
from tests.web.world import World

pytestmark = pytest.mark.django_db
TABLES = """
    SELECT format('%I', relname) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    AND (relname LIKE 'partners\\_%' OR relname LIKE 'oauth2\\_%' OR relname = 'people_device')
"""


def rows_naming(*needles: str) -> set[str]:
    """The tables of links, tokens and devices of which a row, whatever its columns, names any of it."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        assert len(tables) > 6
        found = set()
        for table in tables:
            cursor.execute(
                f"SELECT EXISTS (SELECT FROM {table} t, unnest(%s::text[]) n WHERE strpos(t::text, n) > 0)",
                [list(needles)],
            )
            if cursor.fetchone()[0]:
                found.add(table)
    return found


def status(tokens: dict[str, Any]) -> int:
    """What the API says to an app's token."""
    return int(get("/api/v1/link", tokens["access_token"]).status_code)


def test_the_copy_tells_what_each_app_may_and_did(world: World, bank: App, mall: App) -> None:
    tokens = bank.linked(world.wayan)
    mall.linked(world.made)
    subject = get("/api/v1/link", tokens["access_token"]).json()["subject"]
    get("/api/v1/colour", tokens["access_token"])
    (app,) = json.loads(copying.make(by=world.wayan.person))["apps"]
    assert (app["name"], app["organisation"]) == ("Dompet Bali", "PT Dompet Bali")
    assert (app["uses"], app["last_use"], app["subject"]) == (1, "colour", subject)
    assert app["scopes"] == ["check-in", "check-out", "colour"]
    assert app["last_used_at"] > app["from"]


def test_erasing_the_record_ends_links_and_leaves_nothing_of_them(world: World, bank: App) -> None:
    tokens = bank.linked(world.wayan)
    bank.code(world.wayan)
    theirs = bank.linked(world.made)
    link = Link.objects.get(person=world.wayan.person)
    named = (str(world.wayan.person.pk), str(link.pk), str(link.device_id))
    assert rows_naming(*named) >= {
        *("partners_link", "partners_grant", "partners_accesstoken", "partners_refreshtoken"),
        "people_device",
    }
    erasing.erase(by=world.wayan.person)
    assert rows_naming(*named) == set()
    assert status(tokens) == 401
    assert bank.refresh(tokens["refresh_token"]).status_code == 400
    assert status(theirs) == 200
    assert Event.objects.filter(act="partners.unlink", by=world.wayan.person.actor).count() == 1


def test_whoever_begins_anew_is_somebody_else_to_the_same_app(world: World, bank: App) -> None:
    first = get("/api/v1/link", bank.linked(world.wayan)["access_token"]).json()["subject"]
    erasing.erase(by=world.wayan.person)
    again = world.signed_in("wayan@contoh.example")
    again.browser().post(
        "/saya/data/", {"name": "Wayan Sudarma", "kind": "nik", "number": "5104010107800001"}
    )
    second = get("/api/v1/link", bank.linked(again)["access_token"]).json()["subject"]
    assert first != second


def test_a_phone_that_takes_a_record_over_links_its_apps_again(
    world: World, bank: App, puskesmas: User
) -> None:
    code = code_for(written_down(puskesmas), puskesmas)
    phone = world.signed_in("baru@contoh.example")
    typed = {"name": "Nyoman", "kind": "nik", "number": "5104014107500009"}
    phone.browser().post("/saya/data/", typed)
    tokens = bank.linked(phone)
    named = (str(phone.person.pk), str(Link.objects.get().pk))
    taken = taking_over.take_over(code=code, label="", by=phone.person)
    assert taken.person.pk != phone.person.pk
    assert rows_naming(*named) == set()
    assert status(tokens) == 401
    assert Event.objects.get(act="partners.unlink").by == phone.person.actor


def test_a_phone_that_keeps_its_visits_keeps_its_apps(world: World, bank: App, puskesmas: User) -> None:
    code = code_for(written_down(puskesmas), puskesmas)
    phone = world.signed_in("baru@contoh.example")
    typed = {"name": "Nyoman", "kind": "nik", "number": "5104014107500009"}
    phone.browser().post("/saya/data/", typed)
    tokens = bank.linked(phone)
    world.visit(phone, world.office)
    taken = taking_over.take_over(code=code, label="", by=phone.person)
    assert taken.person.pk == phone.person.pk
    assert get("/api/v1/colour", tokens["access_token"]).json()["colour"] == "green"
    assert Device.objects.filter(label="Aplikasi: Dompet Bali").exists()
