"""`gapura rollups rebuild`: make all counts of visits anew."""

import argparse
from typing import Any

from gapura.cli import deployment
from gapura.cli.progress import Bar


def add_parser(verbs: "argparse._SubParsersAction[Any]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("rollups", help="the counts of visits behind figures and dashboards")
    acts = parser.add_subparsers(metavar="rebuild", required=True)
    act = acts.add_parser("rebuild", help="count the kept visits again, and add every day up anew")
    deployment.add_data_dir(act)
    act.set_defaults(run=rebuild)


def rebuild(arguments: argparse.Namespace) -> None:
    """Say what was counted; while it runs, nobody's check-in waits."""
    with deployment.database(arguments.data_dir):
        deployment.start_django()
        from gapura.oversight.rollups import rebuilding

        done = rebuilding.rebuild(progress=Bar)
    print(f"{done.hours:,} hours with {done.visits:,} visits counted; {done.days:,} days added up.")
