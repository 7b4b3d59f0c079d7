"""`gapura simulate`: a day of visits at the demo's offices, online or straight into a past day."""

import argparse
import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from gapura.cli import deployment
from gapura.cli.errors import CommandError
from gapura.cli.progress import Bar

if TYPE_CHECKING:
    from gapura.demo.simulation.report import Report

VISITS = 19_000
MOST_VISITS = 1_000_000


def add_parser(verbs: "argparse._SubParsersAction[Any]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("simulate", help="a day of visits at the demo's offices")
    parser.add_argument("--visits", metavar="N", type=_visits, default=VISITS, help="check-ins (19,000)")
    parser.add_argument(
        "--day-seconds", metavar="S", type=float, default=0.0, help="spread the day over so many seconds"
    )
    parser.add_argument("--seed", metavar="N", type=int, default=1, help="another number, another day")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--url", metavar="URL", help="the server to visit (default: the one in demo.json)")
    where.add_argument("--direct", action="store_true", help="write a past day into the database instead")
    parser.add_argument(
        "--day", metavar="YYYY-MM-DD", type=date.fromisoformat, help="the past day for --direct (yesterday)"
    )
    deployment.add_data_dir(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Simulate, then print what came of it; 1 where some check-in got no answer."""
    if arguments.day and not arguments.direct:
        raise CommandError("--day goes with --direct: online, check-ins happen now.", 2)
    report = _direct(arguments) if arguments.direct else _online(arguments)
    print("\n".join(report.lines()))
    return 1 if report.problems else 0


def _visits(text: str) -> int:
    number = int(text)
    if not 1 <= number <= MOST_VISITS:
        raise argparse.ArgumentTypeError(f"between 1 and {MOST_VISITS:,}")
    return number


def _direct(arguments: argparse.Namespace) -> "Report":
    with deployment.database(arguments.data_dir):
        deployment.start_django()
        from gapura import config
        from gapura.demo.seeding import ZONE, state
        from gapura.demo.simulation import direct

        today = datetime.now(ZONE).date()
        day = arguments.day or today - timedelta(days=1)
        oldest = today - timedelta(days=config.current().retention_days)
        if not oldest < day < today:
            raise CommandError(f"--day must lie between {oldest + timedelta(days=1)} and yesterday.", 2)
        if state() is None:
            raise CommandError("This database is not the demo's: invented visits are written into no other.")
        try:
            return direct.write(day, visits=arguments.visits, seed=arguments.seed, progress=Bar("visits"))
        except ValueError as error:
            raise CommandError(str(error)) from error


def _online(arguments: argparse.Namespace) -> "Report":
    from gapura.demo.simulation import day, online

    demo = _demo(arguments.data_dir)
    tokens, groups = _people(arguments.data_dir, demo)
    venues = [online.Venue(venue["code"], venue["name"]) for venue in demo["venues"]]
    calls = day.plan(
        arguments.visits,
        sizes=[venue["capacity"] for venue in demo["venues"]],
        groups=groups,
        rng=Random(arguments.seed),
    )
    return online.play(
        calls,
        url=arguments.url or demo["base"],
        venues=venues,
        tokens=tokens,
        day_seconds=arguments.day_seconds,
        progress=Bar("check-ins and check-outs"),
    )


def _demo(data_dir: Path) -> dict[str, Any]:
    path = data_dir / "demo.json"
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise CommandError(
            f"{path} cannot be read: {error}. Start `gapura demo` with the same --data-dir first.", 2
        ) from error


def _people(data_dir: Path, demo: dict[str, Any]) -> tuple[Sequence[str], dict[str, list[int]]]:
    """Everybody's token and groups, where the keys are at hand; else those of demo.json."""
    from gapura.core.keys import KeyRing
    from gapura.demo import population, tokens

    keys = data_dir / "keys.json"
    groups: dict[str, list[int]] = {"admit": [], "verify": [], "refuse": [], "black": []}
    if not keys.exists():
        kinds = {"green": "admit", "yellow": "verify", "red": "refuse", "black": "black"}
        for number, visitor in enumerate(demo["visitors"]):
            groups[kinds[visitor["colour"]]].append(number)
        return [visitor["token"] for visitor in demo["visitors"]], groups
    ring = KeyRing.load(keys)
    today = datetime.now().astimezone().date()
    everybody = population.people(today)
    for person in everybody:
        kind = "black" if person.story.colour == "black" else person.story.decision
        groups[kind].append(person.number)
    return [tokens.token_of(ring, person, today) for person in everybody], groups
