"""Deciding many at once, and delegating: one list to confirm, one result for each, nothing twice."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from gapura.audit.models import Event
from gapura.mail.models import Message
from gapura.registration.acts import following, reviewing
from gapura.registration.acts.applying import columns_of
from gapura.registration.models import Application, Chosen, Delegation, Round
from gapura.registration.review import rounds
from gapura.registration.states import State
from tests.registration.world import World, applied, asks, in_review
from tests.staff import signed_in

CHOOSE = "/verifikasi/sekaligus/"
DELEGATE = "/verifikasi/delegasi/"


def green(count: int) -> list[Application]:
    """So many applications whose checks are all green."""
    return Application.objects.bulk_create(
        Application(**{**columns_of(asks()), "place_name": f"Kantor Desa Contoh {number}", "green": True})
        for number in range(count)
    )


def worked_off(made: Round) -> Round:
    """The round after its job."""
    rounds.run(made.pk)
    made.refresh_from_db()
    return made


def test_all_green_ones_of_a_list_are_approved_after_one_confirmation(world: World) -> None:
    green(60)
    amber = applied("Kantor Desa Guwang")
    Application.objects.filter(pk=amber.pk).update(green=False)
    client = signed_in(world.agus)
    page = client.post(CHOOSE, {"all": "1", "filter": "category=kantor_desa"}, follow=True).content.decode()
    assert "60 permohonan ini diambil dan disetujui" in page
    assert Application.objects.filter(state=State.SUBMITTED).count() == 61
    made = Round.objects.get()
    for _ in range(2):  # a double click
        assert client.post(f"{CHOOSE}{made.pk}/mulai/").status_code == 302
    assert ProcrastinateJob.objects.filter(task_name="registration.approve_round").count() == 1
    waiting = client.get(f"{CHOOSE}{made.pk}/")
    assert waiting.headers["Refresh"] == "2"
    assert "<progress" in waiting.content.decode()
    worked_off(made)
    done = client.get(f"{CHOOSE}{made.pk}/")
    assert "Refresh" not in done.headers
    assert "60 permohonan disetujui." in done.content.decode()
    assert Application.objects.filter(state=State.APPROVED, decided_by=world.agus).count() == 60
    assert Message.objects.filter(template="registration/approved").count() == 60


def test_what_cannot_be_approved_any_more_says_why(world: World) -> None:
    mine, withdrawn, theirs = applied(), applied("Kantor Desa Guwang"), applied("Kantor Desa Ketewel")
    Application.objects.update(green=True)
    client = signed_in(world.agus)
    client.post(CHOOSE, {"application": [str(each.pk) for each in (mine, withdrawn, theirs)]})
    made = Round.objects.get()
    following.withdraw(application=withdrawn, reason="Keliru", by=withdrawn)
    in_review(theirs, second_reviewer(world))
    client.post(f"{CHOOSE}{made.pk}/mulai/")
    worked_off(made)
    outcomes = {each.application_id: each.outcome for each in made.chosen.all()}
    assert outcomes == {mine.pk: "approved", withdrawn.pk: "MoveError", theirs.pk: "NotYoursError"}
    page = client.get(f"{CHOOSE}{made.pk}/").content.decode()
    assert "2 tidak disetujui" in page
    assert "Sudah tidak menunggu" in page


def second_reviewer(world: World):  # type: ignore[no-untyped-def]
    """Another reviewer of the nation."""
    from gapura.accounts.roles import Role
    from tests.staff import staff

    return staff("ketut", "Ketut Rai", Role.REVIEWER, world.indonesia)


def test_only_green_ones_can_be_chosen(world: World) -> None:
    amber = applied()
    Application.objects.update(green=False)
    client = signed_in(world.agus)
    for chosen in ({}, {"all": "1"}, {"application": [str(amber.pk), "nonsense", str(uuid4())]}):
        page = client.post(CHOOSE, chosen, follow=True).content.decode()
        assert "Belum ada yang dipilih" in page
    assert not Round.objects.exists()


def test_a_round_goes_on_where_it_was_stopped(world: World) -> None:
    first, second = green(2)
    made = rounds.choose(applications=[first, second], by=world.agus)
    rounds.start(round_id=made.pk, by=world.agus)
    reviewing.approve_green(application=first, by=world.agus)
    Chosen.objects.filter(application=first).update(outcome="approved")  # and then the power went
    worked_off(made)
    worked_off(made)
    assert {each.outcome for each in made.chosen.all()} == {"approved"}
    approvals = Event.objects.filter(act="application.approve")
    assert approvals.count() == 2


def test_the_trail_says_from_where_the_round_was_started(world: World) -> None:
    green(1)
    client = signed_in(world.agus)
    client.post(CHOOSE, {"all": "1"})
    made = Round.objects.get()
    client.post(f"{CHOOSE}{made.pk}/mulai/", REMOTE_ADDR="192.0.2.7")
    worked_off(made)
    assert Event.objects.get(act="application.approve").address == "192.0.2.7"


def test_a_closed_account_approves_nothing_more(world: World) -> None:
    [one] = green(1)
    made = rounds.choose(applications=[one], by=world.agus)
    rounds.start(round_id=made.pk, by=world.agus)
    world.agus.is_active = False
    world.agus.save(update_fields=["is_active"])
    worked_off(made)
    one.refresh_from_db()
    assert one.state == State.SUBMITTED


def test_the_limit_of_a_delegation_holds_for_many_at_once(world: World) -> None:
    green(3)
    delegate(world, daily_limit="2")
    client = signed_in(world.wira)
    assert "2 keputusan lagi hari ini" in client.post(CHOOSE, {"all": "1"}, follow=True).content.decode()
    made = Round.objects.get()
    client.post(f"{CHOOSE}{made.pk}/mulai/")
    worked_off(made)
    assert sorted(each.outcome for each in made.chosen.all()) == ["LimitReachedError", "approved", "approved"]


def test_a_round_is_its_reviewers_own(world: World) -> None:
    made = rounds.choose(applications=green(1), by=world.agus)
    assert signed_in(world.wira).get(f"{CHOOSE}{made.pk}/").status_code == 404
    assert signed_in(world.wira).post(f"{CHOOSE}{made.pk}/mulai/").status_code == 404
    assert signed_in(world.dayu).post(CHOOSE, {"all": "1"}).status_code == 403


def test_a_choice_that_nobody_started_is_forgotten(world: World) -> None:
    old = rounds.choose(applications=green(1), by=world.agus)
    Round.objects.update(chosen_at=timezone.now() - timedelta(days=2))
    newer = rounds.choose(applications=[], by=world.agus)
    assert rounds.forget_old() == 1
    assert Round.objects.get() == newer != old


def test_a_round_that_finished_is_kept_for_a_month(world: World) -> None:
    made = rounds.choose(applications=green(1), by=world.agus)
    long_ago = timezone.now() - timedelta(days=29)
    Round.objects.update(chosen_at=long_ago, started_at=long_ago, finished_at=long_ago)
    assert rounds.forget_old() == 0
    Round.objects.update(finished_at=long_ago - timedelta(days=2))
    assert rounds.forget_old() == 1
    assert not Chosen.objects.exists()
    Round.objects.create(id=made.pk, by=world.agus, chosen_at=long_ago, started_at=long_ago)
    assert rounds.forget_old() == 0, "its job may go on"


def delegate(world: World, **changes: str):  # type: ignore[no-untyped-def]
    """What the nation's reviewer fills in."""
    form = {
        "reviewer": str(world.wira.pk),
        "region": "",
        "category": "",
        "daily_limit": "50",
        "until": timezone.localdate().isoformat(),
        "reason": "Pekan pendaftaran",
    }
    return signed_in(world.agus).post(DELEGATE, {**form, **changes})


