"""A visitor adds a certificate: it is checked, it is theirs alone, and it changes the colour at once."""

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.audit.models import Event
from gapura.audit.trail import COMMAND
from gapura.core.evidence import Dose, Evidence, decode
from gapura.core.evidence.certificates import hash_of
from gapura.people import evidence
from gapura.people.certificates import acts
from gapura.people.certificates.models import Revocation, Shown, TrustedKey
from gapura.people.models import Contact, Person
from gapura.people.tasks import withdraw_revoked
from gapura.rights import copying, erasing
from gapura.tracing import recording
from gapura.tracing.models import Opening
from gapura.visits import standings, taking_over
from tests.core.evidence.certificates.issuers import Issuer
from tests.people.certificates.showing import call_back, is_trusted, of_ketut
from tests.people.desks import code_for, printed
from tests.staff import signed_in, staff
from tests.tracing.desk import opened, recorded
from tests.web.world import Visitor, World, rows

pytestmark = pytest.mark.django_db
PAGE, REMOVE = "/saya/sertifikat/", "/saya/sertifikat/hapus/"
FIRST, SECOND = date(2021, 8, 31), date(2021, 9, 28)


@pytest.fixture(autouse=True)
def _trusted(db: None) -> None:
    is_trusted()


def colour(visitor: Visitor, world: World) -> str:
    """As the next check-in at the office will find it."""
    return standings.explain_now(visitor.standing, world.office).screening.colour


def doses(visitor: Visitor) -> list[Dose]:
    """What the gate reads."""
    return list(decode(json.dumps(visitor.standing.evidence)).doses)


def refused(visitor: Visitor, text: str, words: str, status: int = 422) -> None:
    """The page says why, keeps what was typed, and nothing is written but that it was tried."""
    before = rows()
    response = visitor.browser("en").post(PAGE, {"text": text})
    assert (response.status_code, words in response.content.decode().replace("&#x27;", "'")) == (status, True)
    after = rows()
    assert {table: n for table, n in after.items() if n != before[table]} in ({}, {"accounts_tries": 1})


def add(visitor: Visitor, text: str) -> None:
    response = visitor.browser().post(PAGE, {"text": text})
    assert (response.status_code, response["Location"]) == (302, "/saya/")


def test_a_certificate_of_two_doses_makes_a_red_visitor_green_at_once(world: World) -> None:
    ketut = world.ketut
    assert colour(ketut, world) == "red"
    browser = ketut.browser()
    assert browser.post(PAGE, {"text": of_ketut()})["Location"] == "/saya/"
    assert colour(ketut, world) == "green"
    page = browser.get("/saya/").content.decode()
    assert "sertifikat dari Kementerian Contoh" in page
    assert "Hijau" in page
    assert doses(ketut) == [Dose(date(2021, 9, 27), "sinovac"), Dose(SECOND, "sinovac")]
    listed = browser.get(PAGE).content.decode()
    assert "Kementerian Contoh (ID)" in listed
    assert "28 September 2021" in listed
    told = evidence.on_record(ketut.person.pk)
    assert {row.source for row in told} == {"certificate"}
    assert any("URN:UVCI:01:ID:896124875" in (row.reference or "") for row in told)
    event = Event.objects.get(act="people.add_certificate")
    assert event.data == {"issuer": "Kementerian Contoh"}


def test_a_negative_test_and_a_recovery_are_taken_too(world: World) -> None:
    hour_ago = (timezone.now() - timedelta(hours=1)).isoformat()
    add(world.ketut, of_ketut("t", sc=hour_ago))
    today = timezone.localdate()
    until = (today + timedelta(days=100)).isoformat()
    add(world.ketut, of_ketut("r", df=(today - timedelta(days=3)).isoformat(), du=until))
    known = decode(json.dumps(world.ketut.standing.evidence))
    assert [(test.kind, test.result) for test in known.tests] == [("pcr", "negative")]
    assert len(known.recoveries) == 1
    assert colour(world.ketut, world) == "yellow"


