"""A positive result makes a case; each region sees the places in it, and whose the case is only its own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.audit.models import Event
from gapura.audit.trail import SYSTEM
from gapura.rights import erasing
from gapura.tracing import retention, surveying
from gapura.tracing.models import Case, DeletionReport, Opening, Site
from gapura.visits import taking_over
from tests.people.desks import code_for, printed
from tests.staff import signed_in, staff
from tests.tracing.desk import case_of, recorded, result, result_withdrawn, stay, together
from tests.web.world import Visitor, World

pytestmark = pytest.mark.django_db
FRESH = timedelta(minutes=5)


def test_a_positive_result_makes_a_case_and_counts_who_was_there(world: World, puskesmas: User) -> None:
    together(world)
    case = case_of(puskesmas, world.wayan)
    assert case.region == world.gianyar
    assert case.day_0 == (case.recorded_at.astimezone(timezone.get_default_timezone()) - FRESH).date()
    site = Site.objects.get()
    assert (site.venue, site.people, site.nameless) == (world.office, 1, 0)
    client = signed_in(puskesmas)
    page = client.get(f"/dinkes/kasus/{case.pk}/").content.decode()
    assert "Kantor Perbekel Batubulan" in page
    assert "1 orang" in page
    for name in ("Wayan", "Made", str(world.wayan.person.pk), str(world.made.person.pk)):
        assert name not in page
    assert "1 orang" in client.get("/dinkes/kasus/").content.decode()


@pytest.mark.parametrize(
    ("outcome", "ago"), [("negative", timedelta(minutes=5)), ("positive", timedelta(days=20))]
)
def test_a_negative_or_an_old_result_makes_none(
    world: World, puskesmas: User, outcome: str, ago: timedelta
) -> None:
    recorded(puskesmas, world.wayan, "tes", **result(outcome, ago))
    assert not Case.objects.exists()


def test_what_lies_outside_of_the_infectious_time_does_not_count(world: World, puskesmas: User) -> None:
    for who in (world.wayan, world.made):
        stay(world, who, world.office, timedelta(days=5))
        stay(world, who, world.posyandu, timedelta(days=1), timedelta(minutes=14))
    case_of(puskesmas, world.wayan)
    assert [(site.venue, site.people) for site in Site.objects.all()] == [(world.posyandu, 0)]
    assert "Posyandu" not in signed_in(puskesmas).get("/dinkes/kasus/").content.decode()


def test_each_region_sees_its_own_places_and_whose_the_case_is_only_its_own(
    world: World, puskesmas: User, rai: User
) -> None:
    """Rai of Badung records the result of somebody who was in Gianyar."""
    together(world)
    case = case_of(rai, world.wayan)
    theirs, ours = signed_in(rai), signed_in(puskesmas)
    page = theirs.get(f"/dinkes/kasus/{case.pk}/").content.decode()
    assert "Sukawati: 1 tempat" in page
    assert "Kantor Perbekel" not in page
    assert "Kantor Perbekel" not in theirs.get("/dinkes/kasus/").content.decode()
    seen = ours.get("/dinkes/kasus/").content.decode()
    assert "Kantor Perbekel Batubulan" in seen
    assert "kasus dari tempat lain" in seen
    assert str(case.pk) not in seen
    for way in ("", "hitung/", "catatan/"):
        method = ours.post if way else ours.get
        assert method(f"/dinkes/kasus/{case.pk}/{way}").status_code == 404
    assert Opening.objects.count() == 1


def test_the_nation_sees_every_case(world: World, puskesmas: User) -> None:
    together(world)
    case = case_of(puskesmas, world.wayan)
    nation = world.gianyar.parent
    assert nation is not None
    nila = staff("nila", "Nila", Role.HEALTH_OFFICER, nation)
    assert signed_in(nila).get(f"/dinkes/kasus/{case.pk}/").status_code == 200


def test_whose_case_it_is_is_a_look_that_the_person_sees(world: World, puskesmas: User) -> None:
    case = case_of(puskesmas, world.wayan)
    client = signed_in(puskesmas)
    way = client.post(f"/dinkes/kasus/{case.pk}/catatan/")["Location"]
    assert "Wayan Sudarma" in client.get(way).content.decode()
    shown = world.wayan.browser().get("/saya/dilihat/").content.decode()
    assert "untuk menangani kasus atau kontak" in shown


def test_the_same_result_twice_makes_one_case(world: World, puskesmas: User) -> None:
    form = result("positive")
    recorded(puskesmas, world.wayan, "tes", **form)
    page = recorded(puskesmas, world.wayan, "tes", **form)
    assert "Tidak ada yang berubah" in page
    assert Case.objects.count() == 1


def test_visits_that_come_late_are_counted_when_asked(world: World, puskesmas: User) -> None:
    case = case_of(puskesmas, world.wayan)
    assert not Site.objects.exists()
    together(world)
    signed_in(puskesmas).post(f"/dinkes/kasus/{case.pk}/hitung/")
    surveying.survey_due()
    assert Site.objects.get().people == 1


def test_whoever_was_erased_is_counted_and_cannot_be_told(world: World, puskesmas: User) -> None:
    together(world)
    erasing.erase(by=world.made.person)
    case_of(puskesmas, world.wayan)
    site = Site.objects.get()
    assert (site.people, site.nameless) == (0, 1)


def test_withdrawn_with_its_result_a_case_is_none(world: World, puskesmas: User) -> None:
    together(world)
    case = case_of(puskesmas, world.wayan)
    client = signed_in(puskesmas)
    result_withdrawn(puskesmas, world.wayan)
    case.refresh_from_db()
    assert case.withdrawn_by == puskesmas.actor
    assert "Kantor Perbekel" not in client.get("/dinkes/kasus/").content.decode()
    page = client.get(f"/dinkes/kasus/{case.pk}/").content.decode()
    assert "hasilnya keliru" in page
    assert "Kantor Perbekel" not in page, "where somebody was who is no case is nobody's business"
    assert not Site.objects.exists()
    assert Event.objects.filter(act="tracing.end_case", subject=f"case:{case.pk}").exists()


def test_an_erased_person_leaves_a_case_that_is_nobodys(world: World, puskesmas: User) -> None:
    together(world)
    case = case_of(puskesmas, world.wayan)
    erasing.erase(by=world.wayan.person)
    client = signed_in(puskesmas)
    client.post(f"/dinkes/kasus/{case.pk}/hitung/")
    surveying.survey_due()
    assert "1 orang" in client.get(f"/dinkes/kasus/{case.pk}/").content.decode()
    page = client.post(f"/dinkes/kasus/{case.pk}/catatan/", follow=True).content.decode()
    assert "catatannya dihapus" in page
    assert not Opening.objects.exists()


def test_whoever_takes_a_record_over_has_its_case(world: World, puskesmas: User) -> None:
    row = printed(puskesmas, {"name": "Ni Nyoman", "kind": "nik", "number": "5104014107500009", "days": "30"})
    case = case_of(puskesmas, Visitor(row.person, ""))
    newcomer = world.newcomer
    world.goes_in(newcomer, world.office)
    taking_over.take_over(code=code_for(row, puskesmas), label="", by=newcomer.person)
    case.refresh_from_db()
    assert case.person == newcomer.person
    assert not Opening.objects.exclude(person=newcomer.person).exists()


def test_cases_go_after_their_term_with_a_report(world: World, puskesmas: User) -> None:
    together(world)
    case_of(puskesmas, world.wayan)
    now = timezone.now()
    assert retention.run(by=SYSTEM, term_days=14, now=now + timedelta(days=30)) is None
    report = retention.run(by=SYSTEM, term_days=14, now=now + timedelta(days=31))
    assert report is not None
    assert (report.cases, report.places, report.term_days) == (1, 1, 30)
    assert not Case.objects.exists()
    assert DeletionReport.objects.count() == 1
    assert Event.objects.get(act="tracing.deleted").data["cases"] == 1
