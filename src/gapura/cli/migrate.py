"""`gapura migrate`: bring the database and the static files to this version."""

import argparse
from typing import Any

from gapura.cli import deployment

DAYS_AHEAD = 8
COMING_DAYS = """
SELECT gapura_make_partitions(today, today + %s) FROM (SELECT (now() AT TIME ZONE 'UTC')::date) AS t(today)
"""


def add_parser(verbs: "argparse._SubParsersAction[Any]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("migrate", help="bring the database and the static files to this version")
    deployment.add_data_dir(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Apply what is missing; running it again changes nothing."""
    with deployment.database(arguments.data_dir):
        deployment.start_django()
        migrate()


def migrate(*, verbosity: int = 1) -> None:
    """Apply migrations, make the coming days' partitions, collect static files; needs Django started."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", interactive=False, verbosity=verbosity)
    with connection.cursor() as cursor:
        cursor.execute(COMING_DAYS, [DAYS_AHEAD])
    call_command("collectstatic", interactive=False, verbosity=max(0, verbosity - 1))
