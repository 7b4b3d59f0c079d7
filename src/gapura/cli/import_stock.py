"""`gapura import stock`: how many places there are, from a list that an authority counted."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from gapura.cli import deployment
from gapura.cli.errors import CommandError
from gapura.cli.progress import Bar


def add_parser(kinds: "argparse._SubParsersAction[Any]") -> argparse.ArgumentParser:
    """Add the verb's kind to the command line."""
    parser: argparse.ArgumentParser = kinds.add_parser(
        "stock", help="how many places there are, from an .xlsx or .csv file"
    )
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--region", metavar="CODE", default="51.04", help="what it is about (default: 51.04)")
    parser.add_argument(
        "--source", metavar="TEXT", help="who counted, and where that can be read (default: FILE's name)"
    )
    parser.add_argument(
        "--as-of", metavar="DATE", type=date.fromisoformat, help="the day it speaks of (default: today)"
    )
    parser.set_defaults(run=run)
    return parser


def run(arguments: argparse.Namespace) -> None:
    """Keep a list of known places, whole or not at all; 2 where it cannot be used."""
    with deployment.database(arguments.data_dir):
        deployment.start_django()
        from django.utils import timezone, translation

        from gapura.audit.trail import COMMAND
        from gapura.oversight.coverage import counting, sheets, stock
        from gapura.venues.importing.sheets import SheetError, read_sheet

        region = deployment.region(arguments.region)
        # What is wrong is said in the language of the command line.
        with translation.override("en"):
            try:
                kept = stock.import_stock(
                    sheets.lines_of(read_sheet(arguments.file), region=region),
                    region=region,
                    source=arguments.source or arguments.file.name,
                    as_of=arguments.as_of or timezone.localdate(),
                    by=COMMAND,
                )
            except (SheetError, sheets.UnfitSheetError, stock.UnfitStockError) as error:
                raise CommandError(f"{arguments.file}: {error}", 2) from error
        counting.count_today(progress=Bar("places"))
        print(f"The numbers of {kept.lines.count()} kinds of places are kept.")
