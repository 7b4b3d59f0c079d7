"""From letter to place by acts: the whole way, its detours, and what must not happen on it."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from gapura.accounts.acts import SecretReplacedError, activate, activation_of
from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.common.moves import MoveError
from gapura.common.times import with_zone
from gapura.mail.models import Message
from gapura.registration.acts import (
    applying,
    completing,
    coordinating,
    delegating,
    digest,
    following,
    reviewing,
    waiting,
)
from gapura.registration.acts.completing import LinkError
from gapura.registration.acts.delegating import DelegationError
from gapura.registration.acts.following import TooSoonError
from gapura.registration.acts.reviewing import LimitReachedError, NotYoursError
from gapura.registration.models import Application, Draft, Source
from gapura.registration.scope import applications_of
from gapura.registration.states import State
from gapura.registration.venue import PlaceTakenError
from gapura.venues.models import Post, Venue
from tests import staff
from tests.registration.world import (
    PASSWORD,
    World,
    activated,
    applied,
    approved,
    asks,
    in_review,
    last_message,
    letter,
    link_in,
    registered,
    secret_in,
)


def told(application: Application) -> list[str]:
    """The acts on an application, oldest first."""
    return [entry.act for entry in trail.events_about(application.subject)]


def make_unreadable(table: str, column: str, key: UUID | int) -> None:
    """Leave a sealed column as a lost key would: no longer to be opened."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [b"\x01no seal", key])


def test_a_village_office_goes_all_the_way(world: World) -> None:
    application = applied()
    assert application.pretty_number in last_message(application).text
    application = registered(application, world.agus)
    venue = Venue.objects.get(name="Kantor Perbekel Desa Celuk")
    assert application.venue == venue
    assert Post.objects.get(venue=venue).user == application.account
    assert [door.name for door in venue.doors.all()] == ["Pintu depan"]
    assert told(application) == [
        "application.add_document",
        "application.submit",
        "application.take",
        "application.approve",
        "application.activate",
        "application.confirm",
    ]


def test_a_draft_handed_in_twice_is_one_application(world: World) -> None:
    draft = Draft.objects.create(key_hash=b"k", data="{}")
    first = applying.submit(details=asks(), documents=[letter()], draft=draft)
    second = applying.submit(details=asks(), documents=[letter()], draft=draft)
    assert first == second
    assert Application.objects.count() == 1


def test_the_same_place_cannot_be_applied_for_twice(world: World) -> None:
    applied("Kantor Perbekel Desa Celuk")
    with pytest.raises(applying.UnfitApplicationError) as refused:
        applied("kantor perbekel ds. CELUK")
    assert [finding.field for finding in refused.value.findings] == ["place_name"]


def test_an_application_without_a_letter_is_refused_from_the_web(world: World) -> None:
    with pytest.raises(applying.UnfitApplicationError) as refused:
        applying.submit(details=asks())
    assert [finding.code for finding in refused.value.findings] == ["letter_missing"]


def test_a_coordinators_application_without_a_letter_waits_but_is_not_green(world: World) -> None:
    application = applying.submit(details=asks(), by=world.dayu, source=Source.COORDINATOR)
    assert not application.green
    assert application.helped_by == world.dayu


def test_two_reviewers_do_not_decide_one_application(world: World) -> None:
    application = in_review(applied(), world.agus)
    rai = staff.staff("rai", "I Gusti Rai", Role.REVIEWER, world.indonesia)
    with pytest.raises(NotYoursError):
        reviewing.take(application=application, by=rai)
    with pytest.raises(NotYoursError):
        reviewing.approve(application=application, by=rai)
    reviewing.approve(application=application, by=world.agus)
    with pytest.raises(MoveError):
        reviewing.decline(application=application, reason="Terlambat", by=world.agus)


def test_what_is_good_for_a_time_says_until_when_in_the_offices_own_zone(world: World) -> None:
    application = approved(applied(), world.agus)
    assert application.account is not None
    activation, zone = activation_of(application.account), ZoneInfo(application.region.time_zone)
    assert activation is not None
    until = with_zone(activation.expires_at.astimezone(zone))
    assert until.endswith(" WITA")
    message = last_message(application)
    assert f"berlaku 72 jam, sampai {until}," in message.text
    assert f"berlaku 72 jam, sampai {until}," in (message.html or "")
    application = activated(application)
    until = with_zone(application.confirmations.get().expires_at.astimezone(zone))
    assert f"berlaku 7 hari, sampai {until}." in last_message(application).text