def test_what_is_not_in_order_is_refused_in_words(world: World) -> None:
    ketut = world.ketut
    call_back("URN:CALLED:BACK")
    refused(ketut, "HC1:6BFOXN", "no certificate that we can read")
    refused(ketut, "halo", "no certificate that we can read")
    refused(ketut, "{" * 19_000, "no certificate that we can read")
    refused(ketut, of_ketut(issuer=Issuer("Lain")), "not on our list of trusted issuers")
    refused(ketut, of_ketut(days=0), "has expired. Ask Kementerian Contoh")
    refused(ketut, of_ketut(ci="URN:CALLED:BACK"), "Kementerian Contoh has called this certificate back")
    refused(ketut, of_ketut("t", tr="419984006"), "says nothing that the rules ask for")
    refused(ketut, "x" * 20_001, "too long for a certificate", 400)
    refused(ketut, "", "Scan the certificate", 400)
    assert colour(ketut, world) == "red"


def test_a_certificate_about_somebody_else_is_refused(world: World) -> None:
    refused(world.ketut, of_ketut(about={"fn": "Sari Dewi"}), "not like the one you gave us")
    refused(world.ketut, of_ketut(dob="1985-05-16"), "birth date on the certificate is not yours")
    refused(world.ketut, of_ketut(dob="1985"), "does not say the whole birth date")
    assert colour(world.ketut, world) == "red"


def test_whoever_has_no_birth_date_on_record_gets_it_from_the_certificate(world: World) -> None:
    anne = world.newcomer
    anne.browser().post("/saya/data/", {"name": "Anne Müller", "kind": "passport", "number": "C1234567"})
    about = {"gn": "Anne", "fn": "Muller"}
    born_now = (timezone.localdate() - timedelta(days=400)).isoformat()
    refused(anne, of_ketut(about=about, dob=born_now), "birth date on the certificate is not yours")
    add(anne, of_ketut(about=about))
    assert anne.standing.evidence["birth_date"] == "1985-05-15"
    refused(anne, of_ketut(about=about, dob="1985-05-16", ci="URN:2"), "birth date")


def test_a_certificate_is_one_persons(world: World) -> None:
    add(world.ketut, of_ketut())
    namesake = world.signed_in("lain@contoh.example")
    typed = {"name": "Ketut Ardana", "kind": "nik", "number": "5104011505850009"}
    namesake.browser().post("/saya/data/", typed)
    refused(namesake, of_ketut(), "on somebody else's record already")
    add(world.ketut, of_ketut())
    assert Shown.objects.get().person_id == world.ketut.person.pk
    assert colour(world.ketut, world) == "green"


def test_who_only_typed_a_name_gives_way_to_who_showed_a_document(world: World) -> None:
    namesake = world.signed_in("lain@contoh.example")
    typed = {"name": "Ketut Ardana", "kind": "nik", "number": "5104011505850009"}
    namesake.browser().post("/saya/data/", typed)
    add(namesake, of_ketut())
    assert colour(namesake, world) == "green"
    add(world.ketut, of_ketut())
    assert (colour(world.ketut, world), colour(namesake, world)) == ("green", "red")
    assert Shown.objects.get().person_id == world.ketut.person.pk
    refused(namesake, of_ketut(), "on somebody else's record already")


def test_it_can_be_taken_off_again_by_whoever_added_it_alone(world: World) -> None:
    add(world.ketut, of_ketut())
    mark = bytes(Shown.objects.get().origin).hex()
    for visitor, sent in ((world.wayan, mark), (world.ketut, "ff" * 32), (world.ketut, "x")):
        assert visitor.browser().post(REMOVE, {"certificate": sent}).status_code == 404
    assert colour(world.ketut, world) == "green"
    assert world.ketut.browser().post(REMOVE, {"certificate": mark})["Location"] == PAGE
    assert (colour(world.ketut, world), doses(world.ketut)) == ("red", [])
    assert world.ketut.browser().post(REMOVE, {"certificate": mark}).status_code == 404
    add(world.ketut, of_ketut())
    assert colour(world.ketut, world) == "green"


