"""`gapura backup` and `gapura restore`: the whole deployment, database and keys, in one file."""

import argparse
from pathlib import Path
from typing import Any

from gapura.cli import deployment
from gapura.cli.errors import CommandError


def add_parser(verbs: "argparse._SubParsersAction[Any]") -> None:
    """Add both verbs to the command line."""
    backup = verbs.add_parser("backup", help="write database and keys into one file")
    backup.set_defaults(run=run_backup)
    restore = verbs.add_parser("restore", help="read database and keys from such a file")
    restore.add_argument("--force", action="store_true", help="replace a database that is not empty")
    restore.set_defaults(run=run_restore)
    for parser in (backup, restore):
        parser.add_argument("file", metavar="FILE", type=Path)
        deployment.add_data_dir(parser)


def run_backup(arguments: argparse.Namespace) -> None:
    """Write the file; it appears only when it is whole."""
    from gapura import archive

    with deployment.database(arguments.data_dir) as database:
        try:
            size = archive.write(arguments.file, database.url, deployment.keys_file(), say=deployment.say)
        except archive.ArchiveError as error:
            raise CommandError(str(error)) from None
    print(
        f"{arguments.file}: {size / 2**20:.1f} MiB, with the keys that open it: keep it as safe as the keys."
    )


def run_restore(arguments: argparse.Namespace) -> None:
    """Read the file into an empty database, or with --force into any."""
    from gapura import archive

    force: bool = arguments.force
    with deployment.database(arguments.data_dir):
        try:
            made = archive.read(
                arguments.file,
                deployment.owner_url(),
                deployment.keys_file(),
                force=force,
                say=deployment.say,
            )
        except archive.ArchiveError as error:
            raise CommandError(str(error)) from None
    print(f"Restored what gapura {made.version} held at {made.made_at}. Run `gapura migrate` next.")
