"""A device becomes a scanner, takes along what it needs, and is shut out when it is lost."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gapura.accounts.acts import close_account
from gapura.accounts.models import Session
from gapura.accounts.roles import Role
from gapura.audit.models import Event
from gapura.common import pieces
from gapura.core.ids import day_of, new_id
from gapura.core.policy import load_all
from gapura.people.models import Pass, Person
from gapura.scanning import retention
from gapura.scanning.acts import scanners
from gapura.scanning.models import Keeper, Scan, Scanner
from gapura.venues.acts import officers
from gapura.venues.models import Post, Venue
from tests.problems import problem
from tests.staff import World, signed_in, staff


def _register(client: Client, venue: Venue, label: str = "Tablet pintu depan", **more: str) -> Any:
    return client.post(reverse("register_scanner", args=[venue.pk]), {"label": label, **more})


def _provisions(token: str, has: str = "") -> Any:
    address = f"{reverse('scanner_provisions')}?withdrawn={has}"
    return Client().get(address, headers={"authorization": f"Bearer {token}"})


def _withdrawn_pass(number: int) -> None:
    now = timezone.now()
    Pass.objects.create(
        number=number,
        person=Person.objects.create(),
        kind=Pass.Kind.PHONE,
        issued_at=now,
        expires_at=now + timedelta(hours=12),
        withdrawn_at=now,
    )


def test_an_officer_makes_a_device_a_scanner_and_it_takes_along_what_it_needs(world: World) -> None:
    answer = _register(signed_in(world.komang), world.desa).json()
    assert answer["officer"] == {"id": world.komang.pk, "name": "Komang Ayu"}
    taken = _provisions(answer["token"]).json()
    assert taken["venue"]["name"] == world.desa.name
    assert [door["name"] for door in taken["venue"]["doors"]] == ["Pintu depan", "Pintu belakang"]
    assert taken["officers"] == [answer["officer"]]
    assert (taken["crowd"], taken["withdrawn"]) == (0, [])
    assert taken["keys"][0]["crv"] == "P-256"
    event = Event.objects.get(act="scanning.register")
    assert (event.by, event.data["scanner"]) == (world.komang.actor, "Tablet pintu depan")


def test_a_scanner_knows_nothing_of_any_visitor(world: World) -> None:
    token = _register(signed_in(world.komang), world.desa).json()["token"]
    taken = _provisions(token).json()
    assert set(taken) == {
        *("now", "scanner", "venue", "officers", "crowd", "rulebook", "keys", "withdrawn", "withdrawnName"),
        "box",
    }


def test_the_list_of_withdrawn_passes_comes_only_where_it_has_changed(world: World) -> None:
    token = _register(signed_in(world.komang), world.desa).json()["token"]
    first = _provisions(token).json()
    assert "withdrawn" not in _provisions(token, first["withdrawnName"]).json()
    _withdrawn_pass(7)
    second = _provisions(token, first["withdrawnName"]).json()
    assert second["withdrawn"] == [7]
    assert _provisions(token, second["withdrawnName"]).json().get("withdrawn") is None


def test_the_rule_sets_go_along_as_the_gate_has_them(world: World) -> None:
    token = _register(signed_in(world.komang), world.desa).json()["token"]
    name = _provisions(token).json()["rulebook"]
    answer = Client().get(reverse("scanner_rulebook", args=[name]))
    assert "immutable" in answer.headers["Cache-Control"]
    book = json.loads(answer.content)
    assert [each["id"] for each in book["rulesets"]] == [ruleset.id for ruleset in load_all()]
    assert all(each["rules"] for each in book["rulesets"])
    assert book["reasons"]["full"]["id"]
    assert Client().get(reverse("scanner_rulebook", args=["0123"])).status_code == 404


def test_a_second_officer_joins_the_same_device(world: World) -> None:
    other = staff("wayan", "Wayan Sudi", Role.OFFICER, world.sukawati)
    Post.objects.create(user=other, venue=world.desa)
    token = _register(signed_in(world.komang), world.desa).json()["token"]
    joined = _register(signed_in(other), world.desa, token=token).json()
    assert Scanner.objects.count() == 1
    names = {officer["name"] for officer in _provisions(joined["token"]).json()["officers"]}
    assert names == {"Komang Ayu", "Wayan Sudi"}
    Post.objects.filter(user=other).delete()
    assert len(_provisions(joined["token"]).json()["officers"]) == 1


def test_whoever_leaves_a_place_is_no_officer_of_its_scanners_until_they_join_again(world: World) -> None:
    Post.objects.create(user=world.komang, venue=world.puskesmas)
    for venue in (world.desa, world.puskesmas):
        scanners.register(venue=venue, label="Tablet", by=world.komang)
    here = Keeper.objects.get(scanner__venue=world.desa)
    officers.remove_officer(post=Post.objects.get(user=world.komang, venue=world.desa), by=world.putu)
    here.refresh_from_db()
    assert here.ended_at is not None
    assert Keeper.objects.get(scanner__venue=world.puskesmas).ended_at is None
    Post.objects.create(user=world.komang, venue=world.desa)
    token = scanners.token_of(here.scanner)
    assert _provisions(token).json()["officers"] == []
    scanners.join(scanner=here.scanner, by=world.komang)
    assert [each["id"] for each in _provisions(token).json()["officers"]] == [world.komang.pk]


def test_whoever_s_account_is_closed_leaves_every_scanner(world: World) -> None:
    scanners.register(venue=world.desa, label="Tablet", by=world.komang)
    close_account(user=world.komang, reason="left", by=world.putu)
    assert Keeper.objects.get().ended_at is not None


def test_whoever_s_account_the_operator_closes_leaves_every_scanner_and_browser(world: World) -> None:
    scanners.register(venue=world.desa, label="Tablet", by=world.komang)
    browser = signed_in(world.komang)
    form = {"name": "Komang Ayu", "region": world.sukawati.code}
    signed_in(world.made).post(f"/admin/accounts/user/{world.komang.pk}/change/", form)
    assert Keeper.objects.get().ended_at is not None
    assert not Session.objects.filter(session_key=browser.session.session_key).exists()


def test_a_device_of_another_place_becomes_a_scanner_of_its_own(world: World) -> None:
    Post.objects.create(user=world.komang, venue=world.puskesmas)
    client = signed_in(world.komang)
    token = _register(client, world.desa).json()["token"]
    other = _register(client, world.puskesmas, token=token).json()["token"]
    assert _provisions(other).json()["venue"]["name"] == world.puskesmas.name
    assert Scanner.objects.count() == 2


def test_a_pic_sees_on_a_scanner_who_may_use_it_now(world: World) -> None:
    scanner = scanners.register(venue=world.desa, label="Tablet", by=world.putu)
    scanners.join(scanner=scanner, by=world.komang)
    client, address = signed_in(world.putu), reverse("pic_scanners", args=[world.desa.pk])
    assert "Komang Ayu" in client.get(address).content.decode()
    officers.remove_officer(post=Post.objects.get(user=world.komang, venue=world.desa), by=world.putu)
    assert "Komang Ayu" not in client.get(address).content.decode()


def test_a_pic_shuts_out_a_lost_scanner(world: World) -> None:
    token = _register(signed_in(world.komang), world.desa).json()["token"]
    scanner = Scanner.objects.get()
    client = signed_in(world.putu)
    page = client.get(reverse("pic_scanners", args=[world.desa.pk])).content.decode()
    assert "Tablet pintu depan" in page
    assert "Komang Ayu" in page
    answer = client.post(reverse("shut_out_scanner", args=[world.desa.pk, scanner.pk]), follow=True)
    assert "Tablet pintu depan" in answer.content.decode()
    assert problem(_provisions(token), 401) == "bad-token"
    assert not scanners.in_use(world.desa).exists()
    assert Event.objects.filter(act="scanning.shut_out", by=world.putu.actor).count() == 1


def test_nobody_registers_a_scanner_for_a_place_that_is_not_theirs(world: World) -> None:
    assert _register(signed_in(world.komang), world.puskesmas).status_code == 404
    address = reverse("pic_scanners", args=[world.puskesmas.pk])
    assert signed_in(world.putu).get(address).status_code == 404
    assert _register(signed_in(world.komang), world.desa, label=" ").status_code == 422
    assert not Scanner.objects.exists()


def test_a_place_has_room_for_so_many_scanners(world: World) -> None:
    for number in range(scanners.MOST):
        scanners.register(venue=world.desa, label=f"Tablet {number}", by=world.komang)
    answer = _register(signed_in(world.komang), world.desa)
    assert problem(answer, 422) == "too-many-scanners"
    assert str(scanners.MOST) in answer.json()["detail"]


def test_the_scanner_opens_for_everybody_and_holds_nothing(world: World) -> None:
    client = Client()
    page = client.get(reverse("scanner"))
    assert page.status_code == 200
    assert "wasm-unsafe-eval" in page.headers["Content-Security-Policy"]
    assert world.desa.name not in page.content.decode()
    manifest = client.get(reverse("scanner_manifest")).json()
    assert (manifest["start_url"], manifest["display"]) == (reverse("scanner"), "standalone")
    worker = client.get(reverse("scanner_worker"))
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert "officer.js" in worker.content.decode() or "officer." in worker.content.decode()
    assert _provisions("nonsense").status_code == 401


def test_what_officers_did_goes_with_the_visits_piece_by_piece(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "AT_ONCE", 2)
    now = timezone.now()
    for age in (0, 14, 16, 16, 17, 18, 19):
        made = new_id(now - timedelta(days=age))
        Scan.objects.create(
            id=made,
            day=day_of(made),
            venue_id=world.desa.pk,
            scanner_id=1,
            user_id=world.komang.pk,
            kind="check-in",
            at=now - timedelta(days=age),
        )
    with CaptureQueriesContext(connection) as seen:
        assert retention.run(term_days=14) == 5
    assert Scan.objects.count() == 2
    deletions = [each["sql"] for each in seen if each["sql"].startswith('DELETE FROM "scanning_scan"')]
    assert len(deletions) == 3