def test_no_dose_is_counted_twice_in_whatever_order_it_is_told(world: World, puskesmas: User) -> None:
    """Certificates of dose 1 and of dose 2 are two doses, as dose 2 alone is; three with a third."""
    first = of_ketut(dn=1, dt=FIRST.isoformat(), ci="URN:1")
    second = of_ketut(dn=2, dt=SECOND.isoformat(), ci="URN:2")
    third = of_ketut(dn=3, sd=3, dt="2022-02-01", ci="URN:3", mp="EU/1/20/1528")
    for order in ([first, second], [second, first]):
        for each in order:
            add(world.ketut, each)
        assert [dose.date for dose in doses(world.ketut)] == [FIRST, SECOND]
        for shown in Shown.objects.all():
            acts.take_back(origin=bytes(shown.origin), by=world.ketut.person)
        assert doses(world.ketut) == []
    add(world.ketut, third)
    assert [dose.date.isoformat() for dose in doses(world.ketut)] == [
        "2022-01-30",
        "2022-01-31",
        "2022-02-01",
    ]
    add(world.ketut, second)
    assert [dose.date.isoformat() for dose in doses(world.ketut)] == [
        "2021-09-28",
        "2022-01-31",
        "2022-02-01",
    ]
    add(world.ketut, first)
    assert [dose.date for dose in doses(world.ketut)] == [FIRST, SECOND, date(2022, 2, 1)]
    told = Evidence(doses=(Dose(FIRST, "sinovac"),))
    evidence.record(person=world.ketut.person, evidence=told, source=evidence.Source.STAFF, by=puskesmas)
    assert len(doses(world.ketut)) == 3


def test_what_a_certificate_brought_goes_when_its_issuer_calls_it_back(world: World, puskesmas: User) -> None:
    add(world.ketut, of_ketut())
    assert acts.withdraw_revoked(by=COMMAND) == 0
    call_back("URN:UVCI:01:ID:896124875")
    withdraw_revoked(timestamp=0)
    assert (colour(world.ketut, world), doses(world.ketut)) == ("red", [])
    assert acts.withdraw_revoked(by=COMMAND) == 0
    assert "telah dicabut penerbitnya" in world.ketut.browser().get(PAGE).content.decode()
    refused(world.ketut, of_ketut(), "has called this certificate back")
    call_back()
    add(world.ketut, of_ketut())
    assert colour(world.ketut, world) == "green"
    assert Event.objects.filter(act="people.certificate_revoked").count() == 1


def test_who_has_not_said_who_they_are_does_that_first(world: World) -> None:
    response = world.newcomer.browser().get(PAGE)
    assert response["Location"] == f"/saya/data/?next={PAGE}"
    assert world.newcomer.browser().post(PAGE, {"text": of_ketut()}).status_code == 302
    assert not Shown.objects.exists()


def test_trying_is_paced(world: World) -> None:
    for _ in range(acts.MOST_AN_HOUR):
        assert world.ketut.browser().post(PAGE, {"text": "HC1:X"}).status_code == 422
    refused(world.ketut, of_ketut(), "try again in an hour", 429)
    assert colour(world.ketut, world) == "red"


def test_it_is_in_ones_copy_and_goes_with_ones_record(world: World) -> None:
    add(world.ketut, of_ketut())
    copy = json.loads(copying.make(by=world.ketut.person))
    assert [(each["kind"], each["issuer"]) for each in copy["certificates"]] == [
        ("hc1", "Kementerian Contoh")
    ]
    erasing.erase(by=world.ketut.person)
    assert not Shown.objects.exists()
    assert Person.objects.get(pk=world.ketut.person.pk).erased_at


def test_nobody_is_trusted_before_a_list_is_imported(world: World) -> None:
    TrustedKey.objects.all().delete()
    assert "Belum ada penerbit" in world.ketut.browser().get(PAGE).content.decode()
    refused(world.ketut, of_ketut(), "not on our list")


