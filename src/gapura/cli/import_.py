"""`gapura import`: regions, offices, holidays and known places from tables, outlines, and trust lists."""

import argparse
import csv
from pathlib import Path
from typing import Any

from gapura.cli import deployment, import_certificates, import_holidays, import_stock
from gapura.cli.errors import CommandError
from gapura.cli.progress import Bar

SHOWN_PROBLEMS = 20


def add_parser(verbs: "argparse._SubParsersAction[Any]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "import", help="offices, regions, outlines, holidays, the known stock or trust lists, from a file"
    )
    kinds = parser.add_subparsers(
        metavar="offices|regions|outlines|holidays|stock|trust|revocations", required=True
    )
    offices = kinds.add_parser("offices", help="offices from an .xlsx or .csv file")
    offices.add_argument("file", metavar="FILE", type=Path)
    offices.add_argument("--region", metavar="CODE", default="51.04", help="where they lie (default: 51.04)")
    offices.add_argument("--dry-run", action="store_true", help="say what would happen and keep nothing")
    offices.add_argument("--errors", metavar="OUT.csv", type=Path, help="write the refused rows with reasons")
    offices.set_defaults(run=import_offices)
    regions = kinds.add_parser("regions", help="a regency's kecamatan and villages from a .csv file")
    regions.add_argument("file", metavar="FILE", type=Path)
    regions.set_defaults(run=import_regions)
    outlines = kinds.add_parser("outlines", help="where regions lie, from a GeoJSON file")
    outlines.add_argument("file", metavar="FILE", type=Path)
    outlines.add_argument(
        "--source", metavar="TEXT", help="whose outlines these are, with their licence (default: FILE's name)"
    )
    outlines.set_defaults(run=import_outlines)
    holidays = import_holidays.add_parser(kinds)
    stock = import_stock.add_parser(kinds)
    for kind in (offices, regions, outlines, holidays, stock, *import_certificates.add_parsers(kinds)):
        deployment.add_data_dir(kind)


def import_offices(arguments: argparse.Namespace) -> int:
    """Register the good rows; 1 where a row was refused, 2 where the file cannot be used at all."""
    with deployment.database(arguments.data_dir):
        deployment.start_django()
        from gapura.audit.trail import COMMAND
        from gapura.venues import importing
        from gapura.venues.importing.sheets import SheetError, read_sheet

        try:
            sheet = read_sheet(arguments.file)
            summary = importing.import_offices(
                sheet,
                region=deployment.region(arguments.region),
                by=COMMAND,
                dry_run=arguments.dry_run,
                progress=Bar("offices"),
            )
        except SheetError as error:
            raise CommandError(str(error), 2) from error
    _tell(summary, arguments)
    return 1 if summary.problems else 0


def _tell(summary: Any, arguments: argparse.Namespace) -> None:
    from gapura.venues.importing import problems

    would = " (dry run: nothing was kept)" if arguments.dry_run else ""
    print(
        f"{summary.registered} registered, {summary.known} there already, "
        f"{len(summary.problems)} refused{would}."
    )
    if summary.unread:
        titles = ", ".join(repr(title[:60]) for title in summary.unread[:SHOWN_PROBLEMS])
        print(f"  left unread, since no office has such a thing: the columns {titles}.")
    for problem in summary.problems[:SHOWN_PROBLEMS]:
        print(f"  row {problem.row}: {problem.name[:60]!r}: {problem.reason}")
    if len(summary.problems) > SHOWN_PROBLEMS:
        print(f"  ... and {len(summary.problems) - SHOWN_PROBLEMS} more; --errors OUT.csv writes all.")
    if arguments.errors:
        try:
            problems.write(arguments.errors, summary.problems)
        except OSError as error:
            raise CommandError(f"{arguments.errors} cannot be written: {error.strerror}.") from error


def import_regions(arguments: argparse.Namespace) -> None:
    """Register or rename the regions of a list of villages."""
    with deployment.database(arguments.data_dir):
        deployment.start_django()
        from gapura.audit.trail import COMMAND
        from gapura.regions import importing

        try:
            with arguments.file.open(encoding="utf-8-sig", newline="") as file:
                count = importing.import_regions(csv.DictReader(file), by=COMMAND)
        except (OSError, UnicodeDecodeError, csv.Error, importing.UnfitRegionError) as error:
            raise CommandError(f"{arguments.file}: {error}", 2) from error
    print(f"{count} regions are registered.")


def import_outlines(arguments: argparse.Namespace) -> int:
    """Keep the outlines of known regions; 1 where some code is no region's, 2 where nothing can be used."""
    from gapura.regions.geojson import UnfitOutlineError, read_outlines

    with deployment.database(arguments.data_dir):
        deployment.start_django()
        from gapura.audit.trail import COMMAND
        from gapura.regions.outlines import import_outlines

        try:
            outlines = read_outlines(arguments.file)
            imported = import_outlines(outlines, source=arguments.source or arguments.file.name, by=COMMAND)
        except UnfitOutlineError as error:
            raise CommandError(f"{arguments.file}: {error}.", 2) from error
    print(f"The outlines of {len(imported.kept)} regions are kept.")
    if imported.unknown:
        print(f"Left out, since no region has the code: {', '.join(imported.unknown[:SHOWN_PROBLEMS])}.")
    return 1 if imported.unknown else 0
