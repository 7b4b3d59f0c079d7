"""`gapura import holidays`: Indonesia's and Bali's holidays, or those of a table."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gapura.cli import deployment
from gapura.cli.errors import CommandError
from gapura.core.compliance import holidays as table


def add_parser(kinds: "argparse._SubParsersAction[Any]") -> argparse.ArgumentParser:
    """Add the verb's kind to the command line."""
    parser: argparse.ArgumentParser = kinds.add_parser(
        "holidays", help="holidays from a .csv file, or those that come with Gapura"
    )
    parser.add_argument("file", metavar="FILE", type=Path, nargs="?")
    parser.set_defaults(run=run)
    return parser


def run(arguments: argparse.Namespace) -> None:
    """Enter holidays that are not there yet; without a file, Indonesia's and Bali's."""
    try:
        rows = list(_read(arguments.file)) if arguments.file else table.shipped()
    except (OSError, UnicodeDecodeError, table.HolidayError) as error:
        raise CommandError(f"{arguments.file}: {error}", 2) from error
    with deployment.database(arguments.data_dir):
        deployment.start_django()
        from gapura.audit.trail import COMMAND
        from gapura.oversight.holidays.acts import import_holidays

        done = import_holidays(rows=rows, by=COMMAND)
    print(f"{done.added} entered, {done.known} there already, {done.elsewhere} of regions not known here.")


def _read(path: Path) -> Iterator[table.Holiday]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from table.read(file)
