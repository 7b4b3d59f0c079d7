"""People without a phone, checked in by an officer on the portal's pages with a real gate behind them."""

import csv
import re
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from gapura.accounts.models import Tries
from gapura.audit.models import Event
from gapura.core.codes.nik import Nik
from gapura.people.acts.identity import identity_of
from gapura.people.models import Person, Standing
from gapura.scanning import retention
from gapura.scanning.acts import desk as acts
from gapura.scanning.models import Look, Scan
from gapura.venues.models import Venue
from gapura.visits.models import Occupancy, Visit
from tests.gate.world import GREEN, YELLOW, until_sent
from tests.staff import World, signed_in

NIK = "5104041502900001"
MAKASSAR = ZoneInfo("Asia/Makassar")


@pytest.fixture
def world(world_before_gates: World) -> World:
    """Gianyar under the rules of October 2021, where a gate can see it."""
    return world_before_gates


def known(world: World, evidence: dict[str, object], nik: str = NIK) -> Person:
    """Somebody on record, whom nobody can reach by phone."""
    person = identity_of(
        name="Ni Made Sari Dewi", document=Nik(nik), seen_for=Person.Seen.DOOR, by=world.dayu
    )
    Standing.objects.filter(pk=person.pk).update(evidence=evidence)
    return person


class Officer:
    """Komang at the page of one venue."""

    def __init__(self, world: World, venue: Venue) -> None:
        self.client: Client = signed_in(world.komang)
        self.address = reverse("desk", args=[venue.pk])
        self.page = self.client.get(self.address).content.decode()
        self.status = 200

    def send(self, **fields: str) -> str:
        """Press a button of the page."""
        answer = until_sent(partial(self.client.post, self.address, fields))
        self.page, self.status = answer.content.decode(), answer.status_code
        return self.page

    def look(self, number: str = NIK, **more: str) -> str:
        """Look somebody up by a NIK."""
        return self.send(step="look", kind="nik", number=number, **more)

    def hidden(self, name: str) -> str:
        """A hidden field of the page."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        assert found, self.page
        return found[1]

    def check_in(self, **fields: str) -> str:
        """Check in whoever was found."""
        party = {"adults": "0", "children": "0", **fields}
        return self.send(step="check-in", ticket=self.hidden("ticket"), id=self.hidden("id"), **party)


def inside(venue: Venue) -> int:
    found = Occupancy.objects.filter(pk=venue.pk).first()
    return found.inside if found else 0


def test_somebody_without_a_phone_goes_in_with_two_children(world: World, gate: None) -> None:
    person = known(world, GREEN)
    officer = Officer(world, world.desa)
    page = officer.look()
    assert "Ni Made S." in page
    assert "Ni Made Sari Dewi" not in page
    assert NIK not in page
    assert "5104********0001" in page
    page = officer.check_in(children="2")
    assert "HIJAU" in page
    assert inside(world.desa) == 3
    visit = Visit.objects.get(person_id=person.pk)
    scan = Scan.objects.get()
    assert (scan.user_id, scan.visit_id, scan.people, scan.late) == (world.komang.pk, visit.id, 3, False)


def test_the_same_button_pressed_twice_makes_one_visit(world: World, gate: None) -> None:
    known(world, GREEN)
    officer = Officer(world, world.desa)
    officer.look()
    fields = {"step": "check-in", "ticket": officer.hidden("ticket"), "id": officer.hidden("id")}
    for _ in range(2):
        officer.send(**fields, adults="0", children="0")
    assert (Visit.objects.count(), Scan.objects.count(), inside(world.desa)) == (1, 1, 1)


def test_each_look_is_written_down_and_shown_to_the_person(world: World, gate: None) -> None:
    person = known(world, GREEN)
    Officer(world, world.desa).look()
    look = Look.objects.get()
    assert (look.act, look.person_id) == ("look", person.pk)
    assert (look.user_id, look.venue_id) == (world.komang.pk, world.desa.pk)


def test_where_somebody_was_looked_up_is_kept_no_longer_than_a_visit(world: World, gate: None) -> None:
    person = known(world, GREEN)
    Officer(world, world.desa).look()
    assert Event.objects.get(act="scanning.look").subject == f"venue:{world.desa.pk}"
    looks = Event.objects.filter(act__startswith="scanning.")
    assert not [each for each in looks if str(person.pk) in f"{each.subject} {each.data}"]
    now = timezone.now()
    retention.run(term_days=14, now=now + timedelta(days=14))
    assert Look.objects.count() == 1
    retention.run(term_days=14, now=now + timedelta(days=16))
    assert not Look.objects.exists()


def test_whoever_looks_up_too_many_waits(world: World, gate: None, monkeypatch: pytest.MonkeyPatch) -> None:
    known(world, GREEN)
    officer = Officer(world, world.desa)
    monkeypatch.setattr(acts, "LOOKS", 3)
    for _ in range(3):
        assert "Ni Made S." in officer.look()
    assert "Ni Made S." not in officer.look()
    assert officer.status == 429


def test_the_pause_is_as_long_as_is_said(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Six minutes after the first look the count still stands; after ten it begins anew."""
    known(world, GREEN)
    officer = Officer(world, world.desa)
    monkeypatch.setattr(acts, "LOOKS", 1)
    assert "Ni Made S." in officer.look()
    for minutes, status in ((6, 429), (11, 200)):
        Tries.objects.update(since=timezone.now() - timedelta(minutes=minutes))
        officer.look()
        assert officer.status == status


