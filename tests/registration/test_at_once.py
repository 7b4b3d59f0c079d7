"""Several people at the same step at the same moment: one does it, the others are told, nothing is double."""

from threading import Event
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from gapura.accounts.acts import ActivationError, activate
from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.mail.models import Message
from gapura.registration.acts import applying, completing, following, reviewing
from gapura.registration.models import Application, Draft
from gapura.registration.states import State
from gapura.venues.models import Venue
from tests import staff
from tests.at_once import at_once
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
    make_world,
    secret_in,
)

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 300.0  # seconds, for a machine that does other things too


@pytest.fixture
def world(transactional_db: None) -> World:
    """The same world, in a database whose transactions really end."""
    return make_world()


def good(results: list[Any]) -> list[Any]:
    """What succeeded."""
    return [result for result in results if not isinstance(result, Exception)]


def counted(act: str, application: Application) -> int:
    """How often an act stands in the trail of an application."""
    return [entry.act for entry in trail.events_about(application.subject)].count(act)


def another_reviewer(world: World) -> User:
    """Rai, who reviews for the nation as Agus does."""
    return staff.staff("rai", "I Gusti Rai", Role.REVIEWER, world.indonesia)


def test_of_two_reviewers_one_takes_it(world: World) -> None:
    application, rai = applied(), another_reviewer(world)
    results = at_once(
        *[lambda by=by: reviewing.take(application=application, by=by) for by in (world.agus, rai)]
    )
    assert len(good(results)) == 1
    assert counted("application.take", application) == 1


def test_approve_and_decline_in_two_tabs_give_one_decision(world: World) -> None:
    application = in_review(applied(), world.agus)
    results = at_once(
        lambda: reviewing.approve(application=application, by=world.agus),
        lambda: reviewing.decline(application=application, reason="Surat kosong", by=world.agus),
        lambda: reviewing.approve(application=application, by=world.agus),
    )
    assert len(good(results)) == 1
    application.refresh_from_db()
    told = Message.objects.filter(
        about=application.subject, template__in=("registration/approved", "registration/declined")
    )
    assert told.count() == 1
    assert User.objects.filter(role=Role.PIC, applications=application).count() == (
        application.state == State.APPROVED
    )


def test_a_double_click_hands_in_one_application(world: World) -> None:
    draft = Draft.objects.create(key_hash=b"k", data="{}")
    results = at_once(
        *[lambda: applying.submit(details=asks(), documents=[letter()], draft=draft) for _ in range(4)]
    )
    assert {result.pk for result in good(results)} == {Application.objects.get().pk}


def test_two_offices_of_one_name_become_one_application(world: World) -> None:
    results = at_once(*[applied for _ in range(4)])
    assert len(good(results)) == Application.objects.count() == 1


def test_a_one_time_password_activates_once(world: World) -> None:
    application = approved(applied(), world.agus)
    assert application.account is not None
    secret, username = secret_in(last_message(application)), application.account.username
    results = at_once(
        *[lambda: activate(username=username, secret=secret, password=PASSWORD) for _ in range(3)]
    )
    assert len(good(results)) == 1
    assert all(isinstance(result, ActivationError) for result in results if result not in good(results))


def test_a_confirmation_pressed_many_times_makes_one_place(world: World) -> None:
    application = activated(approved(applied(), world.agus))
    token = link_in(last_message(application))
    results = at_once(*[lambda: completing.confirm(token=token) for _ in range(4)])
    assert len(good(results)) == 1
    assert Venue.objects.filter(name=application.place_name).count() == 1
    assert counted("application.confirm", application) == 1


def test_confirming_while_the_link_is_sent_again_leaves_no_working_link(world: World) -> None:
    application = activated(approved(applied(), world.agus))
    token = link_in(last_message(application))
    at_once(
        lambda: completing.confirm(token=token),
        lambda: following.resend(application=application, by=world.dayu, hasty=True),
    )
    application.refresh_from_db()
    newest = Message.objects.filter(about=application.subject, template="registration/confirm").latest(
        "created_at"
    )
    if application.state == State.CONFIRMED:
        with pytest.raises(completing.LinkError):
            completing.confirm(token=link_in(newest))
    else:
        assert completing.confirm(token=link_in(newest)).state == State.CONFIRMED


def test_withdrawing_while_it_is_approved_leaves_no_account_open(world: World) -> None:
    application = in_review(applied(), world.agus)
    at_once(
        lambda: reviewing.approve(application=application, by=world.agus),
        lambda: following.withdraw(application=application, reason="Salah kantor", by=application),
    )
    application.refresh_from_db()
    assert application.state == State.WITHDRAWN
    assert not User.objects.filter(role=Role.PIC, applications=application, is_active=True).exists()
    if application.account is not None:
        message = Message.objects.get(about=application.subject, template="registration/approved")
        username, secret = application.account.username, secret_in(message)
        with pytest.raises(ActivationError):
            activate(username=username, secret=secret, password=PASSWORD)


def somebody_waits() -> bool:
    """Whether another session comes to wait for a lock on a row."""
    until = monotonic() + PATIENCE
    while monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return True
        sleep(0.02)
    return False


@pytest.mark.parametrize("way", ["withdraw", "resend"])
def test_ending_or_resending_while_a_second_factor_is_set_up_waits_and_does_not_lock_up(
    world: World, way: str
) -> None:
    application = approved(applied(), world.agus)
    account = application.account
    assert account is not None
    activate(username=account.username, secret=secret_in(last_message(application)), password=PASSWORD)
    held = Event()

    def set_up() -> None:
        with transaction.atomic():
            User.objects.filter(pk=account.pk).update(ready_at=timezone.now())
            held.set()
            assert somebody_waits()
            completing.account_is_ready(account)

    def other() -> Application:
        assert held.wait(PATIENCE)
        if way == "resend":
            return following.resend(application=application, by=world.dayu, hasty=True)
        return following.withdraw(application=application, reason="Salah kantor", by=application)

    results = at_once(set_up, other)
    assert good(results) == results
    application.refresh_from_db()
    assert application.state == (State.WITHDRAWN if way == "withdraw" else State.ACTIVATED)
    assert counted("application.activate", application) == 1
