"""`gapura check`: is this deployment safe and complete?"""

import argparse
import textwrap
from collections import Counter
from typing import Any

from gapura.cli import deployment

WIDTH = 100


def add_parser(verbs: "argparse._SubParsersAction[Any]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("check", help="is this deployment safe and complete?")
    deployment.add_data_dir(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print what every check found; 1 where anything fails."""
    with deployment.database(arguments.data_dir):
        deployment.start_django()
        from gapura.common.checks import Level, run_all

        seen: Counter[Level] = Counter()
        for finding in run_all():
            seen[finding.level] += 1
            print(_row(finding.level, finding.subject, finding.text))
    print(
        f"\n{seen[Level.OK]} in order, {seen[Level.WARN]} to think about, {seen[Level.FAIL]} to repair first."
    )
    return int(seen[Level.FAIL] > 0)


def _row(level: str, subject: str, text: str) -> str:
    head = f"{level:5} {subject:18} "
    return textwrap.fill(text, WIDTH, initial_indent=head, subsequent_indent=" " * len(head))