def test_somebody_unknown_is_written_down_by_the_document_and_decided_by_the_rules(
    world: World, gate: None
) -> None:
    officer = Officer(world, world.desa)
    officer.look()
    assert "ticket" not in officer.page
    assert Event.objects.filter(act="scanning.look_missed").count() == 1
    assert "I Ketut R." in officer.look(name="I Ketut Rai")
    officer.check_in()
    assert "MERAH" in officer.page
    assert inside(world.desa) == 0
    assert Person.objects.get().name == "I Ketut Rai"


def test_yellow_is_verified_by_the_officer_on_the_next_page(world: World, gate: None) -> None:
    known(world, YELLOW)
    officer = Officer(world, world.desa)
    officer.look()
    officer.check_in(adults="1")
    assert "KUNING" in officer.page
    assert inside(world.desa) == 0
    officer.check_in(adults=officer.hidden("adults"), verified="on")
    assert inside(world.desa) == 2
    assert Scan.objects.get(verified=True).decision == "admit"


def test_a_group_goes_in_as_a_number_that_was_counted(world: World, gate: None) -> None:
    known(world, GREEN)
    officer = Officer(world, world.desa)
    officer.look()
    officer.check_in(adults="4", children="3")
    assert officer.status == 422
    assert inside(world.desa) == 0
    officer.check_in(adults="4", children="3", counted="on")
    assert inside(world.desa) == 8


def test_a_mistake_is_taken_back_and_somebody_leaves(world: World, gate: None) -> None:
    known(world, GREEN)
    officer = Officer(world, world.desa)
    officer.look()
    officer.check_in()
    officer.send(step="undo", ticket=officer.hidden("ticket"), visit=officer.hidden("visit"))
    assert (officer.status, inside(world.desa)) == (200, 0)
    officer.look()
    officer.check_in()
    officer.look()
    officer.send(step="leave", ticket=officer.hidden("ticket"))
    assert inside(world.desa) == 0
    assert Visit.objects.order_by("-id")[0].left_by == "officer"


def test_a_ticket_is_good_at_its_own_place_only(world: World, gate: None) -> None:
    person = known(world, GREEN)
    found = acts.look_up(document=Nik(NIK), venue=world.desa, by=world.komang)
    assert found is not None
    assert acts.person_of(found.ticket, world.desa) == person
    for ticket in (found.ticket[:-1], "", found.ticket):
        with pytest.raises(acts.NotHereError):
            acts.person_of(ticket, world.puskesmas)


def test_a_ticket_tells_nobody_whose_it_is_and_ends(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    person = known(world, GREEN)
    found = acts.look_up(document=Nik(NIK), venue=world.desa, by=world.komang)
    assert found is not None
    said = b64decode(found.ticket.split(":")[0] + "==", altchars=b"-_")
    assert person.pk.bytes not in said
    assert str(person.pk).encode() not in said
    monkeypatch.setattr(acts, "GOOD_FOR", timedelta(seconds=-2))
    late = acts.look_up(document=Nik(NIK), venue=world.desa, by=world.komang)
    assert late is not None
    with pytest.raises(acts.NotHereError):
        acts.person_of(late.ticket, world.desa)


def test_the_shift_report_tells_who_did_what_and_what_went_over(world: World, gate: None) -> None:
    known(world, GREEN)
    officer = Officer(world, world.desa)
    officer.look()
    officer.check_in(children="1")
    visit: UUID = Visit.objects.get().id
    page = officer.client.get(reverse("shift_report", args=[world.desa.pk])).content.decode()
    assert "Komang Ayu" in page
    assert "Melebihi kapasitas" not in page
    Scan.objects.filter(visit_id=visit).update(over=7, differs=True)
    page = signed_in(world.putu).get(reverse("shift_report", args=[world.desa.pk])).content.decode()
    assert "Melebihi kapasitas" in page
    table = officer.client.get(reverse("shift_report_csv", args=[world.desa.pk])).content.decode("utf-8-sig")
    heads, row = csv.reader(table.splitlines())
    assert dict(zip(heads, row, strict=True))["Orang"] == "2"
    other = officer.client.get(reverse("shift_report", args=[world.puskesmas.pk]))
    assert other.status_code == 404


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "tomorrow"])
def test_a_day_that_cannot_have_been_is_answered_with_today(world: World, day: str) -> None:
    page = signed_in(world.komang).get(reverse("shift_report", args=[world.desa.pk]), {"day": day})
    assert f'value="{world.desa.day_of().isoformat()}"' in page.content.decode()


