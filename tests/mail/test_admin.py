"""Messages in the administration: dead letters and late ones found, steps shown, nothing to be changed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from gapura.mail import history
from gapura.mail.models import Bounce, Message, State
from tests.mail.hello import written
from tests.staff import World, make_world, signed_in

pytestmark = pytest.mark.django_db
PLACE = "/admin/mail/message/"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def test_what_needs_somebody_is_found(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    dead, late, fine = written(), written(), written()
    history.note(dead, State.BOUNCED, detail="550 5.1.1 no such user", bounce=Bounce.HARD)
    history.note(fine, State.HANDED_OVER, detail="250 OK")
    Message.objects.filter(pk=late.pk).update(created_at=timezone.now() - timedelta(hours=2))
    client = signed_in(world.made)
    for needs, found in (("dead", dead), ("late", late)):
        with django_assert_max_num_queries(20):
            page = client.get(PLACE, {"needs": needs}).content.decode()
        assert f"{PLACE}{found.pk}/" in page
        assert page.count(f"{PLACE}0") == 1


def test_one_message_shows_its_steps_and_no_words(world: World) -> None:
    message = written("application:0199c0de-0000-7000-8000-000000000001")
    history.note(message, State.DELAYED, detail="452 4.2.2 mailbox full", until=timezone.now())
    page = signed_in(world.made).get(f"{PLACE}{message.pk}/change/").content.decode()
    assert "452 4.2.2 mailbox full" in page
    assert "482913" not in page
    assert "putu@desa.example" not in page
    assert 'name="_save"' not in page


def test_messages_are_found_by_their_template(world: World) -> None:
    quiet, other = written(), written()
    Message.objects.filter(pk=quiet.pk).update(template="oversight/quiet")
    client = signed_in(world.made)
    assert "?template=oversight/quiet" in client.get(PLACE).content.decode().replace("%2F", "/")
    page = client.get(PLACE, {"template": "oversight/quiet"}).content.decode()
    assert str(quiet.pk) in page
    assert str(other.pk) not in page


def test_messages_are_found_by_what_they_are_about(world: World) -> None:
    message = written("application:0199c0de-0000-7000-8000-000000000001")
    other = written()
    page = signed_in(world.made).get(PLACE, {"q": message.about}).content.decode()
    assert str(message.pk) in page
    assert str(other.pk) not in page
