"""`gapura import trust` and `gapura import revocations`: whose certificates count, and which no longer do."""

import argparse
from pathlib import Path
from typing import Any

from gapura.cli import deployment
from gapura.cli.errors import CommandError
from gapura.core.evidence.certificates import revocation_file, trust_file

LARGEST = 80 * 1024 * 1024
"""Bytes of a file: a revocation list of a million hashes in full has 65 of these."""


def add_parsers(kinds: "argparse._SubParsersAction[Any]") -> list[argparse.ArgumentParser]:
    """Add the verb's two kinds to the command line."""
    trust: argparse.ArgumentParser = kinds.add_parser(
        "trust", help="the issuers whose health certificates count, from a trust list (JSON)"
    )
    trust.add_argument("file", metavar="FILE", type=Path)
    trust.set_defaults(run=import_trust)
    revocations: argparse.ArgumentParser = kinds.add_parser(
        "revocations", help="health certificates that were called back, a hash on each line"
    )
    revocations.add_argument("file", metavar="FILE", type=Path)
    revocations.add_argument("--source", metavar="TEXT", help="whose list it is (default: FILE's name)")
    revocations.set_defaults(run=import_revocations)
    return [trust, revocations]


def import_trust(arguments: argparse.Namespace) -> None:
    """Keep a trust list, whole or not at all; 2 where it cannot be used."""
    try:
        file = trust_file.read(read(arguments.file))
    except trust_file.TrustFileError as error:
        raise CommandError(f"{arguments.file}: {error}.", 2) from error
    with deployment.database(arguments.data_dir):
        deployment.start_django()
        from gapura.audit.trail import COMMAND
        from gapura.people.certificates import trust

        count = trust.import_trust(file=file, by=COMMAND)
    print(f"{count} keys of {len({key.name for key in file.keys})} issuers are trusted, by {file.source!r}.")


def import_revocations(arguments: argparse.Namespace) -> None:
    """Keep a list of what was called back, whole or not at all; 2 where it cannot be used."""
    try:
        hashes = revocation_file.read(read(arguments.file))
    except revocation_file.RevocationFileError as error:
        raise CommandError(f"{arguments.file}: {error}.", 2) from error
    with deployment.database(arguments.data_dir):
        deployment.start_django()
        from gapura.audit.trail import COMMAND
        from gapura.people.certificates import acts, trust

        source = arguments.source or arguments.file.name
        try:
            count = trust.import_revocations(hashes=hashes, source=source, by=COMMAND)
        except trust.UnfitSourceError as error:
            raise CommandError(f"{arguments.file}: {error}.", 2) from error
        withdrawn = acts.withdraw_revoked(by=COMMAND)
    print(f"{count} certificates are called back, by {source!r}; {withdrawn} of them were on record here.")


def read(path: Path) -> str:
    """The text of a file of a fitting size. Raises CommandError."""
    try:
        if path.stat().st_size > LARGEST:
            raise CommandError(f"{path} is larger than {LARGEST // 1024 // 1024} MiB.", 2)
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read: {error}.", 2) from error
