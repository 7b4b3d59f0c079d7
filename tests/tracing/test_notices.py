"""A health officer decides for a place; who was there is told once, and told when it was none."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from gapura.accounts.models import User
from gapura.audit.models import Event
from gapura.audit.trail import SYSTEM
from gapura.mail.models import Message
from gapura.people.models import Contact, EvidenceRecord, Standing
from gapura.rights import erasing
from gapura.tracing import cases, deciding, retention, surveying, terms
from gapura.tracing.models import Notice, Site
from gapura.tracing.tasks import go_on
from gapura.visits import taking_over
from tests.people.desks import NYOMAN, code_for, printed
from tests.staff import signed_in
from tests.tracing.desk import HOUR, case_of, decided, recorded, result_withdrawn, stay, together
from tests.web.world import Visitor, World, days_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(world: World, puskesmas: User) -> Site:
    """The office, where Wayan's case met Made."""
    together(world)
    case_of(puskesmas, world.wayan)
    return Site.objects.get()


def page(visitor: Visitor) -> str:
    return visitor.browser().get("/saya/").content.decode()


def messages() -> list[tuple[str, str]]:
    """The messages about notices, oldest first: to whom, and which."""
    found = Message.objects.filter(template__startswith="notice").order_by("created_at")
    return [(str(each.to), each.template) for each in found]


def test_whoever_was_there_is_told_where_and_when_and_never_who(
    world: World, puskesmas: User, site: Site
) -> None:
    shown = signed_in(puskesmas).get(f"/dinkes/tempat/{site.pk}/").content.decode()
    assert "tepat 1 orang (satu) mendapat pesan" in shown
    assert decided(puskesmas, site).status_code == 302
    go_on()
    mine = page(world.made)
    assert "Anda bertemu orang yang hasil tesnya positif" in mine
    assert "Kantor Perbekel Batubulan" in mine
    assert "Hitam" in mine
    assert "/saya/koreksi/" in mine
    assert "Wayan" not in mine
    assert "Sukawati" in mine
    assert "Anda bertemu" not in page(world.ketut)
    assert "Anda bertemu" not in page(world.wayan)
    assert messages() == [("made@contoh.example", "notice_email")]
    text = Message.objects.get(template="notice_email").text
    assert "Kantor Perbekel" not in text
    row = EvidenceRecord.objects.get(source="tracing")
    left = timezone.localtime(timezone.now() - timedelta(days=1) + HOUR).date().isoformat()
    assert (row.person_id, row.item) == (world.made.person.pk, {"contacts": [{"date": left}]})
    event = Event.objects.get(act="tracing.tell")
    assert event.data == {"people": 1, "reason": "ruangan tertutup"}
    assert event.subject == f"case:{site.case_id}"


def test_whose_record_is_full_is_told_all_the_same(world: World, puskesmas: User, site: Site) -> None:
    full = [{"date": days_ago(number)} for number in range(100, 300)]
    Standing.objects.filter(pk=world.made.person.pk).update(evidence={"contacts": full})
    decided(puskesmas, site)
    go_on()
    assert "Anda bertemu orang yang hasil tesnya positif" in page(world.made)
    assert messages() == [("made@contoh.example", "notice_email")]
    assert not EvidenceRecord.objects.filter(source="tracing").exists()


def test_the_page_says_what_became_of_the_messages(world: World, puskesmas: User, site: Site) -> None:
    stay(world, world.ketut, world.office, timedelta(days=1))
    Contact.objects.filter(person=world.ketut.person).delete()
    decided(puskesmas, site)
    decided(puskesmas, site)
    go_on()
    shown = signed_in(puskesmas).get(f"/dinkes/tempat/{site.pk}/").content.decode()
    assert "Tanpa e-mail atau nomor ponsel</dt><dd>1</dd>" in shown
    assert "Pesan menunggu dikirim</dt><dd>1</dd>" in shown
    assert "Made" not in shown
    assert "Anda bertemu" in page(world.ketut)


