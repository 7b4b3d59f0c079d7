"""The page behind the confirmation link: shown first, completed by a press, kind when it does not work."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from gapura.accounts.acts import close_account
from gapura.registration.acts import following
from gapura.registration.models import Application, Confirmation
from gapura.registration.states import State
from gapura.venues.models import Post, Venue
from tests.registration.world import World, activated, applied, approved, last_message, link_in


def waiting(world: World) -> tuple[Application, str]:
    """An application whose PIC has to confirm, and the address to do it at."""
    application = activated(approved(applied(), world.agus))
    return application, f"/konfirmasi/{link_in(last_message(application))}"


def test_following_the_link_shows_the_place_and_changes_nothing(world: World, client: Client) -> None:
    application, address = waiting(world)
    answer = client.get(address)
    application.refresh_from_db()
    assert answer.status_code == 200
    assert "Kantor Perbekel Desa Celuk" in answer.text
    assert application.state == State.ACTIVATED
    # The address holds a secret: told to nobody else, and yet the button's form can say where it comes from.
    assert answer["Referrer-Policy"] == "same-origin"


def test_one_press_registers_the_place(world: World, client: Client) -> None:
    application, address = waiting(world)
    assert "sudah terdaftar" in client.post(address).text
    application.refresh_from_db()
    assert application.state == State.CONFIRMED
    assert Venue.objects.filter(name=application.place_name).count() == 1


def test_a_second_press_says_that_it_is_done(world: World, client: Client) -> None:
    _, address = waiting(world)
    client.post(address)
    again = client.post(address)
    assert again.status_code == 200
    assert "sudah lengkap" in again.text


def test_a_link_that_is_too_old_says_where_a_new_one_is(world: World, client: Client) -> None:
    _, address = waiting(world)
    Confirmation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    answer = client.post(address)
    assert answer.status_code == 410
    assert "terlalu lama" in answer.text


def test_a_link_that_a_newer_one_replaced_completes_nothing(world: World, client: Client) -> None:
    application, address = waiting(world)
    following.resend(application=application, by=world.dayu, hasty=True)
    assert client.post(address).status_code == 410
    application.refresh_from_db()
    assert application.state == State.ACTIVATED


def test_no_place_opens_with_a_person_in_charge_whose_account_is_closed(world: World, client: Client) -> None:
    application, address = waiting(world)
    assert application.account is not None
    close_account(user=application.account, reason="Pindah tugas", by=world.made)
    assert client.get(address).status_code == 410
    assert client.post(address).status_code == 410
    assert not Venue.objects.filter(name=application.place_name).exists()


def test_a_guessed_link_is_not_found(world: World, client: Client) -> None:
    for token in ("0" * 40, "x", "%00", "a" * 2000):
        assert client.get(f"/konfirmasi/{token}").status_code == 404
        assert client.post(f"/konfirmasi/{token}").status_code == 404


def test_a_place_that_somebody_else_answers_for_meanwhile_is_not_taken_over(
    world: World, client: Client
) -> None:
    application, address = waiting(world)
    place = Venue.objects.get(pk=world.puskesmas.pk)
    Post.objects.create(user=world.putu, venue=place)
    Application.objects.filter(pk=application.pk).update(place_name=place.name)
    answer = client.post(address)
    assert answer.status_code == 409
    assert "koordinator" in answer.text
