"""Staff accounts are made by an act, with a role, a region and a trail."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from gapura.accounts import acts
from gapura.accounts.models import User
from gapura.accounts.roles import PLACES, SENTENCES, Role
from gapura.audit.models import Event
from gapura.audit.trail import SYSTEM
from tests.staff import PASSWORD, SECRET, World


def make(world: World, **changed: object) -> User:
    given = {
        "username": "wayan",
        "name": "I Wayan Sudira",
        "role": Role.PIC,
        "region": world.gianyar,
        "password": PASSWORD,
        "by": SYSTEM,
        **changed,
    }
    return acts.make_staff(**given)  # type: ignore[arg-type]


def test_an_account_has_one_role_in_one_region(world: World) -> None:
    user = User.objects.get(pk=make(world).pk)
    assert (user.role, user.region_id) == (Role.PIC, "51.04")
    assert user.check_password(PASSWORD)
    assert not user.is_staff


def test_only_the_operator_enters_the_administration(world: World) -> None:
    operator = make(world, role=Role.OPERATOR)
    assert operator.is_staff
    assert operator.is_superuser


def test_the_trail_names_who_was_made_and_not_how_they_sign_in(world: World) -> None:
    user = make(world, totp_secret=SECRET)
    event = Event.objects.filter(act="account.make", subject=user.actor).get()
    assert event.data == {"role": "pic", "region": "51.04", "totp": True}


def test_a_second_factors_secret_is_sealed(world: World) -> None:
    user = make(world, totp_secret=SECRET)
    kept = Authenticator.objects.get(user=user).data["secret"]
    assert SECRET not in kept


@pytest.mark.parametrize("secret", ["", "short", "JBSWY3DPEHPK3PXP", "not base32 !!!!!!!!!!!!!!!!!!!!!!!!!!"])
def test_a_secret_that_is_none_is_refused(world: World, secret: str) -> None:
    with pytest.raises(ValueError, match="TOTP"):
        make(world, totp_secret=secret)


@pytest.mark.parametrize("password", ["", "123", "password", "wayan"])
def test_a_weak_password_is_refused(world: World, password: str) -> None:
    with pytest.raises(ValidationError):
        make(world, password=password)
    assert not User.objects.filter(username="wayan").exists()


def test_an_unknown_role_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="king"):
        make(world, role="king")


@pytest.mark.parametrize("username", ["", "two words", "x" * 151])
def test_a_bad_user_name_is_refused(world: World, username: str) -> None:
    with pytest.raises(ValidationError):
        make(world, username=username)


def test_a_user_name_is_taken_once(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make(world, username="dayu")


def test_a_lost_second_factor_can_be_taken_away(world: World) -> None:
    acts.reset_second_factor(user=world.putu, reason="phone lost", by=world.made)
    assert not Authenticator.objects.filter(user=world.putu).exists()
    assert Event.objects.get(act="account.reset_second_factor").by == world.made.actor


@pytest.mark.parametrize("role", Role.values)
def test_every_role_has_a_place_and_a_sentence(role: str) -> None:
    assert PLACES[role].startswith("/")
    assert str(SENTENCES[role]).endswith(".")
