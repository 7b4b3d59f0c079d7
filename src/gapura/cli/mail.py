"""`gapura mail`: messages and what became of them; what an MTA's pipe brings back."""

import argparse
import os
import re
import sys
from typing import TYPE_CHECKING, Any
from uuid import UUID

from gapura.cli import deployment
from gapura.cli.errors import CommandError, trouble_with_database, trouble_with_files

if TYPE_CHECKING:
    from gapura.mail.models import Message

STATES = ("queued", "handed_over", "delivered", "delayed", "bounced", "opened", "dead")
LARGEST = 2**20
"""Bytes of a letter that are looked at."""

REFUSE, COME_BACK = os.EX_NOUSER, os.EX_TEMPFAIL


def add_parser(verbs: "argparse._SubParsersAction[Any]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("mail", help="messages and what became of them")
    acts = parser.add_subparsers(metavar="list|resend|receive", required=True)
    _add_list(acts)
    _add_resend(acts)
    _add_receive(acts)


def _add_list(acts: "argparse._SubParsersAction[Any]") -> None:
    act = acts.add_parser("list", help="messages, newest first, without whom they went to or what they said")
    deployment.add_data_dir(act)
    act.add_argument(
        "--state", choices=STATES, help="only these; dead: bounced, and nothing more will happen"
    )
    act.add_argument(
        "--about", type=_about, metavar="KIND:ID", help="only about this, such as application:UUID"
    )
    act.add_argument("--limit", type=_limit, default=50, metavar="N", help="at most so many (default: 50)")
    act.set_defaults(run=run_list)


def _add_resend(acts: "argparse._SubParsersAction[Any]") -> None:
    act = acts.add_parser("resend", help="send the same words to the same address once more")
    deployment.add_data_dir(act)
    act.add_argument("message", type=UUID, metavar="ID")
    act.set_defaults(run=run_resend)


def _add_receive(acts: "argparse._SubParsersAction[Any]") -> None:
    act = acts.add_parser("receive", help="read one letter that came back on standard input")
    deployment.add_data_dir(act)
    act.add_argument(
        "--to",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="whom the envelope names (default: headers)",
    )
    act.set_defaults(run=run_receive)


def run_list(arguments: argparse.Namespace) -> None:
    """Print one line for each message."""
    with deployment.database(arguments.data_dir):
        deployment.start_django()
        from gapura.mail.history import listed

        for message in listed(state=arguments.state, about=arguments.about)[: arguments.limit]:
            print(_line(message))


def run_resend(arguments: argparse.Namespace) -> None:
    """Print the new message's id."""
    with deployment.database(arguments.data_dir):
        deployment.start_django()
        from gapura.audit.trail import COMMAND
        from gapura.mail import acts
        from gapura.mail.models import Message

        try:
            again = acts.resend(message=Message.objects.get(pk=arguments.message), by=COMMAND)
        except Message.DoesNotExist:
            raise CommandError(f"there is no message {arguments.message}") from None
        except acts.NotAgainError as error:
            raise CommandError(str(error)) from None
    print(again.id)


def run_receive(arguments: argparse.Namespace) -> int:
    """0 written down, 67 not addressed to a message of ours, 75 come back later, as mail servers read it."""
    content = sys.stdin.buffer.read(LARGEST)
    while sys.stdin.buffer.read(LARGEST):
        """A mail server that is not heard out may take it for a failure."""
    try:
        with deployment.database(arguments.data_dir):
            deployment.start_django()
            from gapura.mail import intake

            try:
                report = intake.receive(content, to=arguments.to)
            except intake.NotOursError as error:
                deployment.say(f"gapura: {error}")
                return REFUSE
    except Exception as error:
        # Whatever is wrong here, the letter must not be lost: the mail server keeps it and comes back.
        trouble = trouble_with_files(error) or trouble_with_database(error)
        deployment.say(f"gapura: {trouble or type(error).__name__}")
        return COME_BACK
    print(f"{report.state} {report.detail}" if report else "no news in it")
    return 0


def _limit(text: str) -> int:
    limit = int(text)
    if limit < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return limit


def _about(text: str) -> str:
    if not re.fullmatch(r"[a-z_]+:\S+", text):
        raise argparse.ArgumentTypeError(f"must look like application:UUID, not {text!r}")
    return text


def _line(message: "Message") -> str:
    state = f"{message.state} {message.bounce}".strip()
    at = f"{message.state_at:%Y-%m-%d %H:%M}"
    about = f"  {message.about}" if message.about else ""
    return (
        f"{message.id}  {at}  {state:13} {message.channel:8} {message.template}{about}  {message.reply[:80]}"
    )
