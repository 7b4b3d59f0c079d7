"""How Django keeps its connections to the database."""

import threading

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
