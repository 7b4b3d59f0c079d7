"""`gapura retention run`: drop visits that are past their term."""

import argparse
from typing import Any

from gapura import config
from gapura.cli import deployment
from gapura.cli.progress import Bar


def add_parser(verbs: "argparse._SubParsersAction[Any]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("retention", help="drop visits that are past their term")
    acts = parser.add_subparsers(metavar="run", required=True)
    act = acts.add_parser("run", help="drop whole days, with a report of each")
    deployment.add_data_dir(act)
    act.add_argument(
        "--days", type=_days, metavar="N", help="days to keep (default: GAPURA_RETENTION_DAYS or 14)"
    )
    act.add_argument("--dry-run", action="store_true", help="only say what would go")
    act.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Print each day that went and how many visits it had."""
    with deployment.database(arguments.data_dir):
        deployment.start_django()
        from django.utils import timezone

        from gapura.audit.trail import COMMAND
        from gapura.fhir import waiting
        from gapura.partners import retention as partners
        from gapura.scanning import retention as scans
        from gapura.tracing import retention as tracing
        from gapura.visits import retention

        days: int = arguments.days or config.current().retention_days
        deleted = retention.run(by=COMMAND, term_days=days, dry_run=arguments.dry_run, progress=Bar("days"))
        if not arguments.dry_run:
            scans.run(term_days=days)
            waiting.forget_old(timezone.now())
            partners.run(timezone.now())
            report = tracing.run(by=COMMAND, term_days=days)
            if report:
                print(f"{report.cases:,} cases from before {report.before} gone.")
    word = "would go" if arguments.dry_run else "gone"
    for gone in deleted:
        print(f"{gone.day}  {gone.visits:>9,} visits {word}")
    print(f"{sum(gone.visits for gone in deleted):,} visits older than {days} days {word}.")


def _days(text: str) -> int:
    days = int(text)
    if not 1 <= days <= 366:
        raise argparse.ArgumentTypeError("between 1 and 366")
    return days
