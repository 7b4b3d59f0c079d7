"""How Django keeps its connections to the database."""

import threading

import pytest
from django.db import connection
from psycopg_pool import ConnectionPool

from gapura.database import django_settings
from tests.ports import free_port


def test_a_connection_that_fails_is_given_up_so_that_the_next_page_tries_anew() -> None:
    address = f"postgresql://nobody@127.0.0.1:{free_port()}/gapura"
    given_up = threading.Event()
    options = django_settings(address)["OPTIONS"]["pool"]
    with ConnectionPool(address, reconnect_failed=lambda _: given_up.set(), **options) as pool:
        pool.resize(1, options["max_size"])
        assert given_up.wait(60)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"),
    [("synchronous_commit", "on"), ("lock_timeout", "10s"), ("statement_timeout", "1min"), ("jit", "off")],
)
def test_a_session_flushes_waits_for_nothing_for_ever_and_compiles_nothing(name: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        assert cursor.fetchone() == (value,)


def test_options_in_the_address_of_the_database_come_beside_ours_and_ours_hold() -> None:
    options = django_settings("postgresql:///gapura?options=-c%20work_mem%3D64MB")["OPTIONS"]["options"]
    assert options.startswith("-c work_mem=64MB -c synchronous_commit=on")
