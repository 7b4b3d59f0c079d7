"""Passes on a phone and on a page: issued to who has said who they are, gone with the device."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from gapura import config
from gapura.audit.trail import COMMAND
from gapura.core.codes import passes, withdrawn
from gapura.core.codes.passes import Shown
from gapura.core.evidence import Dose
from gapura.people import names
from gapura.people.acts import devices
from gapura.people.models import Pass, Standing
from gapura.people.passes import numbers
from gapura.visits import retention
from tests.core.codes import phone
from tests.problems import problem
from tests.web.world import Visitor, World, browser

pytestmark = pytest.mark.django_db
LINKS = phone.chain(b"sixteen bytes ok", 1440)
ISSUE = "/saya/kartu/terbit/"


def issue(client: Client, anchor: str = LINKS[0].hex()) -> dict[str, object]:
    response = client.post(ISSUE, {"anchor": anchor})
    assert response.status_code == 200
    answer: dict[str, object] = response.json()
    return answer


def read(text: object, place: int = 1) -> Shown:
    shown = phone.with_link(str(text), place, LINKS[place])
    return passes.read(shown, config.key_ring().all("pass"))


def device_of(visitor: Visitor) -> int:
    return Pass.objects.get(person=visitor.person).device_id or 0


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Ni Made Sari Dewi", "Ni Made S."),
        ("Budi Santoso", "Budi S."),
        ("Sumarni", "Sumarni"),
        ("Ida Ayu Oka", "Ida Ayu O."),
        ("Hilarius-Bartholomeus-Maximilian Widodo", "Hilarius-Bartholomeus-Ma"),
    ],
)
def test_a_name_is_shortened(name: str, short: str) -> None:
    assert names.shortened(name) == short


@pytest.mark.parametrize("number", [0, 1, 2**40 - 1, 0x0123456789])
def test_a_number_is_read_as_it_is_written(number: int) -> None:
    assert numbers.read(numbers.spelled(number).lower()) == number
    assert numbers.read("bukan nomor") is None


def test_a_phone_is_given_a_pass_for_twelve_hours_without_nik_or_full_name(world: World) -> None:
    answer = issue(world.wayan.browser())
    shown = read(answer["text"])
    row = Pass.objects.get(person=world.wayan.person)
    assert (shown.issued.kind, shown.issued.number) == ("phone", row.number)
    assert shown.issued.expires_at - shown.issued.issued_at == 12 * 3600
    assert shown.issued.name == "Wayan S."
    today = datetime.now(UTC).date()
    assert [dose.product for dose in shown.issued.evidence.doses] == ["sinovac", "sinovac"]
    assert isinstance(shown.issued.evidence.doses[0], Dose)
    assert shown.issued.evidence.birth_date != date(1980, 7, 1)
    assert shown.issued.evidence.birth_date.replace(year=today.year) >= today - timedelta(days=2)  # type: ignore[union-attr]


def test_renewing_keeps_the_number_and_counts_from_now(world: World) -> None:
    client = world.wayan.browser()
    first = issue(client)
    Pass.objects.update(issued_at=timezone.now() - timedelta(hours=3))
    second = issue(client)
    assert read(first["text"]).issued.number == read(second["text"]).issued.number
    assert second["issued_at"] >= first["issued_at"]  # type: ignore[operator]
    assert Pass.objects.count() == 1


def test_who_has_not_said_who_they_are_is_asked_first(world: World) -> None:
    client = world.newcomer.browser()
    assert "/saya/data/?next=%2Fsaya%2Fkartu%2F" in client.get("/saya/kartu/").content.decode()
    response = client.post(ISSUE, {"anchor": LINKS[0].hex()})
    assert problem(response, 409) == "unidentified"
    assert "siapa Anda" in response.json()["detail"]
    assert client.get("/saya/kartu/kode.svg").status_code == 404


@pytest.mark.parametrize("anchor", ["", "zz" * 16, "00" * 15, "00" * 17, "AB" * 16])
def test_an_anchor_that_is_none_is_refused(world: World, anchor: str) -> None:
    assert problem(world.wayan.browser().post(ISSUE, {"anchor": anchor}), 400) == "malformed-body"


def test_a_record_that_cannot_be_read_makes_no_pass(world: World) -> None:
    Standing.objects.filter(pk=world.wayan.person.pk).update(evidence={"doses": "banyak"})
    response = world.wayan.browser().post(ISSUE, {"anchor": LINKS[0].hex()})
    assert problem(response, 409) == "colour-unknown"
    assert "koreksi" in response.json()["detail"]


def test_a_page_without_scripts_has_a_code_for_a_minute(world: World) -> None:
    client = world.wayan.browser()
    page = client.get("/saya/kartu/").content.decode()
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in page
    assert "/saya/kartu/kode.svg" in page
    response = client.get("/saya/kartu/kode.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b'<svg xmlns="http://www.w3.org/2000/svg"')


def test_signing_a_device_out_withdraws_its_pass(world: World) -> None:
    issue(world.wayan.browser())
    devices.sign_out(device_id=device_of(world.wayan), by=world.wayan.person)
    assert Pass.objects.get(person=world.wayan.person).withdrawn_at is not None
    number = Pass.objects.get(person=world.wayan.person).number
    assert listed() == {number}


def test_a_withdrawn_pass_leaves_the_list_when_it_would_have_expired(world: World) -> None:
    issue(world.wayan.browser())
    devices.sign_out(device_id=device_of(world.wayan), by=world.wayan.person)
    Pass.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert listed() == set()


def test_an_expired_pass_goes_with_the_visits_of_its_days(world: World) -> None:
    issue(world.wayan.browser())
    retention.run(by=COMMAND, term_days=2, now=timezone.now() + timedelta(days=1))
    assert Pass.objects.exists()
    retention.run(by=COMMAND, term_days=2, now=timezone.now() + timedelta(days=5))
    assert not Pass.objects.exists()


def test_the_page_costs_few_statements(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = world.wayan.browser()
    with django_assert_num_queries(2):
        client.get("/saya/kartu/")


def test_the_list_of_withdrawn_passes_is_sent_again_only_when_it_has_changed(world: World) -> None:
    address = "/.well-known/gapura-withdrawn-passes"
    mark = browser().get(address).headers["ETag"]
    same = browser().get(address, headers={"if-none-match": mark})
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", mark)
    assert "public" in same.headers["Cache-Control"]
    issue(world.wayan.browser())
    devices.sign_out(device_id=device_of(world.wayan), by=world.wayan.person)
    assert browser().get(address, headers={"if-none-match": mark}).status_code == 200


def listed() -> set[int]:
    response = browser().get("/.well-known/gapura-withdrawn-passes")
    assert "public" in response["Cache-Control"]
    return set(withdrawn.read(response.content, config.key_ring().all("pass")).numbers)
