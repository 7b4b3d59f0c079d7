"""What a verb needs of a deployment before it can work: its data folder, its database, Django."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from gapura import config
from gapura.cli.errors import CommandError
from gapura.postgres import connect_or_start

DEFAULT_DATA_DIR = "gapura-data"


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    """Give a verb the option that says where a deployment keeps its files."""
    parser.add_argument(
        "--data-dir",
        metavar="D",
        type=Path,
        default=Path(os.environ.get("GAPURA_DATA_DIR", DEFAULT_DATA_DIR)),
        help=f"folder of keys and embedded database (default: GAPURA_DATA_DIR or ./{DEFAULT_DATA_DIR})",
    )


def use_data_dir(data_dir: Path) -> Path:
    """Make this folder the one that the settings of this process and its children speak of."""
    place = data_dir.absolute()
    os.environ["GAPURA_DATA_DIR"] = str(place)
    return place


class Database(NamedTuple):
    """Where the deployment's database is, and what is to be done now and then to keep it there."""

    url: str
    keep: Callable[[], None]


@contextmanager
def database(data_dir: Path) -> Iterator[Database]:
    """The deployment's database; its address is DATABASE_URL for this process and its children meanwhile.

    The server of DATABASE_URL where that is set, else the one embedded in the data folder, which is started,
    and stopped at the end, unless another process runs it already. The address is the application's role's;
    whoever changes the schema asks for `owner_url` inside.
    """
    place = use_data_dir(data_dir)
    if given := config.from_environment().database_url:
        yield Database(given, keep=lambda: None)
        return
    server = connect_or_start(place)
    os.environ |= {"DATABASE_URL": server.url, "GAPURA_OWNER_DATABASE_URL": server.owner_url}
    try:
        yield Database(server.url, keep=server.revive)
    finally:
        del os.environ["DATABASE_URL"], os.environ["GAPURA_OWNER_DATABASE_URL"]
        server.stop()


def owner_url() -> str:
    """The address of the same database for the role that owns its tables; call it inside `database`."""
    return config.from_environment().owner_database_url


def start_django() -> None:
    """Load Django with Gapura's settings; call it once the database's address is known."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "gapura.settings"
    django.setup()


def region(code: str) -> Any:
    """The region of a code, once Django is started. Raises CommandError where there is none."""
    from gapura.regions.models import Region

    found = Region.objects.filter(code=code).first()
    if found is None:
        raise CommandError(f"There is no region {code!r}. `gapura import regions FILE.csv` adds regions.", 2)
    return found


def keys_file() -> Path:
    """Where this deployment keeps its keys; call it after `use_data_dir` or `database`."""
    return config.from_environment().keys_file


def say(line: str) -> None:
    """Tell the person at the terminal how far a long act is, apart from what it prints as its result."""
    print(line, file=sys.stderr, flush=True)
