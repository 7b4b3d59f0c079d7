"""`gapura migrate`: bring the database's schema to this version, and make the coming days' partitions."""

import argparse
from typing import Any

from gapura.cli import deployment


def add_parser(verbs: "argparse._SubParsersAction[Any]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("migrate", help="bring the database's schema to this version")
    deployment.add_data_dir(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Apply what is missing; running it again changes nothing."""
    with deployment.database(arguments.data_dir):
        deployment.start_django()
        migrate()


def migrate() -> None:
    """Apply the migrations and collect the static files; needs Django started."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=1)
