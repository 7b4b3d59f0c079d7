"""Whoever is invited activates their account with a one-time password: once, in time, and not by guessing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from gapura.accounts import acts, attempts, one_time, pacing, usernames
from gapura.accounts.acts import Invitation
from gapura.accounts.models import Activation, Tries, User
from gapura.accounts.roles import Role
from gapura.audit.models import Event
from gapura.common import requests
from tests.staff import World

pytestmark = pytest.mark.django_db(transaction=True)
OWN = "kelapa-muda-segar-27"


def invite(world: World, **changed: Any) -> Invitation:
    given: dict[str, Any] = {
        "name": "Ni Luh Ketut Sari",
        "username_hint": "Kantor Perbekel Desa Batubulan",
        "role": Role.PIC,
        "region": world.sukawati,
        "by": world.dayu,
        **changed,
    }
    return acts.invite(**given)


def activate(invited: Invitation, **changed: str) -> User:
    given = {"username": invited.user.username, "secret": invited.secret, "password": OWN, **changed}
    return acts.activate(**given)


def grow_old(invited: Invitation, by: timedelta = acts.invitations.LIFETIME) -> None:
    """Let time pass since the invitation."""
    Activation.objects.filter(pk=invited.activation.pk).update(expires_at=timezone.now() - by)


def from_address(address: str, call: Callable[[], Any]) -> Any:
    """What is called as if a browser at this address had asked."""
    token = requests._current.set(requests.RequestContext("test", address))
    try:
        return call()
    finally:
        requests._current.reset(token)


def guess(username: str, times: int, address: str = "192.0.2.66") -> list[type[Exception]]:
    """Wrong one-time passwords, and what each was answered."""
    answers: list[type[Exception]] = []

    def once() -> None:
        with pytest.raises(acts.ActivationError) as told:
            acts.activate(username=username, secret="0000-0000-0000", password=OWN)
        answers.append(told.type)

    for _ in range(times):
        from_address(address, once)
    return answers


def test_an_invited_account_has_a_name_to_remember_and_opens_nothing_yet(world: World) -> None:
    invited = invite(world)
    user = User.objects.get(username="pic-batubulan")
    assert user == invited.user
    assert (user.role, user.region, user.is_active) == (Role.PIC, world.sukawati, False)
    assert not user.has_usable_password()


def test_the_same_place_twice_gives_two_names(world: World) -> None:
    names = [invite(world).user.username for _ in range(3)]
    assert names == ["pic-batubulan", "pic-batubulan-2", "pic-batubulan-3"]


@pytest.mark.parametrize(
    ("role", "hint", "name"),
    [
        (Role.PIC, "Kantor Perbekel Desa Batubulan Kangin", "pic-batubulan-kangin"),
        (Role.PIC, "Kantor Camat Ubud", "pic-camat-ubud"),
        (Role.PIC, "Desa", "pic-desa"),
        (Role.OFFICER, "I Made Wirya, S.H.", "petugas-i-made-wirya-s-h"),
        (Role.OFFICER, "Désirée", "petugas-desiree"),
        (Role.OFFICER, "日本", "petugas"),
        (
            Role.PIC,
            "Dinas Komunikasi Informatika Persandian dan Statistik",
            "pic-dinas-komunikasi-informatika",
        ),
        (Role.PIC, "../<b>&amp;\x00' OR 1=1", "pic-b-amp-or-1-1"),
    ],
)
def test_user_names_tell_what_they_are_for(role: str, hint: str, name: str) -> None:
    assert usernames.base(role, hint) == name
    assert len(name) <= usernames.LONGEST


def test_a_one_time_password_has_sixty_bits_and_no_look_alikes() -> None:
    made = {one_time.make() for _ in range(500)}
    assert len(made) == 500
    symbols = {character for secret in made for character in secret} - {"-"}
    assert len(symbols) == 32
    assert not symbols & set("ILOU")
    assert {len(secret.replace("-", "")) for secret in made} == {12}


def test_only_a_keyed_hash_of_it_is_kept(world: World) -> None:
    invited = invite(world)
    kept = bytes(Activation.objects.get(pk=invited.activation.pk).secret_hash)
    assert len(kept) == 32
    told = str(list(Event.objects.values()))
    for spelling in (invited.secret, invited.secret.replace("-", "")):
        assert spelling not in repr(invited)
        assert spelling not in told
        assert spelling.encode() not in kept


def test_the_invitation_and_the_activation_are_in_the_trail(world: World) -> None:
    invited = invite(world, way="slip")
    activate(invited)
    about = Event.objects.filter(subject=invited.user.actor).order_by("id")
    assert [(event.act, event.by) for event in about] == [
        ("account.invite", world.dayu.actor),
        ("account.activate", invited.user.actor),
    ]
    assert about[0].data == {"role": "pic", "region": "51.04.01", "way": "slip"}


def test_activation_takes_over_with_a_password_of_ones_own(world: World) -> None:
    user = activate(invite(world))
    kept = User.objects.get(pk=user.pk)
    assert kept.is_active
    assert kept.check_password(OWN)
    assert getattr(acts.activation_of(kept), "state", None) == "used"


@pytest.mark.parametrize(
    "spelling",
    [
        str.lower,
        lambda secret: secret.replace("-", ""),
        lambda secret: secret.replace("-", " "),
        lambda secret: f"  {secret.replace('-', '–')} \n",
        lambda secret: secret.replace("0", "o").replace("1", "l"),
    ],
)
def test_it_may_be_typed_or_pasted_in_any_way(world: World, spelling: Callable[[str], str]) -> None:
    invited = invite(world)
    assert activate(invited, secret=spelling(invited.secret), username=" PIC-Batubulan ").is_active


@pytest.mark.parametrize("typed", ["", " ", "0000-0000-0000", "\x00", "é" * 5000, "🙂", "123"])
def test_what_is_wrong_is_wrong_whether_or_not_the_name_exists(world: World, typed: str) -> None:
    invited = invite(world)
    for username in (invited.user.username, "nobody", "", "\x00", "x" * 9000, "dayu"):
        with pytest.raises(acts.WrongSecretError):
            acts.activate(username=username, secret=typed, password=OWN)
        Tries.objects.all().delete()
    assert not User.objects.get(pk=invited.user.pk).is_active


def test_an_unknown_name_asks_the_database_as_much_as_a_known_one(
    world: World, django_assert_num_queries: Any
) -> None:
    invited = invite(world)
    for username in (invited.user.username, "nobody"):
        with django_assert_num_queries(11), pytest.raises(acts.WrongSecretError):
            acts.activate(username=username, secret="0000-0000-0000", password=OWN)


def test_wrong_tries_are_in_the_trail_without_what_was_typed(world: World) -> None:
    invited = invite(world)
    guess(invited.user.username, 1)
    guess("sandi-rahasia-di-kotak-salah", 1)
    events = Event.objects.filter(act="account.activation_failed")
    assert {event.subject for event in events} == {invited.user.actor, "user:unknown"}
    assert {str(event.data) for event in events} == {"{}"}


def test_one_persons_one_time_password_is_not_anothers(world: World) -> None:
    first, second = invite(world), invite(world)
    with pytest.raises(acts.WrongSecretError):
        activate(first, secret=second.secret)


def test_it_expires_after_three_days(world: World) -> None:
    invited = invite(world)
    assert invited.activation.expires_at - invited.activation.made_at == timedelta(hours=72)
    grow_old(invited, by=timedelta(0))
    with pytest.raises(acts.SecretExpiredError):
        activate(invited)
    assert getattr(acts.activation_of(invited.user), "state", None) == "expired"


def test_it_works_once(world: World) -> None:
    invited = invite(world)
    activate(invited)
    with pytest.raises(acts.SecretUsedError):
        activate(invited, password="another-good-password-9")
    assert User.objects.get(pk=invited.user.pk).check_password(OWN)


def test_of_many_at_once_one_succeeds(world: World) -> None:
    invited = invite(world)

    def one(number: int) -> str:
        try:
            activate(invited, password=f"{OWN}-{number}")
        except acts.SecretUsedError:
            return "used"
        finally:
            connection.close()
        return "activated"

    with ThreadPoolExecutor(8) as browsers:
        answers = list(browsers.map(one, range(8)))
    assert sorted(answers) == ["activated", *["used"] * 7]
    assert Event.objects.filter(act="account.activate").count() == 1


def test_many_invitations_at_once_get_different_names(world: World) -> None:
    def one(_: int) -> str:
        try:
            return invite(world).user.username
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as coordinators:
        assert len(set(coordinators.map(one, range(6)))) == 6


@pytest.mark.parametrize(
    "weak", ["", "short", "password1", "pic-batubulan", "picbatubulan1", "batubulan", "NiLuhKetutSari"]
)
def test_a_weak_password_is_refused_and_spends_nothing(world: World, weak: str) -> None:
    invited = invite(world)
    with pytest.raises(ValidationError):
        activate(invited, password=weak)
    assert activate(invited).is_active


def test_a_good_sentence_is_good_also_for_whoever_has_a_long_name(world: World) -> None:
    invited = invite(world, username_hint="petugas ni made mari", role=Role.OFFICER)
    assert activate(invited, password="kelapa-muda-segar-27").is_active


def test_the_one_time_password_does_not_become_the_own_one(world: World) -> None:
    invited = invite(world)
    for password in (invited.secret, invited.secret.lower().replace("-", "")):
        with pytest.raises(ValidationError):
            activate(invited, password=password)


def test_it_is_no_use_at_the_staff_sign_in(world: World, client: Client) -> None:
    invited = invite(world)
    for _ in ("before", "after"):
        for typed in (invited.secret, invited.secret.replace("-", "")):
            answer = client.post("/akun/login/", {"login": invited.user.username, "password": typed})
            assert answer.status_code == 200
            assert "_auth_user_id" not in client.session
        if not User.objects.get(pk=invited.user.pk).is_active:
            activate(invited)


def test_a_newer_one_ends_the_older(world: World) -> None:
    first = invite(world, contact="lama@contoh.example")
    second = acts.renew_activation(user=first.user, by=world.dayu, way="slip", contact="baru@contoh.example")
    with pytest.raises(acts.SecretReplacedError):
        activate(first)
    user = activate(second)
    assert user.contact == "baru@contoh.example"
    with pytest.raises(acts.SecretUsedError):
        activate(first)
    renewal = Event.objects.get(act="account.renew_activation")
    assert renewal.data == {"way": "slip", "corrected": True}


def test_an_expired_one_is_renewed(world: World) -> None:
    invited = invite(world)
    grow_old(invited)
    assert activate(acts.renew_activation(user=invited.user, by=world.dayu)).is_active


def test_an_account_in_use_gets_no_new_one(world: World) -> None:
    invited = invite(world)
    activate(invited)
    for user in (invited.user, world.putu):
        with pytest.raises(acts.AccountActiveError):
            acts.renew_activation(user=user, by=world.dayu)
    User.objects.filter(pk=invited.user.pk).update(is_active=False)
    with pytest.raises(acts.AccountActiveError):
        acts.renew_activation(user=invited.user, by=world.dayu)


def test_what_is_taken_back_no_longer_works(world: World) -> None:
    invited = invite(world)
    assert acts.end_activations(user=invited.user, by=world.dayu) == 1
    assert acts.end_activations(user=invited.user, by=world.dayu) == 0
    with pytest.raises(acts.SecretReplacedError):
        activate(invited)
    assert Event.objects.filter(act="account.end_activations").count() == 1


def test_an_account_has_one_open_activation_at_most(world: World) -> None:
    invited = invite(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activation.objects.create(
            user=invited.user,
            secret_hash=b"x",
            way="email",
            made_by="command",
            expires_at=timezone.now() + timedelta(1),
        )


def test_guessing_from_one_address_is_stopped(world: World) -> None:
    names = [invite(world).user.username for _ in range(7)]
    answers = [answer for name in names for answer in guess(name, 5)]
    assert answers == [acts.WrongSecretError] * 30 + [acts.TooManyTriesError] * 5


def test_guessing_at_one_name_from_many_addresses_is_slowed_down(world: World) -> None:
    invited = invite(world)
    answers = [answer for host in range(20) for answer in guess(invited.user.username, 5, f"192.0.2.{host}")]
    allowed = answers.count(acts.WrongSecretError)
    assert allowed <= attempts.PER_USERNAME + 18 * attempts.OWN


def test_guessing_from_many_addresses_of_one_line_is_guessing_from_one(world: World) -> None:
    invited = invite(world)
    answers = [
        answer for host in range(20) for answer in guess(invited.user.username, 1, f"2001:db8:0:7::{host:x}")
    ]
    assert answers.count(acts.WrongSecretError) == attempts.PER_USERNAME


def test_at_once_no_more_guesses_are_looked_at_than_one_by_one(world: World) -> None:
    invited = invite(world)

    def one(_: int) -> list[type[Exception]]:
        try:
            return guess(invited.user.username, 5)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as thieves:
        answers = [answer for found in thieves.map(one, range(8)) for answer in found]
    assert answers.count(acts.WrongSecretError) == attempts.PER_USERNAME


def test_a_strangers_guesses_lock_nobody_out(world: World) -> None:
    invited = invite(world)
    guess(invited.user.username, 40)
    assert from_address("198.51.100.7", lambda: activate(invited)).is_active


def test_whoever_was_stopped_waits_a_quarter_of_an_hour_and_no_longer(world: World) -> None:
    invited = invite(world)
    guess(invited.user.username, 40)
    with pytest.raises(acts.TooManyTriesError) as told:
        from_address("192.0.2.66", lambda: activate(invited))
    assert told.value.until - timezone.now() <= timedelta(minutes=15)
    Tries.objects.update(since=timezone.now() - attempts.WINDOW)
    assert from_address("192.0.2.66", lambda: activate(invited)).is_active


def test_whoever_types_the_right_one_is_never_counted(world: World) -> None:
    # A coordinator's office in which a hundred PICs activate one after the other.
    for _ in range(40):
        invited = invite(world)
        with pytest.raises(ValidationError):
            activate(invited, password="weak")
        activate(invited)
    assert not any(Tries.objects.values_list("count", flat=True))


def test_old_counts_go(world: World) -> None:
    guess("nobody", 1)
    Tries.objects.update(since=timezone.now() - timedelta(days=1))
    guess("nobody", 1, "198.51.100.9")
    assert pacing.forget_old(timezone.now()) == 2  # by the first address; the name is counted anew
    assert Tries.objects.count() == 3


@pytest.mark.parametrize("changed", [{"role": "king"}, {"way": "pigeon"}])
def test_an_invitation_that_makes_no_sense_is_refused(world: World, changed: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(changed.values()))):
        invite(world, **changed)


@pytest.mark.parametrize("name", ["", "  ", "x" * 121])
def test_an_invitation_names_somebody(world: World, name: str) -> None:
    with pytest.raises(ValidationError):
        invite(world, name=name)


def test_where_mail_goes_is_sealed(world: World) -> None:
    user = invite(world, contact="pic@batubulan.example").user
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact FROM accounts_user WHERE id = %s", [user.pk])
        assert b"batubulan" not in bytes(cursor.fetchone()[0])
    assert User.objects.get(pk=user.pk).channel == "email"
    assert invite(world, contact="+6281234567890").user.channel == "sms"
    assert invite(world).user.channel == ""


def test_the_link_names_the_account_and_holds_no_secret(world: World) -> None:
    invited = invite(world)
    link = acts.activation_link(invited.user)
    assert link.endswith("/aktivasi?u=pic-batubulan")
    assert invited.secret not in link