def test_a_question_is_answered_and_the_application_waits_again(world: World) -> None:
    application = in_review(applied(), world.agus)
    reviewing.ask(application=application, question="Mohon surat bertanda tangan.", by=world.agus)
    assert "bertanda tangan" in last_message(application).text
    application = following.answer(
        application=application, text="Terlampir.", documents=[letter()], by=application
    )
    assert application.state == State.SUBMITTED
    assert application.documents.count() == 2


def test_a_declined_office_applies_again_and_names_what_it_replaces(world: World) -> None:
    declined = in_review(applied(), world.agus)
    declined = reviewing.decline(application=declined, reason="Surat tidak terbaca.", by=world.agus)
    again = applying.submit(details=asks(), documents=[letter()], replaces=declined)
    assert again.replaces == declined
    declined.refresh_from_db()
    assert declined.state == State.DECLINED


def test_an_office_whose_mail_never_came_is_registered_again(world: World) -> None:
    stuck = approved(applied(), world.agus)
    old = secret_in(last_message(stuck))
    again = applying.submit(
        details=asks(email="kantor@celuk.desa.id"), documents=[letter()], replaces=stuck, by=world.dayu
    )
    stuck.refresh_from_db()
    assert stuck.state == State.REPLACED
    assert stuck.account is not None
    with pytest.raises(SecretReplacedError):
        activate(username=stuck.account.username, secret=old, password=PASSWORD)
    assert registered(again, world.agus).state == State.CONFIRMED


def test_a_corrected_address_gets_a_new_secret_and_the_old_one_dies(world: World) -> None:
    application = approved(applied(email="salah@celuk.desa.id"), world.agus)
    old = secret_in(last_message(application))
    following.correct_contact(application=application, email="benar@celuk.desa.id", by=world.dayu)
    message = last_message(application)
    assert message.to == "benar@celuk.desa.id"
    assert application.account is not None
    with pytest.raises(SecretReplacedError):
        activate(username=application.account.username, secret=old, password=PASSWORD)
    assert activated(application).state == State.ACTIVATED


def test_a_pic_without_email_activates_with_a_slip(world: World) -> None:
    application = applying.submit(
        details=asks(email=""), documents=[letter()], by=world.dayu, source=Source.COORDINATOR
    )
    application = approved(application, world.agus)
    assert last_message(application).channel == "sms"
    slip = coordinating.make_slip(application=application, by=world.dayu)
    coordinating.hand_over_slip(application=application, by=world.dayu)
    user = activate(username=slip.user.username, secret=slip.secret, password=PASSWORD)
    completing.account_is_ready(user)
    application.refresh_from_db()
    assert application.state == State.ACTIVATED
    token = last_message(application).text.split("/konfirmasi/")[1].split("?")[0].split()[0]
    assert completing.confirm(token=token).state == State.CONFIRMED


def test_where_no_text_message_is_sent_a_slip_in_the_hand_completes_the_registration(
    world: World, deploy: Callable[..., None]
) -> None:
    deploy(SMS_SENDER="none")
    application = applying.submit(
        details=asks(email=""), documents=[letter()], by=world.dayu, source=Source.COORDINATOR
    )
    application = approved(application, world.agus)
    with pytest.raises(MoveError):
        coordinating.remind(application=application, by=world.dayu)
    slip = coordinating.make_slip(application=application, by=world.dayu)
    coordinating.hand_over_slip(application=application, by=world.dayu)
    completing.account_is_ready(activate(username=slip.user.username, secret=slip.secret, password=PASSWORD))
    application.refresh_from_db()
    assert application.state == State.CONFIRMED
    assert application.venue is not None
    assert not Message.objects.exists()


def test_a_pic_of_one_place_only_confirms_the_next(world: World) -> None:
    first = registered(applied(), world.agus)
    second = approved(applied("Puskesmas Pembantu Celuk", category="puskesmas_pembantu"), world.agus)
    assert second.state == State.ACTIVATED
    assert second.account == first.account
    confirmed = completing.confirm(token=link_in(last_message(second)))
    assert Post.objects.filter(user=first.account).count() == 2
    assert confirmed.state == State.CONFIRMED


def test_a_known_place_without_anybody_in_charge_gets_its_pic(world: World) -> None:
    application = registered(
        applied("Puskesmas Sukawati I", category="puskesmas", region=world.sukawati.code), world.agus
    )
    assert application.venue == world.puskesmas


