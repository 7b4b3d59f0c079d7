"""The demo's outbox page, which no other deployment has."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gapura.audit.trail import SYSTEM
from gapura.mail import acts

pytestmark = pytest.mark.django_db


def written(to: str, code: str) -> None:
    acts.send(
        channel="email",
        to=to,
        template="hello",
        language="id",
        context={"name": "<script>", "code": code},
        by=SYSTEM,
    )


@pytest.fixture
def outbox(deploy: Callable[..., None]) -> None:
    deploy(DEMO="1")
    written("putu@gianyar.example", "111111")
    written("komang@gianyar.example", "222222")


def test_there_is_none_outside_the_demo(client: Client) -> None:
    assert client.get("/kotak-keluar/").status_code == 404


@pytest.mark.usefixtures("outbox")
def test_every_message_is_readable_newest_first(client: Client) -> None:
    page = client.get("/kotak-keluar/").content.decode()
    assert page.index("222222") < page.index("111111")
    assert "Hanya demo" in page


@pytest.mark.usefixtures("outbox")
def test_hostile_words_are_shown_as_words(client: Client) -> None:
    page = client.get("/kotak-keluar/").content.decode()
    assert "&lt;script&gt;" in page
    assert "<h2>Halo <script>" not in page


@pytest.mark.usefixtures("outbox")
def test_one_recipients_messages(client: Client) -> None:
    page = client.get("/kotak-keluar/", {"to": " PUTU@gianyar.example "}).content.decode()
    assert "111111" in page
    assert "222222" not in page


@pytest.mark.usefixtures("outbox")
def test_a_recipient_nobody_wrote_to(client: Client) -> None:
    page = client.get("/kotak-keluar/", {"to": "nobody@desa.example"}).content.decode()
    assert "Belum ada pesan kepada penerima ini" in page
    assert client.get("/kotak-keluar/", {"to": "nobody\x00@x"}).status_code == 404


@pytest.mark.usefixtures("outbox")
def test_scripts_read_it_as_json(client: Client) -> None:
    [message] = client.get("/kotak-keluar/", {"format": "json", "to": "komang@gianyar.example"}).json()
    assert set(message) == {"id", "channel", "to", "subject", "text", "state", "created_at"}
    assert message["to"] == "komang@gianyar.example"
    assert "222222" in message["text"]


@pytest.mark.usefixtures("outbox")
def test_one_query_however_many_messages(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        client.get("/kotak-keluar/")
