"""`gapura serve`: the server, whole or one role of it."""

import argparse
import os
import sys
from ipaddress import ip_address
from typing import Any

from gapura.cli import deployment
from gapura.cli.errors import CommandError


def add_parser(verbs: "argparse._SubParsersAction[Any]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("serve", help="run the server")
    deployment.add_data_dir(parser)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=_port, default=8000, help="port to listen on (default: 8000)")
    parser.add_argument(
        "--role",
        choices=("all", "portal", "gate", "worker"),
        default="all",
        help="everything, or one part of a deployment spread over several processes (default: all)",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Serve until asked to stop."""
    if arguments.role == "all" and arguments.port:  # the public address may not be reached from here
        os.environ.setdefault("GAPURA_GATE_URL", own_address(arguments.host, arguments.port))
    with deployment.database(arguments.data_dir) as database:
        _require_schema(database.url)
        from gapura import server

        def tell(port: int) -> None:
            where = f"on http://{arguments.host}:{port}" if port else "as a worker"
            print(f"Gapura runs {where}. Ctrl-C stops it.", file=sys.stderr, flush=True)

        try:
            server.serve(arguments.role, arguments.host, arguments.port, on_ready=tell, keep=database.keep)
        except OSError as error:
            raise CommandError(f"The server cannot start: {error}") from error


def _require_schema(url: str) -> None:
    from gapura import database

    if missing := database.unmigrated(url):
        raise CommandError(
            f"The database lacks {len(missing)} migrations of this version: run `gapura migrate`, then serve."
        )


def own_address(host: str, port: int) -> str:
    """Where this machine reaches what listens on a host and port; an empty host is every one."""
    try:
        address = ip_address(host or "0.0.0.0")
    except ValueError:
        return f"http://{host}:{port}"
    if address.version == 6:
        return f"http://[{'::1' if address.is_unspecified else host}]:{port}"
    return f"http://{'127.0.0.1' if address.is_unspecified else host}:{port}"


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("a port is between 0 and 65535")
    return port
