"""`gapura bench`: the hot path's figures, side by side with its floor."""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gapura.cli.errors import CommandError
from gapura.cli.progress import Bar

if TYPE_CHECKING:
    from gapura.bench.measuring import Scenario
    from gapura.bench.report import Figures, Report

OVERSIGHT = ("oversight",)
HEADINGS = (
    "scenario",
    "conns",
    "per second",
    "p50 ms",
    "p95 ms",
    "p99 ms",
    "server µs",
    "postgres µs",
    "MB",
    "errors",
)


def add_parser(verbs: "argparse._SubParsersAction[Any]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("bench", help="measure what a check-in costs, beside the empty answer")
    parser.add_argument("--json", action="store_true", help="print every figure as JSON")
    parser.add_argument("--seconds", type=_seconds, default=5.0, help="for each scenario (default: 5)")
    parser.add_argument(
        "--rounds",
        type=_rounds,
        default=1,
        metavar="N",
        help="turns of all scenarios, whose medians are shown (default: 1)",
    )
    parser.add_argument(
        "--connections",
        type=_connections,
        default=(1, 16, 64, 256),
        metavar="N,N,...",
        help="numbers of connections (default: 1,16,64,256)",
    )
    parser.add_argument(
        "--scenario",
        type=_scenarios,
        default=("rush",),
        metavar="NAME,NAME,...",
        help="rush (many venues, the default), mall (one venue), flood (offline batches of 500),"
        " mixed (with pages beside), alone (one connection, beside a durable insert of one row), all"
        " of these, or oversight by itself (the pages of figures over a nation's places)",
    )
    parser.add_argument(
        "--places",
        type=_people,
        default=500_000,
        help="places of the nation, for oversight (default: 500,000)",
    )
    parser.add_argument(
        "--place-days", type=_place_days, default=90, help="days of each place, for oversight (default: 90)"
    )
    parser.add_argument("--people", type=_people, default=400_000, help="people to make (default: 400,000)")
    parser.add_argument(
        "--visits", type=_visits, default=0, help="visits of the last fortnight to keep, as 1e5 (default: 0)"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Measure on a database of our own, or on the empty one of DATABASE_URL; leave nothing behind."""
    from gapura.bench.errors import BenchError

    if arguments.scenario == OVERSIGHT:
        _run_oversight(arguments)
        return
    from gapura.bench.measuring import Plan, bench

    plan = Plan(
        arguments.scenario,
        arguments.connections,
        arguments.seconds,
        arguments.people,
        arguments.visits,
        arguments.rounds,
    )
    try:
        report = bench(
            plan,
            url=os.environ.get("DATABASE_URL", ""),
            say=lambda text: print(f"{text} ...", file=sys.stderr, flush=True),
            progress=Bar,
        )
    except BenchError as error:
        raise CommandError(str(error)) from error
    _print_json(report) if arguments.json else _print_table(report)


def _run_oversight(arguments: argparse.Namespace) -> None:
    from gapura.bench import oversight
    from gapura.bench.errors import BenchError

    size = oversight.Size(places=arguments.places, place_days=arguments.place_days)
    try:
        found = oversight.measure(size, say=lambda text: print(f"{text} ...", file=sys.stderr, flush=True))
    except BenchError as error:
        raise CommandError(str(error)) from error
    if arguments.json:
        print(json.dumps({**size._asdict(), "pages": [page._asdict() for page in found]}, indent=2))
        return
    print(f"{size.places:,} places, {size.days} days of regions, {size.place_days} of places\n")
    print(f"{'page':22} {'statements':>10} {'median ms':>10} {'slowest ms':>10} {'processor ms':>12}")
    for page in found:
        times = f"{page.median_ms:10.1f} {page.slowest_ms:10.1f} {page.processor_ms:12.1f}"
        print(f"{page.page:22} {page.statements:10} {times}")


def _print_json(report: "Report") -> None:
    import msgspec

    print(msgspec.json.format(msgspec.json.encode(report), indent=2).decode())


def _print_table(report: "Report") -> None:
    rows = [HEADINGS, *(_row(figures) for figures in report.scenarios)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    print(
        f"PostgreSQL {report.postgres}, {report.cpus} CPUs shared with the load generator,"
        f" {report.people:,} people, {report.visits:,} visits of past days"
        f"{f', medians of {report.rounds} rounds' if report.rounds > 1 else ''}\n"
    )
    for row in rows:
        cells = [
            cell.ljust(width) if not n else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())
    print()
    for line in _conclusions(report):
        print(line)


def _conclusions(report: "Report") -> Iterator[str]:
    for connections, ratio in report.ratio.items():
        least, most = report.ratio_range[connections]
        span = f" ({least} to {most})" if report.rounds > 1 else ""
        yield (
            f"At {connections} connections a check-in costs {ratio} times{span} the CPU of the server's empty"
            f" answer, and {report.short_ratio[connections]} times that of the gate's shortest."
        )
    if report.again:
        yield (
            f"{report.again:,} check-ins were of people who had checked in before, and left where they stood:"
            " that costs more. With more --people there are none."
        )
    for connections, share in report.mall_of_rush.items():
        yield f"One venue takes {share} of what many take at {connections} connections."
    if report.alone is not None:
        yield f"A lone check-in takes {report.alone} times as long as a durable insert of one row."


def _row(figures: "Figures") -> tuple[str, ...]:
    return (
        figures.name,
        str(figures.connections),
        f"{figures.per_second:,.0f}",
        f"{figures.p50_ms:.2f}",
        f"{figures.p95_ms:.2f}",
        f"{figures.p99_ms:.2f}",
        _micros(figures.server_us),
        _micros(figures.postgres_us),
        f"{max(figures.memory_mb):.0f}" if figures.memory_mb else "",
        str(figures.errors),
    )


def _micros(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _seconds(text: str) -> float:
    value = float(text)
    if not 0.2 <= value <= 600:
        raise argparse.ArgumentTypeError("between 0.2 and 600 seconds")
    return value


def _rounds(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 100:
        raise argparse.ArgumentTypeError("between 1 and 100")
    return value


def _connections(text: str) -> tuple[int, ...]:
    values = tuple(int(part) for part in text.split(","))
    if not values or not all(1 <= value <= 1000 for value in values):
        raise argparse.ArgumentTypeError("each between 1 and 1000")
    return values


def _people(text: str) -> int:
    value = int(float(text))
    if not 1 <= value <= 10_000_000:
        raise argparse.ArgumentTypeError("between 1 and 10,000,000")
    return value


def _visits(text: str) -> int:
    value = float(text)
    if not (value.is_integer() and 0 <= value <= 100_000_000):
        raise argparse.ArgumentTypeError("a whole number up to 1e8")
    return int(value)


def _place_days(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 366:
        raise argparse.ArgumentTypeError("between 1 and 366")
    return value


def _scenarios(text: str) -> "tuple[Scenario, ...] | tuple[str]":
    from gapura.bench.measuring import SCENARIOS

    if text == OVERSIGHT[0]:
        return OVERSIGHT
    wanted: Sequence[str] = SCENARIOS if text == "all" else text.split(",")
    if unknown := set(wanted) - set(SCENARIOS):
        raise argparse.ArgumentTypeError(f"{min(unknown)!r} is none of {', '.join(SCENARIOS)}, all")
    return tuple(name for name in SCENARIOS if name in wanted)
