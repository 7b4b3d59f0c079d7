"""`gapura keys`: make, list and rotate the deployment's secret keys."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gapura.cli import deployment
from gapura.cli.errors import CommandError
from gapura.core.keys import PURPOSES, SETTLING, KeyRing


def add_parser(verbs: "argparse._SubParsersAction[Any]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("keys", help="make, list or rotate the secret keys")
    acts = parser.add_subparsers(metavar="make|list|rotate", required=True)
    for name, act, text in (
        ("make", make, "write a key file where there is none, or add what this version brought"),
        ("list", show, "print which keys there are, never the keys themselves"),
        ("rotate", rotate, "add a newer key; the older ones still verify and open"),
    ):
        sub = acts.add_parser(name, help=text)
        deployment.add_data_dir(sub)
        sub.set_defaults(run=act)
        if name == "rotate":
            sub.add_argument("purpose", choices=PURPOSES)


def make(arguments: argparse.Namespace) -> None:
    """Write a fresh key file; to an existing one only purposes that it lacks are added."""
    path = _path(arguments)
    if path.exists():
        return _complete(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    KeyRing.generate().save(path)
    print(
        f"Keys made in {path}. Whoever has this file can read every sealed column: keep it safe, back it up."
    )


def _complete(path: Path) -> None:
    ring = KeyRing.load(path, whole=False)
    if not ring.lacking:
        raise CommandError(f"There is a key file at {path} already; nothing was changed.")
    ring.completed().save(path)
    print(f"Added to {path}: {', '.join(ring.lacking)}. The other keys are as they were.")


def show(arguments: argparse.Namespace) -> None:
    """Print one line per key."""
    ring = KeyRing.load(_path(arguments))
    for purpose in PURPOSES:
        for key in ring.all(purpose):
            until = f", retired {key.retired:%Y-%m-%d %H:%M} UTC" if key.retired else ""
            print(f"{purpose:8} {key.id:3}  made {key.made:%Y-%m-%d %H:%M} UTC{until}")


def rotate(arguments: argparse.Namespace) -> None:
    """Add a newer key for one purpose; running servers read it by themselves, then sign with it."""
    path = _path(arguments)
    ring = KeyRing.load(path).rotate(arguments.purpose, datetime.now(UTC))
    ring.save(path)
    newest = ring.all(arguments.purpose)[0]
    since = newest.made + SETTLING
    print(
        f"The {arguments.purpose} key number {newest.id} is used from {since:%H:%M:%S} UTC on, "
        "once every running server has read it. The older ones still verify and open: nobody is signed out."
    )


def _path(arguments: argparse.Namespace) -> Path:
    deployment.use_data_dir(arguments.data_dir)
    return deployment.keys_file()