def test_the_page_asks_few_questions(world: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    add(world.ketut, of_ketut())
    browser = world.ketut.browser()
    with django_assert_num_queries(3):
        browser.get(PAGE)


def test_the_operator_sees_who_is_trusted_and_what_was_called_back(world: World) -> None:
    call_back("URN:CALLED:BACK")
    operator = signed_in(staff("operator", "Operator", Role.OPERATOR, world.gianyar))
    keys = operator.get("/admin/people/trustedkey/")
    assert "Kementerian Contoh" in keys.content.decode()
    assert hash_of("URN:CALLED:BACK").hex() in operator.get("/admin/people/revocation/").content.decode()
    key, listed = TrustedKey.objects.first(), Revocation.objects.get()
    assert key is not None
    for place in (f"trustedkey/{key.pk}", f"revocation/{listed.pk}"):
        assert operator.get(f"/admin/people/{place}/change/").status_code == 200
        assert operator.post(f"/admin/people/{place}/change/", {"source": "Lain"}).status_code == 403


def test_it_goes_along_with_a_record_that_is_taken_over(world: World, puskesmas: User) -> None:
    """Ketut lost his phone; with a code from staff another one, which has a visit, becomes his."""
    add(world.ketut, of_ketut())
    Contact.objects.filter(person=world.ketut.person).delete()
    row = printed(
        puskesmas, {"name": "Ketut Ardana", "kind": "nik", "number": "5104011505850003", "days": "30"}
    )
    phone = world.signed_in("baru@contoh.example")
    world.visit(phone, world.office)
    taking_over.take_over(code=code_for(row, puskesmas), label="", by=phone.person)
    assert colour(phone, world) == "green"
    assert "Kementerian Contoh" in phone.browser().get(PAGE).content.decode()
    call_back("URN:UVCI:01:ID:896124875")
    assert acts.withdraw_revoked(by=COMMAND) == 1
    assert doses(phone) == []


def test_a_full_record_takes_no_more(world: World, puskesmas: User) -> None:
    many = tuple(Dose(date(2021, 1, day), "sinovac") for day in range(1, 20))
    told = Evidence(doses=many)
    evidence.record(person=world.ketut.person, evidence=told, source=evidence.Source.STAFF, by=puskesmas)
    add(world.ketut, of_ketut())
    refused(world.ketut, of_ketut(ci="URN:3", dt="2021-10-01"), "Your record is full")
    assert len(doses(world.ketut)) == 20


def test_what_a_health_office_says_of_earlier_doses_counts_instead(world: World, puskesmas: User) -> None:
    add(world.ketut, of_ketut())
    recorded(puskesmas, world.ketut, "dosis", day=FIRST.isoformat(), product="sinovac")
    assert [dose.date for dose in doses(world.ketut)] == [FIRST, SECOND]
    assert colour(world.ketut, world) == "green"


def test_so_does_what_anybody_else_says_who_may_write(world: World) -> None:
    add(world.ketut, of_ketut())
    told = Evidence(doses=(Dose(FIRST, "sinovac"),))
    evidence.record(
        person=world.ketut.person, evidence=told, source=evidence.Source.REGISTRY, origin=b"r", by=COMMAND
    )
    assert [dose.date for dose in doses(world.ketut)] == [FIRST, SECOND]
    evidence.withdraw_origin(person=world.ketut.person, origin=b"r", reason="Keliru", by=COMMAND)
    assert [dose.date for dose in doses(world.ketut)] == [SECOND - timedelta(days=1), SECOND]


def test_a_dose_without_a_day_that_staff_took_back_does_not_come_again(world: World, puskesmas: User) -> None:
    add(world.ketut, of_ketut())
    opened(puskesmas, world.ketut)
    opening = Opening.objects.latest("id")
    counted = {"doses": [{"date": "2021-09-27", "product": "sinovac"}]}
    recording.withdraw(opening=opening, item=counted, reason="Tidak pernah diberikan", by=puskesmas)
    assert [dose.date for dose in doses(world.ketut)] == [SECOND]
    add(world.ketut, of_ketut("r", df="2021-09-01", du="2099-01-01"))
    assert [dose.date for dose in doses(world.ketut)] == [SECOND]


def test_no_dose_is_counted_before_one_that_staff_took_back(world: World, puskesmas: User) -> None:
    add(world.ketut, of_ketut())
    opened(puskesmas, world.ketut)
    opening = Opening.objects.latest("id")
    stated = {"doses": [{"date": "2021-09-28", "product": "sinovac"}]}
    recording.withdraw(opening=opening, item=stated, reason="Sertifikat orang lain", by=puskesmas)
    assert doses(world.ketut) == []


def test_what_staff_took_back_does_not_come_again_with_the_same_certificate(
    world: World, puskesmas: User
) -> None:
    add(world.ketut, of_ketut())
    opened(puskesmas, world.ketut)
    opening = Opening.objects.latest("id")
    stated = {"doses": [{"date": "2021-09-28", "product": "sinovac"}]}
    recording.withdraw(opening=opening, item=stated, reason="Sertifikat orang lain", by=puskesmas)
    for shown in Shown.objects.all():
        acts.take_back(origin=bytes(shown.origin), by=world.ketut.person)
    refused(world.ketut, of_ketut(), "A health office has taken back what this certificate says")
    assert (doses(world.ketut), colour(world.ketut, world)) == ([], "red")
