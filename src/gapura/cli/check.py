"""`gapura check`: is this deployment safe and complete?"""

import argparse
import textwrap
from collections import Counter
from typing import Any

from gapura.cli import check_occupancy, deployment
from gapura.cli.errors import CommandError

WIDTH = 100


def add_parser(verbs: "argparse._SubParsersAction[Any]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("check", help="is this deployment safe and complete?")
    deployment.add_data_dir(parser)
    parser.add_argument(
        "--occupancy",
        action="store_true",
        help="instead, compare every venue's count of people inside with its open visits, and explain",
    )
    parser.add_argument("--repair", action="store_true", help="with --occupancy: set right what departs")
    parser.add_argument("--json", action="store_true", help="with --occupancy: print what was found as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print what every check found; 1 where anything fails."""
    if (arguments.repair or arguments.json) and not arguments.occupancy:
        raise CommandError("--repair and --json go with --occupancy.", status=2)
    with deployment.database(arguments.data_dir):
        deployment.start_django()
        if arguments.occupancy:
            return check_occupancy.run(repair=arguments.repair, as_json=arguments.json)
        from gapura.common.checks import Level, run_all
        from gapura.mail.checks import listener, senders
        from gapura.venues.posters.checks import address_on_posters

        seen: Counter[Level] = Counter()
        for finding in run_all(address_on_posters, senders, listener):
            seen[finding.level] += 1
            print(_row(finding.level, finding.subject, finding.text))
    print(
        f"\n{seen[Level.OK]} in order, {seen[Level.WARN]} to think about, {seen[Level.FAIL]} to repair first."
    )
    return int(seen[Level.FAIL] > 0)


def _row(level: str, subject: str, text: str) -> str:
    head = f"{level:5} {subject:18} "
    return textwrap.fill(text, WIDTH, initial_indent=head, subsequent_indent=" " * len(head))