def test_the_nation_delegates_a_category_of_a_region_and_ends_it(world: World) -> None:
    puskesmas = applied("Puskesmas Celuk", category="puskesmas")
    assert delegate(world, region="51.04.01", category="puskesmas").status_code == 302
    assert puskesmas.place_name in signed_in(world.wira).get("/verifikasi/").content.decode()
    page = signed_in(world.wira).get(DELEGATE).content.decode()
    assert "0 dari 50; sisa 50" in page
    assert "Akhiri sekarang" not in page
    made = Delegation.objects.get()
    for _ in range(2):
        signed_in(world.agus).post(f"{DELEGATE}{made.pk}/akhiri/")
    assert Event.objects.filter(act="delegation.end").count() == 1
    assert puskesmas.place_name not in signed_in(world.wira).get("/verifikasi/").content.decode()
    assert "Sudah berakhir" in signed_in(world.agus).get(DELEGATE).content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"daily_limit": "0"}, "1"),
        ({"until": "2021-01-01"}, "Hari itu sudah lewat"),
        ({"reason": ""}, "Alasan"),
        ({"reviewer": "0"}, "Peninjau"),
        ({"category": "warung"}, "Kategori"),
        ({"region": "51.03"}, "Wilayah"),
    ],
)
def test_a_delegation_that_makes_no_sense_says_why(world: World, wrong: dict[str, str], words: str) -> None:
    answer = delegate(world, **wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page[page.index('role="alert"') :]
    assert not Delegation.objects.exists()


def test_the_last_day_is_spelled_as_browsers_take_it(world: World) -> None:
    in_a_month = timezone.localdate() + timedelta(days=30)
    assert f'value="{in_a_month.isoformat()}"' in signed_in(world.agus).get(DELEGATE).content.decode()


def test_a_regional_reviewer_delegates_nothing(world: World) -> None:
    delegate(world)
    client = signed_in(world.wira)
    assert client.post(DELEGATE, {"reviewer": str(world.wira.pk)}).status_code == 403
    assert client.post(f"{DELEGATE}{Delegation.objects.get().pk}/akhiri/").status_code == 403
    assert signed_in(world.dayu).post(f"{DELEGATE}1/akhiri/").status_code == 403
