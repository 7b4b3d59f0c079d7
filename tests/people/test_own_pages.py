"""Who one is, one's devices, and corrections."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from gapura.audit.trail import COMMAND, SYSTEM
from gapura.people.acts import answering, corrections, devices
from gapura.people.models import Correction, Device, Person
from gapura.rulesets.acts import pin
from gapura.visits import retention, standings
from tests.web.world import World, browser, rows

pytestmark = pytest.mark.django_db
NIK = "5104010107900007"
GOOD = {"name": "Kadek Surya", "kind": "nik", "number": NIK}


def test_name_and_nik_are_given_once_and_lead_back_to_the_door(world: World) -> None:
    client = world.newcomer.browser()
    response = client.post("/saya/data/", {**GOOD, "next": "/c/ABC"})
    assert response["Location"] == "/c/ABC"
    person = Person.objects.get(pk=world.newcomer.person.pk)
    assert (person.name, person.document_kind, person.document) == ("Kadek Surya", "nik", NIK)
    client.post("/saya/data/", {**GOOD, "name": "Orang Lain"})
    assert Person.objects.get(pk=person.pk).name == "Kadek Surya"


def test_the_birth_date_in_the_nik_becomes_evidence(world: World) -> None:
    world.newcomer.browser().post("/saya/data/", GOOD)
    assert world.newcomer.standing.evidence == {"birth_date": "1990-07-01"}


def test_a_passport_does_as_well(world: World) -> None:
    passport = {"name": "Anne O'Neill-Müller", "kind": "passport", "number": "c 1234567"}
    world.newcomer.browser().post("/saya/data/", passport)
    person = Person.objects.get(pk=world.newcomer.person.pk)
    assert (person.document_kind, person.document) == ("passport", "C1234567")
    assert world.newcomer.standing.evidence == {}


def test_the_number_is_shown_masked_and_kept_sealed(world: World) -> None:
    page = world.wayan.browser().get("/saya/data/").content.decode()
    assert "5104********0001" in page
    assert "5104010107800001" not in page
    assert "w***@contoh.example" in page
    sealed = Person.objects.extra(select={"raw": "document"}).values_list("raw", flat=True)
    assert b"5104010107800001" not in bytes(next(iter(sealed)))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "7"),
        ("name", "K"),
        ("name", "x" * 9000),
        ("name", "<script>alert(1)</script>"),
        ("name", "Kadek\x00Surya"),
        ("name", "Kadek\u202eSurya"),
        ("name", "😀😀😀"),
        ("kind", ""),
        ("kind", "sim"),
        ("number", ""),
        ("number", "510401010790000"),
        ("number", "5104013213900007"),
        ("number", "5104010107900000"),
        ("number", "٥١٠٤٠١٠١٠٧٩٠٠٠٠٧"),
        ("number", "'; DROP TABLE people_person --"),
        ("number", "1" * 9000),
    ],
)
def test_what_makes_no_sense_is_explained_and_nothing_written(world: World, field: str, value: str) -> None:
    client = world.newcomer.browser()
    before = rows()
    response = client.post("/saya/data/", {**GOOD, field: value})
    assert response.status_code == 400
    assert 'class="error"' in response.content.decode()
    assert b"<script>alert" not in response.content
    assert rows() == before
    assert not Person.objects.get(pk=world.newcomer.person.pk).identified


NAMES = [
    "Sukarno",
    "Ni Luh Putu Ayu",
    "I Gst. Ngr. Agung",
    "Anak Agung, S.Kom.",
    "D’Souza",
    "Nguyễn Văn A",
    "中山 太郎",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_as_people_bear_them_are_taken(world: World, name: str) -> None:
    assert world.newcomer.browser().post("/saya/data/", {**GOOD, "name": name}).status_code == 302


@pytest.mark.parametrize("page", ["", "data/", "perangkat/", "koreksi/", "kunjungan/"])
def test_own_pages_are_for_who_is_signed_in(db: None, page: str) -> None:
    response = browser().get(f"/saya/{page}")
    assert response.status_code == 302
    assert response["Location"].startswith("/masuk/?next=")


def test_one_sees_where_one_is_signed_in_and_signs_another_device_out(world: World) -> None:
    here = world.wayan.browser()
    other = world.signed_in("wayan@contoh.example")
    device = Device.objects.order_by("-created_at")[0]
    page = here.get("/saya/perangkat/").content.decode()
    assert page.count("Chrome, Android") == 4
    assert page.count("perangkat ini") == 1
    assert here.post(f"/saya/perangkat/{device.id}/keluar/")["Location"] == "/saya/perangkat/"
    assert other.browser().get("/saya/").status_code == 302
    assert here.get("/saya/perangkat/").status_code == 200


def test_signing_this_device_out_leads_home(world: World) -> None:
    client = world.wayan.browser()
    device = Device.objects.get()
    assert client.post(f"/saya/perangkat/{device.id}/keluar/")["Location"] == "/"
    assert client.get("/saya/").status_code == 302


@pytest.mark.parametrize("device", ["0", "9223372036854775808", "99999999999999999999999"])
def test_somebody_else_s_device_is_not_there(world: World, device: str) -> None:
    assert world.wayan.browser().post(f"/saya/perangkat/{device}/keluar/").status_code == 404


def test_made_cannot_sign_wayan_out(world: World) -> None:
    assert world.wayan
    device = Device.objects.get()
    assert world.made.browser().post(f"/saya/perangkat/{device.id}/keluar/").status_code == 404
    assert world.wayan.browser().get("/saya/").status_code == 200


def test_nobody_becomes_a_small_child_by_what_they_type(world: World) -> None:
    pin(region=world.gianyar, ruleset="E_2022-07-17", reason="Uji", by=SYSTEM)
    born = timezone.localdate() - timedelta(days=3 * 365)
    number = f"510401{born:%d%m%y}0008"
    world.newcomer.browser().post("/saya/data/", {**GOOD, "number": number})
    said = standings.explain_now(world.newcomer.standing, world.office)
    assert (said.screening.colour, said.screening.decision) == ("red", "refuse")


def test_a_correction_is_kept_sealed_and_due_within_three_days(world: World) -> None:
    client = world.ketut.browser()
    response = client.post("/saya/koreksi/", {"text": "Vaksin saya 1 Maret belum tercatat."})
    assert response.status_code == 302
    correction = Correction.objects.get()
    assert correction.due_at - correction.created_at == timedelta(hours=72)
    page = client.get("/saya/koreksi/").content.decode()
    assert "Vaksin saya 1 Maret" in page
    assert "Dijawab paling lambat" in page


def test_a_correction_about_a_visit_names_it(world: World) -> None:
    visit = world.visit(world.ketut, world.office, colour="red", decision="refuse")
    client = world.ketut.browser()
    assert str(visit.id) in client.get(f"/saya/koreksi/?visit={visit.id}").content.decode()
    client.post("/saya/koreksi/", {"text": "Saya sudah divaksin.", "visit": str(visit.id)})
    assert Correction.objects.get().visit_id == visit.id


def test_the_answer_of_a_human_is_shown(world: World) -> None:
    correction = corrections.ask(text="Saya sudah divaksin.", visit_id=None, by=world.ketut.person)
    Correction.objects.filter(pk=correction.pk).update(
        answer="Sudah kami tambahkan.", answered_by="user:1", answered_at=timezone.now()
    )
    page = world.ketut.browser().get("/saya/koreksi/").content.decode()
    assert "Sudah kami tambahkan." in page
    assert "menunggu" not in page


def test_a_correction_names_no_visit_but_ones_own(world: World) -> None:
    others = world.visit(world.made, world.office, decision="verify", colour="yellow").id
    beyond_the_calendar = UUID("ffffffff-ffff-7fff-bfff-ffffffffffff")
    for number, named in enumerate((others, beyond_the_calendar, uuid4())):
        text = f"Saya sudah divaksin, kunjungan {number}."
        response = world.ketut.browser().post("/saya/koreksi/", {"text": text, "visit": str(named)})
        assert response.status_code == 302
    assert set(Correction.objects.values_list("visit_id", flat=True)) == {None}


def test_nobody_sees_the_corrections_of_others(world: World) -> None:
    corrections.ask(text="Saya sudah divaksin.", visit_id=None, by=world.ketut.person)
    assert "Saya sudah divaksin." not in world.made.browser().get("/saya/koreksi/").content.decode()


@pytest.mark.parametrize("text", ["", "x", " " * 900, "x" * 1001, "x" * 60_000, "tidak\x00ada apa-apa"])
def test_a_correction_that_says_nothing_or_too_much_is_explained(world: World, text: str) -> None:
    response = world.ketut.browser().post("/saya/koreksi/", {"text": text})
    assert response.status_code == 400
    assert 'class="error"' in response.content.decode()
    assert not Correction.objects.exists()


def test_a_correction_is_text_and_never_markup(world: World) -> None:
    client = world.ketut.browser()
    client.post("/saya/koreksi/", {"text": "<script>alert(1)</script>", "visit": "nonsense"})
    assert b"<script>alert" not in client.get("/saya/koreksi/").content
    assert Correction.objects.get().visit_id is None


def test_five_corrections_may_wait_at_once(world: World) -> None:
    client = world.ketut.browser()
    for number in range(5):
        asked = {"text": f"Saya sudah divaksin, lihat surat {number}."}
        assert client.post("/saya/koreksi/", asked).status_code == 302
    assert client.post("/saya/koreksi/", {"text": "Saya sudah divaksin."}).status_code == 429
    assert Correction.objects.count() == 5


def test_a_correction_that_is_sent_twice_is_asked_once(world: World) -> None:
    visit = world.visit(world.ketut, world.office, colour="red", decision="refuse")
    client = world.ketut.browser()
    about = {"text": "Saya sudah divaksin.", "visit": str(visit.id)}
    for _ in range(2):
        assert client.post("/saya/koreksi/", about).status_code == 302
    assert Correction.objects.count() == 1
    client.post("/saya/koreksi/", {"text": "Saya sudah divaksin."})
    client.post("/saya/koreksi/", {**about, "text": "Saya sudah divaksin dua kali."})
    assert Correction.objects.count() == 3
    Correction.objects.update(answer="Belum.", answered_by="user:1", answered_at=timezone.now())
    client.post("/saya/koreksi/", about)
    assert Correction.objects.count() == 4


def test_a_form_of_half_a_megabyte_is_refused(world: World) -> None:
    client = world.ketut.browser()
    before = rows()
    response = client.post("/saya/koreksi/", {"text": "x" * 500_000})
    assert response.status_code == 400
    assert rows() == before


@pytest.mark.parametrize("path", ["/saya/data/", "/saya/perangkat/", "/saya/koreksi/"])
def test_own_pages_ask_the_database_who_one_is_and_one_thing_more(
    world: World, django_assert_num_queries: DjangoAssertNumQueries, path: str
) -> None:
    client = world.wayan.browser()
    with django_assert_num_queries(2):
        assert client.get(path).status_code == 200


def test_a_device_that_was_signed_out_goes_with_the_visits_of_that_day(world: World) -> None:
    client, now = world.wayan.browser(), timezone.now()
    device = Device.objects.get(person_id=world.wayan.person.pk)
    client.post(f"/saya/perangkat/{device.id}/keluar/")
    kept = Device.objects.exclude(pk=device.pk).count()
    retention.run(by=COMMAND, term_days=14, now=now + timedelta(days=14))
    assert Device.objects.filter(pk=device.pk).exists()
    retention.run(by=COMMAND, term_days=14, now=now + timedelta(days=16))
    assert not Device.objects.filter(pk=device.pk).exists()
    assert Device.objects.count() == kept
    assert client.get("/saya/").status_code == 302


def test_a_correction_goes_half_a_year_after_its_answer_and_never_before_it(world: World) -> None:
    now = timezone.now()
    answered, waits = (
        corrections.ask(text=text, visit_id=None, by=world.ketut.person) for text in ("Sudah.", "Belum?")
    )
    answering.answer_correction(correction=answered, text="Sudah dicatat.", by=SYSTEM)
    retention.run(by=COMMAND, term_days=14, now=now + answering.KEPT - timedelta(days=1))
    assert Correction.objects.count() == 2
    retention.run(by=COMMAND, term_days=14, now=now + answering.KEPT + timedelta(days=1))
    assert Correction.objects.get() == waits
    assert "180 hari" in world.ketut.browser().get("/privasi/").content.decode()


def test_a_device_that_expired_goes_as_one_that_was_signed_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "AT_ONCE", 2)
    now = timezone.now()
    for _ in range(5):
        devices.add(person=world.wayan.person, label="")
    Device.objects.update(expires_at=now)
    devices.add(person=world.wayan.person, label="in use")
    retention.run(by=COMMAND, term_days=14, now=now + timedelta(days=14))
    assert Device.objects.count() > 5
    retention.run(by=COMMAND, term_days=14, now=now + timedelta(days=16))
    assert [device.label for device in Device.objects.all()] == ["in use"]