def test_another_number_than_the_officer_saw_is_asked_again(
    world: World, puskesmas: User, site: Site
) -> None:
    """Somebody's visit, made without a network, comes in while the officer decides."""
    stay(world, world.ketut, world.office, timedelta(days=1))
    client = signed_in(puskesmas)
    sent = {"decision": "notify", "people": 1, "reason": "ruangan tertutup"}
    answer = client.post(f"/dinkes/tempat/{site.pk}/", sent, follow=True).content.decode()
    assert "jumlahnya berubah" in answer
    assert "tepat 2 orang (dua)" in answer
    assert not Notice.objects.exists()
    assert decided(puskesmas, site).status_code == 302
    assert Notice.objects.count() == 2


def test_many_people_are_told_once_the_number_is_typed(
    world: World, puskesmas: User, site: Site, deploy: Callable[..., None]
) -> None:
    deploy(NOTICE_BRAKE="1")
    stay(world, world.ketut, world.office, timedelta(days=1))
    surveying_again(site)
    assert terms.current().brake == 1
    assert decided(puskesmas, site).status_code == 422
    assert decided(puskesmas, site, typed=1).status_code == 422
    assert not Notice.objects.exists()
    assert decided(puskesmas, site, typed=2).status_code == 302
    assert Notice.objects.count() == 2


def surveying_again(site: Site) -> None:
    site.case.surveyed_at = None
    site.case.save()
    surveying.survey_due()


def test_decisions_are_paced(
    world: World, puskesmas: User, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "MOST_AN_HOUR", 1)
    monkeypatch.setattr(cases, "COUNTS_AN_HOUR", 1)
    assert [decided(puskesmas, site, people=7).status_code for _ in range(2)] == [302, 429]
    client = signed_in(puskesmas)
    pages = [client.post(f"/dinkes/kasus/{site.case_id}/hitung/", follow=True) for _ in range(2)]
    assert ["begitu banyak" in page.content.decode() for page in pages] == [False, True]


def test_nobody_is_told_where_the_officer_decides_so_and_says_why(
    world: World, puskesmas: User, site: Site
) -> None:
    assert decided(puskesmas, site, "leave", reason=" ").status_code == 422
    decided(puskesmas, site, "leave", reason="di udara terbuka")
    go_on()
    assert not Notice.objects.exists()
    shown = signed_in(puskesmas).get(f"/dinkes/tempat/{site.pk}/").content.decode()
    assert "di udara terbuka" in shown
    decided(puskesmas, site, reason="ternyata di dalam")
    answer = decided(puskesmas, site, "leave", reason="berubah pikiran")
    assert answer.status_code == 302
    site.refresh_from_db()
    assert site.decision == "notify"


def test_a_region_decides_on_its_own_places_without_whose_the_case_is(
    world: World, puskesmas: User, rai: User
) -> None:
    together(world)
    case = case_of(rai, world.wayan)
    site = Site.objects.get()
    assert signed_in(rai).get(f"/dinkes/tempat/{site.pk}/").status_code == 404
    assert decided(rai, site).status_code == 404
    assert not Notice.objects.exists()
    shown = signed_in(puskesmas).get(f"/dinkes/tempat/{site.pk}/").content.decode()
    assert "Kasus dari tempat lain" in shown
    assert str(case.pk) not in shown
    decided(puskesmas, site)
    go_on()
    assert "Anda bertemu" in page(world.made)


def test_who_met_a_case_at_two_places_is_told_once_and_the_later_day_counts(
    world: World, puskesmas: User
) -> None:
    for ago, venue in ((timedelta(days=2), world.office), (timedelta(days=1), world.posyandu)):
        stay(world, world.wayan, venue, ago)
        stay(world, world.made, venue, ago)
    case_of(puskesmas, world.wayan)
    for name in ("Kantor", "Posyandu"):
        decided(puskesmas, Site.objects.get(venue__name__startswith=name))
        go_on()
        go_on()
    assert len(messages()) == 1
    assert Notice.objects.count() == 1
    contacts = world.made.standing.evidence["contacts"]
    assert len(contacts) == 2
    latest = max(contact["date"] for contact in contacts)
    assert Notice.objects.get().contact_day.isoformat() == latest


def test_one_whose_record_cannot_be_read_holds_up_none_of_the_others(
    world: World, puskesmas: User, site: Site
) -> None:
    stay(world, world.ketut, world.office, timedelta(days=1))
    surveying_again(site)
    decided(puskesmas, site)
    kept = world.made.standing.evidence
    Standing.objects.filter(pk=world.made.person.pk).update(evidence={"doses": 5})
    go_on()
    assert messages() == [("ketut@contoh.example", "notice_email")]
    Standing.objects.filter(pk=world.made.person.pk).update(evidence=kept)
    go_on()
    go_on()
    assert sorted(messages()) == [(f"{who}@contoh.example", "notice_email") for who in ("ketut", "made")]


