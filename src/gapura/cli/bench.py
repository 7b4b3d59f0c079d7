"""`gapura bench`: the hot path's figures, side by side with its floor."""

import argparse
import os
import sys
from typing import TYPE_CHECKING, Any

from gapura.cli.errors import CommandError

if TYPE_CHECKING:
    from gapura.bench.measuring import Figures, Report

HEADINGS = (
    "scenario",
    "conns",
    "per second",
    "p50 ms",
    "p95 ms",
    "p99 ms",
    "server µs",
    "postgres µs",
    "errors",
)


def add_parser(verbs: "argparse._SubParsersAction[Any]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("bench", help="measure what a check-in costs, beside the empty answer")
    parser.add_argument("--json", action="store_true", help="print every figure as JSON")
    parser.add_argument("--seconds", type=_seconds, default=5.0, help="for each scenario (default: 5)")
    parser.add_argument(
        "--connections",
        type=_connections,
        default=(1, 16, 64, 256),
        metavar="N,N,...",
        help="numbers of connections (default: 1,16,64,256)",
    )
    parser.add_argument("--people", type=_people, default=200_000, help="people to make (default: 200,000)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Measure on a database of our own, or on the empty one of DATABASE_URL; leave nothing behind."""
    from gapura.bench.measuring import BenchError, bench

    try:
        report = bench(
            seconds=arguments.seconds,
            connections=arguments.connections,
            people=arguments.people,
            url=os.environ.get("DATABASE_URL", ""),
            say=lambda text: print(f"{text} ...", file=sys.stderr, flush=True),
        )
    except BenchError as error:
        raise CommandError(str(error)) from error
    _print_json(report) if arguments.json else _print_table(report)


def _print_json(report: "Report") -> None:
    import msgspec

    print(msgspec.json.format(msgspec.json.encode(report), indent=2).decode())


def _print_table(report: "Report") -> None:
    rows = [HEADINGS, *(_row(figures) for figures in report.scenarios)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    print(f"PostgreSQL {report.postgres}, {report.cpus} CPUs shared with the load generator\n")
    for row in rows:
        cells = [
            cell.ljust(width) if not n else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())
    print()
    for connections, ratio in report.ratio.items():
        print(f"A check-in costs {ratio} times the CPU of the empty answer at {connections} connections.")


def _row(figures: "Figures") -> tuple[str, ...]:
    postgres = "not seen" if figures.postgres_us is None else f"{figures.postgres_us:.1f}"
    return (
        figures.name,
        str(figures.connections),
        f"{figures.per_second:,.0f}",
        f"{figures.p50_ms:.2f}",
        f"{figures.p95_ms:.2f}",
        f"{figures.p99_ms:.2f}",
        f"{figures.server_us:.1f}",
        postgres,
        str(figures.errors),
    )


def _seconds(text: str) -> float:
    value = float(text)
    if not 0.2 <= value <= 600:
        raise argparse.ArgumentTypeError("between 0.2 and 600 seconds")
    return value


def _connections(text: str) -> tuple[int, ...]:
    values = tuple(int(part) for part in text.split(","))
    if not values or not all(1 <= value <= 1000 for value in values):
        raise argparse.ArgumentTypeError("each between 1 and 1000")
    return values


def _people(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 10_000_000:
        raise argparse.ArgumentTypeError("between 1 and 10,000,000")
    return value
