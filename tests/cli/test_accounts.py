"""`gapura accounts` lets the first ones into a deployment, and whoever lost the second factor."""

import pytest
from allauth.mfa.models import Authenticator

from gapura import cli
from gapura.accounts.acts import activate
from gapura.accounts.models import User
from gapura.audit.models import Event
from tests.staff import PASSWORD, World, make_world, signed_in

pytestmark = pytest.mark.django_db
NATION = ("--region", "ID")


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def invited(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[str, str]:
    """The user name and the one-time password that were printed."""
    assert cli.main(["accounts", *words]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].endswith(f"/aktivasi?u={lines[0].split()[-1]}")
    return lines[0].split()[-1], lines[1].split()[2]


@pytest.mark.parametrize(
    ("role", "region", "place"),
    [
        ("operator", "ID", "/admin/"),
        ("reviewer", "ID", "/verifikasi/"),
        ("coordinator", "51.04", "/koordinator/"),
        ("health_officer", "51.04", "/dinkes/"),
    ],
)
def test_whoever_is_invited_activates_the_account_and_is_at_work(
    world: World, capsys: pytest.CaptureFixture[str], role: str, region: str, place: str
) -> None:
    words = ("--role", role, "--region", region, "--name", "Ida Ayu Rai", "--email", "rai@gianyar.example")
    username, secret = invited(capsys, "invite", *words)
    user = activate(username=username, secret=secret, password=PASSWORD)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert (user.role, user.region_id, user.contact) == (role, region, "rai@gianyar.example")
    assert signed_in(user).get(place).status_code == 200
    assert secret not in str(list(Event.objects.values()))


def test_a_one_time_password_is_made_again_until_the_account_is_active(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    username, _ = invited(capsys, "invite", "--role", "reviewer", *NATION, "--name", "Ketut Budi")
    again, secret = invited(capsys, "renew", username)
    assert again == username
    activate(username=username, secret=secret, password=PASSWORD)
    assert cli.main(["accounts", "renew", username]) == 1


def test_a_lost_second_factor_is_taken_away_with_its_reason(world: World) -> None:
    assert cli.main(["accounts", "reset-second-factor", "dayu", "--reason", "phone lost"]) == 0
    assert not Authenticator.objects.filter(user=world.dayu).exists()
    assert Event.objects.get(act="account.reset_second_factor").data == {"reason": "phone lost"}


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("invite", "--role", "reviewer", "--region", "99", "--name", "Budi"), 2),
        (("invite", "--role", "reviewer", *NATION, "--name", " "), 2),
        (("invite", "--role", "reviewer", *NATION, "--name", "Budi", "--email", "budi"), 2),
        (("renew", "nobody"), 1),
        (("reset-second-factor", "nobody", "--reason", "x"), 1),
    ],
)
def test_what_cannot_be_done_is_said_and_makes_no_account(
    world: World, words: tuple[str, ...], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    before = User.objects.count()
    assert cli.main(["accounts", *words]) == status
    assert capsys.readouterr().err.startswith("gapura: ")
    assert User.objects.count() == before