def test_a_known_place_learns_what_was_approved_and_keeps_the_codes_of_its_doors(world: World) -> None:
    before = dict(world.puskesmas.doors.values_list("number", "name"))
    asked = applied(
        "Puskesmas Sukawati I",
        category="puskesmas",
        region=world.sukawati.code,
        capacity="17",
        latitude="-8.6",
        longitude="115.28",
        doors=[{"name": f"Pintu {number}", "kind": "both"} for number in range(1, len(before) + 3)],
    )
    registered(asked, world.agus)
    venue = Venue.objects.get(pk=world.puskesmas.pk)
    assert (venue.capacity, venue.address, venue.opening_hours) == (17, asked.address, asked.opening_hours)
    assert venue.position == (-8.6, 115.28)
    last = len(before)
    added = {last + 1: f"Pintu {last + 1}", last + 2: f"Pintu {last + 2}"}
    assert dict(venue.doors.values_list("number", "name")) == before | added


def test_a_place_that_has_a_pic_is_not_given_to_another(world: World) -> None:
    application = in_review(applied("Puskesmas Sukawati I", category="puskesmas"), world.agus)
    Post.objects.create(user=world.putu, venue=world.puskesmas)
    with pytest.raises(PlaceTakenError):
        reviewing.approve(application=application, by=world.agus)


def test_a_confirmation_link_works_once_and_only_the_newest(world: World) -> None:
    application = activated(approved(applied(), world.agus))
    first = link_in(last_message(application))
    following.resend(application=application, by=world.dayu, hasty=True)
    second = link_in(last_message(application))
    for token, problem in ((first, "ended"), ("f" * 40, "unknown")):
        with pytest.raises(LinkError, match=problem):
            completing.confirm(token=token)
    completing.confirm(token=second)
    with pytest.raises(LinkError, match="used"):
        completing.confirm(token=second)
    assert Venue.objects.filter(name=application.place_name).count() == 1


def test_an_applicant_cannot_ask_for_mail_without_end(world: World) -> None:
    application = applied()
    with pytest.raises(TooSoonError):
        following.resend(application=application, by=application)


def test_withdrawing_ends_the_account_that_waited(world: World) -> None:
    application = approved(applied(), world.agus)
    following.withdraw(application=application, reason="Pindah kantor", by=application)
    application.refresh_from_db()
    assert application.account is not None
    assert not application.account.is_active
    with pytest.raises(MoveError):
        following.withdraw(application=application, reason="Lagi", by=application)


def test_an_account_that_answers_for_another_place_stays_when_an_application_ends(world: World) -> None:
    account = registered(applied(), world.agus).account
    second = approved(applied("Kantor BPD Celuk"), world.agus)
    assert second.account == account is not None
    following.withdraw(application=second, reason="Salah kantor", by=second)
    account.refresh_from_db()
    assert account.is_active


def test_a_regional_reviewer_decides_what_was_delegated_and_no_more(world: World) -> None:
    desa, puskesmas = applied(), applied("Puskesmas Celuk", category="puskesmas")
    assert not applications_of(world.wira).exists()
    delegating.delegate(
        reviewer=world.wira,
        region=world.gianyar,
        category="kantor_desa",
        daily_limit=1,
        until=timezone.localdate(),
        reason="Membantu selama pekan pendaftaran",
        by=world.agus,
    )
    assert set(applications_of(world.wira)) == {desa}
    with pytest.raises(NotYoursError):
        reviewing.take(application=puskesmas, by=world.wira)
    approved(desa, world.wira)
    with pytest.raises(LimitReachedError):
        approved(applied("Kantor Perbekel Desa Guwang"), world.wira)


def test_only_the_nation_delegates_and_only_within_the_reviewers_region(world: World) -> None:
    terms = {"daily_limit": 5, "until": timezone.localdate(), "reason": "Bantuan"}
    with pytest.raises(DelegationError, match="not_national"):
        delegating.delegate(reviewer=world.wira, region=world.gianyar, by=world.wira, **terms)  # type: ignore[arg-type]
    with pytest.raises(DelegationError, match="outside"):
        delegating.delegate(reviewer=world.wira, region=world.badung, by=world.agus, **terms)  # type: ignore[arg-type]


def test_an_ended_delegation_ends_the_right_at_once(world: World) -> None:
    application = applied()
    delegation = delegating.delegate(
        reviewer=world.wira,
        region=world.gianyar,
        daily_limit=5,
        until=timezone.localdate(),
        reason="Bantuan",
        by=world.agus,
    )
    application = in_review(application, world.wira)
    delegating.end(delegation=delegation, by=world.agus)
    with pytest.raises(NotYoursError):
        reviewing.approve(application=application, by=world.wira)


