"""Jobs in the administration: found, read, and tried again."""

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries

from tests.staff import World, make_world, signed_in

PLACE = "/admin/procrastinate/procrastinatejob/"
MESSAGE = "0199c0de-0000-7000-8000-000000000001"

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def test_jobs_are_read_without_a_style_that_the_page_may_not_have(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(20):
        job = app.configure_task("mail.deliver", priority=3).defer(message_id=MESSAGE)
    client = signed_in(world.made)
    for address in (PLACE, f"{PLACE}{job}/change/"):
        with django_assert_max_num_queries(20):
            page = client.get(address)
        assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"]
        assert " style=" not in page.content.decode()
        assert MESSAGE in page.content.decode()
        assert "deferred" in page.content.decode()


def test_a_job_that_waits_is_called_off(world: World) -> None:
    job = app.configure_task("mail.deliver").defer(message_id=MESSAGE)
    signed_in(world.made).post(PLACE, {"action": "cancel", "_selected_action": [job]})
    assert ProcrastinateJob.objects.get(pk=job).status == "cancelled"
