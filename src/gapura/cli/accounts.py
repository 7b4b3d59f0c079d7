"""`gapura accounts`: who runs a deployment is invited here, and helped when a second factor is lost."""

import argparse
from typing import TYPE_CHECKING

from gapura.cli import deployment
from gapura.cli.errors import CommandError

if TYPE_CHECKING:
    from django.core.exceptions import ValidationError

    from gapura.accounts.acts import Invitation
    from gapura.accounts.models import User

ROLES = ("operator", "reviewer", "coordinator", "health_officer")
"""Whoever else there is has been approved with an application, or invited by a person in charge."""


def add_parser(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("accounts", help="invite those who run a deployment, and help them in again")
    acts = parser.add_subparsers(metavar="invite|renew|reset-second-factor", required=True)
    _add_invite(acts)
    renew = acts.add_parser("renew", help="a new one-time password for who has not activated the account")
    renew.set_defaults(run=run_renew)
    reset = acts.add_parser("reset-second-factor", help="take away a lost one and end all sessions")
    reset.add_argument("--reason", metavar="TEXT", required=True, help="for the trail")
    reset.set_defaults(run=run_reset)
    for act in (renew, reset):
        act.add_argument("username", metavar="USERNAME")
        deployment.add_data_dir(act)


def _add_invite(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    act = acts.add_parser("invite", help="a new account, and the one-time password that activates it")
    act.add_argument("--role", choices=ROLES, required=True)
    act.add_argument("--region", metavar="CODE", required=True, help="51.04, or ID for the nation")
    act.add_argument("--name", metavar="NAME", required=True, help="of the person; the user name follows it")
    act.add_argument("--email", metavar="ADDRESS", help="where mail about the account goes")
    deployment.add_data_dir(act)
    act.set_defaults(run=run_invite)


def run_invite(arguments: argparse.Namespace) -> None:
    """Print the user name and the one-time password, which is kept in clear nowhere."""
    with deployment.database(arguments.data_dir):
        deployment.start_django()
        from django.core.exceptions import ValidationError
        from django.core.validators import validate_email
        from django.utils import translation

        from gapura.accounts import acts
        from gapura.audit.trail import COMMAND

        region = deployment.region(arguments.region)
        # What is wrong is said in the language of the command line.
        with translation.override("en"):
            try:
                if arguments.email is not None:
                    validate_email(arguments.email)
                invited = acts.invite(
                    name=arguments.name,
                    role=arguments.role,
                    region=region,
                    contact=arguments.email,
                    way="slip",
                    by=COMMAND,
                )
            except ValidationError as error:
                raise CommandError(_named(error), 2) from None
        _tell(invited)


def _named(error: "ValidationError") -> str:
    """Everything that is wrong, each behind the field it is about where that is known."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(f"{field}: {' '.join(said)}" for field, said in error.message_dict.items())


def run_renew(arguments: argparse.Namespace) -> None:
    """Print another one-time password; the earlier one no longer works."""
    with deployment.database(arguments.data_dir):
        deployment.start_django()
        from gapura.accounts import acts
        from gapura.audit.trail import COMMAND

        try:
            _tell(acts.renew_activation(user=_account(arguments.username), way="slip", by=COMMAND))
        except acts.AccountActiveError:
            raise CommandError(f"{arguments.username} has activated the account already.") from None


def run_reset(arguments: argparse.Namespace) -> None:
    """Let the next sign-in set up another second factor."""
    if not arguments.reason.strip():
        raise CommandError("--reason must say why; it stands in the trail.", 2)
    with deployment.database(arguments.data_dir):
        deployment.start_django()
        from gapura.accounts import acts
        from gapura.audit.trail import COMMAND

        user = _account(arguments.username)
        acts.reset_second_factor(user=user, reason=arguments.reason, by=COMMAND)
    print(f"{user.username} sets up a new second factor at the next sign-in.")


def _account(username: str) -> "User":
    from gapura.accounts.models import User

    found = User.objects.filter(username=username).first()
    if found is None:
        raise CommandError(f"There is no account {username!r}.")
    return found


def _tell(invited: "Invitation") -> None:
    from gapura.accounts.acts import activation_link
    from gapura.accounts.acts.invitations import HOURS

    print(f"User name          {invited.user.username}")
    print(f"One-time password  {invited.secret}  (once, within {HOURS} hours)")
    print(f"Activate at        {activation_link(invited.user)}")