def test_what_is_green_is_approved_in_one_go_and_the_rest_is_not(world: World) -> None:
    green = applied("Kantor Desa Guwang")
    amber = applying.submit(details=asks(), by=world.dayu, source=Source.IMPORT)
    Application.objects.filter(pk=green.pk).update(green=True)
    green.refresh_from_db()
    assert reviewing.approve_green(application=green, by=world.agus).state == State.APPROVED
    with pytest.raises(NotYoursError):
        reviewing.approve_green(application=amber, by=world.agus)


def test_time_reminds_escalates_and_gives_back(world: World) -> None:
    waiting_long, taken_long = applied(), in_review(applied("Kantor Desa Guwang"), world.agus)
    unactivated = approved(applied("Kantor Desa Ketewel"), world.agus)
    sent = Message.objects.filter(about=unactivated.subject).count()
    now = timezone.now() + timedelta(days=3, hours=1)
    while waiting.tick(now):
        pass
    for application in (waiting_long, taken_long, unactivated):
        application.refresh_from_db()
    assert waiting_long.escalated_at is not None
    assert taken_long.state == State.SUBMITTED
    assert unactivated.escalated_at is not None
    assert Message.objects.filter(about=unactivated.subject).count() == sent + 2


def test_an_application_that_cannot_be_read_holds_up_no_other(world: World) -> None:
    unreadable, other = applied(), applied("Kantor Desa Guwang")
    make_unreadable("registration_application", "email", unreadable.pk)
    waiting.tick(timezone.now() + timedelta(days=3, hours=1))
    other.refresh_from_db()
    assert other.step > 0


def test_an_account_that_cannot_be_read_keeps_nobody_from_the_digest(world: World) -> None:
    applied()
    nyoman = staff.staff("nyoman", "Ni Nyoman Suci", Role.REVIEWER, world.indonesia)
    for user in (world.agus, nyoman):
        user.contact = f"{user.username}@kemkes.example"
        user.save(update_fields=["contact"])
    make_unreadable("accounts_user", "contact", world.agus.pk)
    assert digest.send_all() == 1


def test_each_morning_those_who_can_help_hear_what_waits(world: World) -> None:
    applied()
    world.agus.contact = "agus@kemkes.example"
    world.agus.save(update_fields=["contact"])
    assert digest.send_all() == 1
    assert Message.objects.latest("created_at").to == "agus@kemkes.example"


def test_another_regions_coordinator_sees_nothing(world: World) -> None:
    applied()
    assert applications_of(world.dayu).count() == 1
    assert not applications_of(world.stranger).exists()
    assert not applications_of(world.komang).exists()


def test_who_has_handed_a_place_on_is_not_put_in_charge_of_its_offices_next_one(world: World) -> None:
    first = registered(applied(), world.agus)
    before = first.account
    assert before is not None
    assert first.venue is not None
    Post.objects.create(user=before, venue=world.puskesmas)
    Post.objects.filter(user=before, venue=first.venue).delete()
    second = approved(applied("Kantor BPD Celuk"), world.agus)
    assert second.state == State.APPROVED, "whoever reads the office's mail now is invited anew"
    assert second.account != before


def test_who_changes_the_phone_is_known_to_the_address(world: World) -> None:
    application = applied()
    following.correct_contact(application=application, phone="+6281311112222", by=application)
    told = Message.objects.get(template="registration/phone_moved")
    assert told.to == "sekretariat@celuk.desa.id"
    assert "Nomor ponsel" in told.text


def test_without_an_address_the_former_phone_is_told(world: World) -> None:
    application = applied(email="")
    following.correct_contact(application=application, phone="+6281311112222", by=world.dayu)
    told = Message.objects.get(template="registration/phone_moved_sms")
    assert told.to == "+6281234567890"


def test_once_approved_nobody_without_an_account_sends_the_secret_elsewhere(world: World) -> None:
    application = applied()
    following.correct_contact(application=application, email="lain@celuk.desa.id", by=application)
    told = Message.objects.filter(template="registration/moved").get()
    assert told.to == "sekretariat@celuk.desa.id"
    application = approved(application, world.agus)
    with pytest.raises(following.NotByApplicantError):
        following.correct_contact(application=application, email="pencuri@celuk.desa.id", by=application)
    assert last_message(application).to == "lain@celuk.desa.id"
