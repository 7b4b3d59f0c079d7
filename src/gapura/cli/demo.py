"""`gapura demo`: everything at once, on one machine, with invented people."""

import argparse
import os
import socket
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from gapura.cli import deployment
from gapura.cli.errors import CommandError
from gapura.cli.migrate import migrate
from gapura.cli.progress import Bar, step
from gapura.cli.serve import own_address
from gapura.core.keys import KeyRing

RULESET = "C_2021-09-13"
WITHOUT_PIN = "none"
GREETING = """
Om Swastyastu. Gapura's gate is open: {base}/

  Be anyone, scan anything   {base}/demo/
  Messages, codes included   {outbox}
  For scripts                {path}
  Rule set in force          {ruleset}

  Three of the visitors (be them at the first address):
{people}

  Staff sign in at {base}/akun/login/ (second factors: totp_secret in the file above):"""


def add_parser(verbs: "argparse._SubParsersAction[Any]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("demo", help="try everything: 189 offices, invented people, one server")
    parser.add_argument("--port", metavar="P", type=_port, default=8000)
    parser.add_argument("--host", metavar="H", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument(
        "--ruleset",
        metavar="ID|none",
        default=RULESET,
        help=f"rule set that holds, whatever its dates ({RULESET}); none: the one of today's date",
    )
    deployment.add_data_dir(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Prepare what is missing, serve until stopped, and leave nothing running."""
    from gapura.server import serve

    _require_ruleset(arguments.ruleset)
    _require_free(arguments.host, arguments.port)
    place = _prepare(arguments)
    with ExitStack() as stack:
        with step("Starting the database"):
            database = stack.enter_context(deployment.database(place))
        document = _fill(place, database.url, arguments.ruleset)
        serve(
            "all",
            arguments.host,
            arguments.port,
            on_ready=lambda port: _announce(place, document),
            keep=database.keep,
        )
    print("Stopped. Everything that was done stays in", place)


def _port(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError("between 1 and 65535")
    return number


def _require_ruleset(ruleset: str) -> None:
    from gapura.core.policy import NoRuleSetError, get

    if ruleset != WITHOUT_PIN:
        try:
            get(ruleset)
        except NoRuleSetError as error:
            raise CommandError(f"{error}, or {WITHOUT_PIN}.", 2) from error


def _require_free(host: str, port: int) -> None:
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        with socket.socket(found[0][0], socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(found[0][4])
    except OSError as error:
        raise CommandError(
            f"The demo cannot listen on {host}:{port} ({error.strerror}). Choose another with --port."
        ) from error


def _prepare(arguments: argparse.Namespace) -> Path:
    """The data folder, with keys, and the settings of a demo in this process's environment."""
    place = deployment.use_data_dir(arguments.data_dir)
    place.mkdir(parents=True, exist_ok=True)
    (place / "demo.json").unlink(missing_ok=True)
    os.environ |= settings(own_address(arguments.host, arguments.port))
    keys = deployment.keys_file()
    ring = KeyRing.load(keys, whole=False) if keys.exists() else KeyRing({})
    if ring.lacking:
        ring.completed().save(keys)
    return place


def settings(address: str) -> dict[str, str]:
    """What holds in a demo at this address, whatever was set: no message leaves it by any way."""
    return {
        "GAPURA_DEMO": "1",
        "GAPURA_BASE_URL": address,
        "GAPURA_GATE_URL": address,
        "GAPURA_EMAIL_SENDER": "outbox",
        "GAPURA_SMS_SENDER": "outbox",
        "GAPURA_WHATSAPP_SENDER": "",
    }


def _fill(place: Path, url: str, ruleset: str) -> dict[str, Any]:
    """Schema, offices, staff and people as they must be today; the document that describes them."""
    with step("Preparing the database's tables and the pages"):
        deployment.start_django()
        migrate(url, verbosity=0)
    from gapura.demo import document, issuing, logins, partner, seeding

    staff = logins.load_or_make(place)
    try:
        with step("Gianyar's offices, staff and 5,000 invented people"):
            demo = seeding.refresh(seeding.seed(staff, progress=Bar("offices")))
            seeding.pin(None if ruleset == WITHOUT_PIN else ruleset)
            issuing.be_trusted()
            return document.compose(demo, staff, partner.load_or_make(place))
    except seeding.OtherDataError as error:
        raise CommandError(str(error)) from error


def _announce(place: Path, document: dict[str, Any]) -> None:
    """Write demo.json and greet; called once the server answers."""
    from gapura.demo.document import write

    path = write(place, document)
    print(GREETING.format(path=path, people="\n".join(_samples(document)), **document), flush=True)
    for login in [*document["logins"], *document["more_logins"]]:
        print(f"    {login['role']:15} {login['username']:19} {login['password']}")
    print("\n  Ctrl-C stops everything; the same command finds it again.\n", flush=True)


def _samples(document: dict[str, Any]) -> list[str]:
    """One visitor each of three colours."""
    first = {visitor["colour"]: visitor for visitor in reversed(document["visitors"])}
    chosen = [first[colour] for colour in ("green", "yellow", "red") if colour in first]
    return [f"    {each['colour']:7} {each['name']}, {each['story']}" for each in chosen]