class Typist:
    """Komang types in the lines of a paper list."""

    def __init__(self, world: World) -> None:
        self.client = signed_in(world.komang)
        self.address = reverse("paper_list", args=[world.desa.pk])

    def line(self, came: datetime, **more: str) -> int:
        """One line; how the page answered."""
        form = self.client.get(self.address).content.decode()
        found = re.search(r'name="id" value="([^"]+)"', form)
        assert found
        self.last = {
            "id": found[1],
            "day": came.date().isoformat(),
            "came": came.strftime("%H:%M"),
            "kind": "nik",
            "number": NIK,
            "name": "I Ketut Rai",
            "people": "3",
            **more,
        }
        return self.send_again()

    def send_again(self) -> int:
        """The last line, as it was."""
        return int(until_sent(partial(self.client.post, self.address, self.last)).status_code)


def _ago(**how: float) -> datetime:
    return (timezone.now() - timedelta(**how)).astimezone(MAKASSAR)


def test_a_paper_list_is_typed_in_with_its_own_times(world: World, gate: None) -> None:
    came = _ago(days=2).replace(hour=9, minute=5)
    typist = Typist(world)
    assert typist.line(came, went="10:40") == 302
    assert typist.send_again() == 302
    visit = Visit.objects.get()
    assert visit.checked_in_at.astimezone(MAKASSAR).strftime("%d %H:%M") == came.strftime("%d 09:05")
    assert visit.left_at is not None
    assert visit.left_at.astimezone(MAKASSAR).strftime("%H:%M") == "10:40"
    assert (visit.decision, visit.companions, visit.offline, visit.left_by) == ("admit", 2, True, "officer")
    assert inside(world.desa) == 0
    assert Scan.objects.filter(late=True).count() == 2


def test_a_line_about_somebody_on_record_is_a_look_that_is_counted_and_shown(
    world: World, gate: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = known(world, GREEN)
    typist = Typist(world)
    monkeypatch.setattr(acts, "LOOKS", 2)
    came = _ago(days=1).replace(hour=9)
    assert [typist.line(came) for _ in range(3)] == [302, 302, 429]
    looks = Look.objects.filter(person_id=person.pk)
    assert [(each.user_id, each.venue_id) for each in looks] == [(world.komang.pk, world.desa.pk)] * 2


def test_looks_are_counted_exactly_whoever_asks_at_once(world: World, gate: None) -> None:
    """As many as the limit go through, however many threads ask."""
    known(world, GREEN)

    def look(_: int) -> bool:
        try:
            return acts.look_up(document=Nik(NIK), venue=world.desa, by=world.komang) is not None
        except acts.TooManyLooksError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(look, range(acts.LOOKS + 16))) == acts.LOOKS


def test_a_paper_list_takes_no_times_that_cannot_be(world: World, gate: None) -> None:
    typist = Typist(world)
    assert typist.line(_ago(days=-1)) == 422
    assert typist.line(_ago(days=40)) == 422
    assert typist.line(_ago(days=1).replace(hour=9), went="08:00") == 422
    assert typist.line(_ago(days=1).replace(hour=9), people="0") == 422
    assert Visit.objects.count() == 0


def test_the_empty_list_is_a_sheet_to_print(world: World) -> None:
    pdf = signed_in(world.putu).get(reverse("paper_sheet", args=[world.desa.pk]))
    assert pdf.headers["Content-Type"] == "application/pdf"
    pages = PdfReader(BytesIO(pdf.content)).pages
    assert len(pages) == 1
    assert world.desa.name in pages[0].extract_text()
