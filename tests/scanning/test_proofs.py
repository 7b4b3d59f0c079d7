"""A visitor's result screen held up to a scanner: genuine, old, shown before, of another place, or forged."""

import csv
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gapura import config
from gapura.core.codes import proof
from gapura.core.codes.nik import Nik
from gapura.core.keys import KeyRing
from gapura.people.acts.identity import identity_of
from gapura.people.models import Person
from gapura.scanning.acts import scanners
from gapura.scanning.models import Look, Scan, Scanner
from gapura.venues.acts import officers, withdraw_venue
from gapura.venues.models import Number, Post, Venue
from gapura.visits.models import Occupancy, Visit
from tests.problems import problem
from tests.staff import World, signed_in
from tests.tampering import tampered
from tests.visits_by_hand import visit


@pytest.fixture
def scanner(world: World) -> Scanner:
    """Komang's, at the village office."""
    return scanners.register(venue=world.desa, label="Tablet", by=world.komang)


def checked_in(
    world: World, venue: Venue, *, minutes_ago: float = 1, nik: str = "5104041502900001", **how: str
) -> Visit:
    """Somebody's check-in at a venue, under the number of its codes, with one companion."""
    person = identity_of(
        name="Ni Made Sari Dewi", document=Nik(nik), seen_for=Person.Seen.DOOR, by=world.dayu
    )
    Occupancy.objects.get_or_create(pk=venue.pk)
    made = visit(venue, at=timezone.now() - timedelta(minutes=minutes_ago), **how)
    number, _ = Number.objects.get_or_create(venue=venue, withdrawn_at=None)
    Visit.objects.filter(id=made.id, day=made.day).update(
        person_id=person.pk, companions=1, number=number.number
    )
    return Visit.objects.get(id=made.id, day=made.day)


def screen_of(made: Visit, ring: KeyRing | None = None) -> str:
    """What the visitor's phone shows of it."""
    return proof.make(
        (ring or config.key_ring()).current("proof"),
        visit_id=made.id,
        venue=made.number,
        door=made.door,
        decision=made.decision,
        colour=made.colour,
        checked_in_at=int(made.checked_in_at.timestamp()),
    )


def hold_up(scanner: Scanner, text: str, officer: int | None = None) -> Any:
    """Let the scanner ask what a screen is worth."""
    return Client(enforce_csrf_checks=True).post(
        reverse("scanner_proof"),
        {"proof": text, "officer": officer or scanner.registered_by_id},
        content_type="application/json",
        headers={"authorization": f"Bearer {scanners.token_of(scanner)}"},
    )


def test_a_genuine_screen_says_whose_it_is_and_they_see_the_look(world: World, scanner: Scanner) -> None:
    made = checked_in(world, world.desa)
    told = hold_up(scanner, screen_of(made)).json()
    assert told == {
        "state": "good",
        "name": "Ni Made S.",
        "colour": "green",
        "decision": "admit",
        "people": 2,
        "checked_in_at": int(made.checked_in_at.timestamp() * 1000),
        "shown_at": None,
    }
    scan = Scan.objects.get()
    assert (scan.kind, scan.visit_id, scan.user_id) == ("proof", made.id, world.komang.pk)
    look = Look.objects.get()
    assert (look.act, look.person_id, look.venue_id) == ("proof", made.person_id, world.desa.pk)


def test_the_same_screen_on_a_second_phone_is_told(world: World, scanner: Scanner) -> None:
    text = screen_of(checked_in(world, world.desa))
    assert hold_up(scanner, text).json()["state"] == "good"
    again = hold_up(scanner, text).json()
    assert again["state"] == "again"
    assert again["shown_at"] == int(Scan.objects.order_by("id")[0].at.timestamp() * 1000)


def test_an_old_screen_and_one_of_somebody_held_up_open_no_door(world: World, scanner: Scanner) -> None:
    old = checked_in(world, world.desa, minutes_ago=11)
    assert hold_up(scanner, screen_of(old)).json()["state"] == "old"
    yellow = checked_in(world, world.desa, nik="5104041502900002", decision="verify", colour="yellow")
    told = hold_up(scanner, screen_of(yellow)).json()
    assert (told["state"], told["colour"], told["decision"]) == ("held-up", "yellow", "verify")