def test_a_case_that_was_none_takes_back_what_it_did_and_says_so(
    world: World, puskesmas: User, site: Site
) -> None:
    decided(puskesmas, site)
    go_on()
    result_withdrawn(puskesmas, world.wayan)
    go_on()
    go_on()
    mine = page(world.made)
    assert "Ternyata bukan kontak" in mine
    assert "Kuning" in mine
    assert "Hasil tes yang menjadi dasar kontak ini keliru." in mine
    assert [template for _, template in messages()] == ["notice_email", "notice_withdrawn_email"]
    assert "contacts" not in world.made.standing.evidence
    assert decided(puskesmas, site)["Location"] == "/dinkes/kasus/"
    assert Notice.objects.get().state == "withdrawn"


def test_whoever_takes_a_record_over_that_was_told_has_that_notice_and_its_end(
    world: World, puskesmas: User, site: Site
) -> None:
    row = printed(puskesmas, NYOMAN)
    phone = world.newcomer
    stay(world, Visitor(row.person, ""), world.office, timedelta(days=1))
    surveying_again(site)
    decided(puskesmas, site)
    go_on()
    stay(world, phone, world.office, timedelta(days=1))
    surveying_again(site)
    decided(puskesmas, site)
    taking_over.take_over(code=code_for(row, puskesmas), label="", by=phone.person)
    assert Notice.objects.get(person=phone.person).state == "told"
    result_withdrawn(puskesmas, world.wayan)
    go_on()
    assert "contacts" not in phone.standing.evidence


def test_a_contact_that_another_case_made_stays(world: World, puskesmas: User) -> None:
    for who in (world.wayan, world.ketut, world.made):
        stay(world, who, world.office, timedelta(days=1))
    for who in (world.wayan, world.ketut):
        case = case_of(puskesmas, who)
        decided(puskesmas, Site.objects.get(case=case))
    go_on()
    result_withdrawn(puskesmas, world.wayan)
    go_on()
    assert len(world.made.standing.evidence["contacts"]) == 1
    mine = page(world.made)
    assert "Ternyata bukan kontak" in mine
    assert "Anda bertemu" in mine
    assert "Hitam" in mine


def test_who_was_not_told_yet_never_is(world: World, puskesmas: User, site: Site) -> None:
    decided(puskesmas, site)
    result_withdrawn(puskesmas, world.wayan)
    go_on()
    assert messages() == []
    assert not Notice.objects.exists()
    assert "contacts" not in world.made.standing.evidence


def test_an_erasure_takes_notices_and_their_messages_along(world: World, puskesmas: User, site: Site) -> None:
    decided(puskesmas, site)
    go_on()
    erasing.erase(by=world.made.person)
    assert not Notice.objects.exists()
    assert messages() == []
    go_on()


def test_whoever_is_erased_between_the_decision_and_the_job_is_told_nothing(
    world: World, puskesmas: User, site: Site
) -> None:
    decided(puskesmas, site)
    erasing.erase(by=world.made.person)
    go_on()
    assert messages() == []


def test_notices_go_with_their_case(world: World, puskesmas: User, site: Site) -> None:
    decided(puskesmas, site)
    go_on()
    later = timezone.now() + timedelta(days=31)
    report = retention.run(by=SYSTEM, term_days=14, now=later)
    assert report is not None
    assert report.notices == 1
    assert messages() == []
    assert "Anda bertemu" not in page(world.made)
    assert "contacts" in world.made.standing.evidence


def test_whom_a_phone_reaches_gets_a_text_message(world: World, puskesmas: User, site: Site) -> None:
    contact = Contact.objects.get(person=world.made.person)
    contact.kind, contact.value = "phone", "+6281234567890"
    contact.save()
    decided(puskesmas, site)
    go_on()
    assert messages() == [("+6281234567890", "notice_phone")]


def test_a_contact_by_hand_is_no_notice(world: World, puskesmas: User) -> None:
    recorded(puskesmas, world.made, "kontak", day=days_ago(1))
    assert "Anda bertemu" not in page(world.made)
