"""Every verb, one per module, each with `add_parser` and a function set as `run`."""

import argparse
import signal
import sys
from collections.abc import Sequence

from gapura import __version__
from gapura.cli import (
    TERMINATED,
    accounts,
    backup,
    bench,
    check,
    demo,
    import_,
    keys,
    mail,
    migrate,
    policy,
    retention,
    rollups,
    serve,
    simulate,
    verify,
)
from gapura.cli.errors import CommandError, trouble_with_database, trouble_with_files
from gapura.config import ConfigError
from gapura.core.keys import KeyRingError
from gapura.postgres import PostgresError

VERBS = (
    demo,
    serve,
    migrate,
    check,
    accounts,
    import_,
    policy,
    verify,
    simulate,
    bench,
    retention,
    rollups,
    mail,
    keys,
    backup,
)


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(prog="gapura", description="QR check-in and health screening at the doors.")
    top.add_argument("--version", action="version", version=f"gapura {__version__}")
    verbs = top.add_subparsers(title="verbs", metavar="VERB", required=True)
    for verb in VERBS:
        verb.add_parser(verbs)
    return top


def run(argv: Sequence[str] | None) -> int:
    """Run one verb and give its exit status, which `gapura.cli.main` tells; an interrupt goes through."""
    arguments = parser().parse_args(argv)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))  # so that what was begun is put back
    try:
        return int(arguments.run(arguments) or 0)
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except CommandError as error:
        return _complain(error, error.status)
    except (ConfigError, KeyRingError, PostgresError) as error:
        return _complain(error, 1)
    except Exception as error:
        from gapura.audit.logs import traceback_of  # it takes long to load

        return _complain(trouble_with_files(error) or trouble_with_database(error) or traceback_of(error), 1)


def _complain(error: Exception | str, status: int) -> int:
    print(f"gapura: {error}", file=sys.stderr)
    return status
