"""`gapura migrate`: bring the database and the static files to this version."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from gapura import config
from gapura.cli import deployment
from gapura.core import days


def add_parser(verbs: "argparse._SubParsersAction[Any]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("migrate", help="bring the database and the static files to this version")
    deployment.add_data_dir(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Apply what is missing; running it again changes nothing."""
    with deployment.database(arguments.data_dir) as database:
        deployment.start_django()
        migrate(database.url)


def migrate(url: str, *, verbosity: int = 1) -> None:
    """Bring the schema to this version as its owner, grant to the role of `url`, collect static files.

    Needs Django started. Raises PostgresError where the owner's role does not own what is there.
    """
    from gapura.postgres import privileges
    from gapura.server import portal

    owner_url = deployment.owner_url()
    role = privileges.role_of(url)
    if role == privileges.role_of(owner_url):
        _migrate(verbosity)
    else:
        privileges.require_ownership(owner_url)
        with _django_as(owner_url):
            _migrate(verbosity)
        privileges.grant(owner_url, role)
    portal.collect()


def _migrate(verbosity: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", interactive=False, verbosity=verbosity)
    with connection.cursor() as cursor:
        first, last = days.kept(datetime.now(UTC).date(), config.current().retention_days)
        cursor.execute("SELECT gapura_make_partitions(%s, %s)", [first, last])


@contextmanager
def _django_as(url: str) -> Iterator[None]:
    """Let this thread's Django speak to the database through another address for a while."""
    from django.db import DEFAULT_DB_ALIAS, connections

    from gapura import database

    usual = connections.settings[DEFAULT_DB_ALIAS]
    other = database.django_settings(url)
    del other["OPTIONS"]["pool"]  # Django keeps pools by alias, whoever they connect as
    connections[DEFAULT_DB_ALIAS].close()
    connections.settings[DEFAULT_DB_ALIAS] = {**usual, **other}
    del connections[DEFAULT_DB_ALIAS]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        connections.settings[DEFAULT_DB_ALIAS] = usual
        del connections[DEFAULT_DB_ALIAS]