def test_a_visit_that_has_ended_or_is_kept_no_more_is_worth_nothing(world: World, scanner: Scanner) -> None:
    made = checked_in(world, world.desa)
    text = screen_of(made)
    Visit.objects.filter(id=made.id).update(left_at=timezone.now(), left_by="visitor")
    assert hold_up(scanner, text).json()["state"] == "ended"
    Visit.objects.all().delete()
    assert hold_up(scanner, text).json()["state"] == "ended"
    assert set(Scan.objects.values_list("kind", "why")) == {("proof", "ended")}


def test_a_screen_of_another_place_tells_nothing_of_anybody(world: World, scanner: Scanner) -> None:
    told = hold_up(scanner, screen_of(checked_in(world, world.puskesmas))).json()
    assert (told["state"], told["name"], told["colour"], told["checked_in_at"]) == ("elsewhere", "", "", None)
    assert not Look.objects.exists()


def test_at_a_withdrawn_place_nobody_learns_whose_screen_it_is(world: World, scanner: Scanner) -> None:
    text = screen_of(checked_in(world, world.desa))
    withdraw_venue(venue=world.desa, reason="Disalahgunakan", by=world.dayu)
    answer = hold_up(scanner, text)
    assert (answer.status_code, "Ni Made" in answer.content.decode()) == (401, False)


def test_a_made_up_screen_is_forged_and_a_stray_text_unknown(world: World, scanner: Scanner) -> None:
    made = checked_in(world, world.desa)
    for text in (screen_of(made, KeyRing.generate()), tampered(screen_of(made))):
        assert hold_up(scanner, text).json()["state"] == "forged"
    assert hold_up(scanner, "x" * 56).json()["state"] == "unknown"
    assert set(Scan.objects.values_list("kind", "why")) == {("proof", "forged")}
    assert Scan.objects.count() == 2


def test_the_shift_report_tells_how_many_screens_were_checked_and_what_they_were_worth(
    world: World, scanner: Scanner
) -> None:
    good = screen_of(checked_in(world, world.desa))
    old = screen_of(checked_in(world, world.desa, minutes_ago=11, nik="5104041502900002"))
    elsewhere = screen_of(checked_in(world, world.puskesmas, nik="5104041502900003"))
    for text in (good, good, old, elsewhere, tampered(good), "x" * 56):
        hold_up(scanner, text)
    client = signed_in(world.komang)
    page = client.get(reverse("shift_report", args=[world.desa.pk])).content.decode()
    assert re.findall(r"<dt>([^<]+)</dt><dd class=\"number\">(\d+)</dd>", page) == [
        ("Asli", "1"),
        ("Sudah pernah ditunjukkan di sini", "1"),
        ("Asli, tetapi sudah lama", "1"),
        ("Dari tempat lain", "1"),
        ("Palsu", "1"),
    ]
    table = client.get(reverse("shift_report_csv", args=[world.desa.pk])).content.decode("utf-8-sig")
    heads, row = csv.reader(table.splitlines())
    told = dict(zip(heads, row, strict=True))
    assert (told["Layar diperiksa"], told["Layar: palsu"], told["Layar: kunjungan sudah selesai"]) == (
        "5",
        "1",
        "0",
    )
    assert told["Kartu masuk tidak sah"] == "0"


def test_only_an_officer_of_a_scanner_in_use_asks(world: World, scanner: Scanner) -> None:
    text = screen_of(checked_in(world, world.desa))
    assert problem(hold_up(scanner, text, world.putu.pk), 401) == "bad-token"
    for nothing in ("{}", "[" * 30_000):
        answer = Client().post(reverse("scanner_proof"), nothing, content_type="application/json")
        assert problem(answer, 400) == "malformed-body"
    officers.remove_officer(post=Post.objects.get(user=world.komang, venue=world.desa), by=world.putu)
    assert hold_up(scanner, text).status_code == 401
    assert not Scan.objects.exists()
