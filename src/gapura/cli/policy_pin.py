"""`gapura policy pin` and `unpin`: which rule set holds in a region, whatever its dates."""

import argparse

from gapura.cli import deployment
from gapura.cli.errors import CommandError


def add_parser(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `pin` and `unpin` to the verb `policy`."""
    pin = verbs.add_parser("pin", help="let one rule set hold in a region, whatever its dates")
    pin.add_argument("ruleset", metavar="RULESET", help="its id; `gapura policy list` names them")
    pin.set_defaults(run=run_pin)
    unpin = verbs.add_parser("unpin", help="end a region's pin: the region above or the dates decide")
    unpin.set_defaults(run=run_unpin)
    for parser in (pin, unpin):
        parser.add_argument("--region", metavar="CODE", required=True, help="51.04, or ID for the nation")
        parser.add_argument("--reason", metavar="TEXT", required=True, help="everybody can read it")
        deployment.add_data_dir(parser)


def run_pin(arguments: argparse.Namespace) -> None:
    """Pin, in place of an earlier pin of the region."""
    _change(arguments, arguments.ruleset)
    print(f"{arguments.ruleset} holds in {arguments.region} from now on.")


def run_unpin(arguments: argparse.Namespace) -> None:
    """End the region's pin."""
    _change(arguments, None)
    print(f"The pin of {arguments.region} has ended.")


def _change(arguments: argparse.Namespace, ruleset: str | None) -> None:
    with deployment.database(arguments.data_dir):
        deployment.start_django()
        from gapura.audit.trail import COMMAND
        from gapura.core.policy import NoRuleSetError
        from gapura.rulesets import acts

        region = deployment.region(arguments.region)
        try:
            if ruleset is None:
                acts.unpin(region=region, reason=arguments.reason, by=COMMAND)
            else:
                acts.pin(region=region, ruleset=ruleset, reason=arguments.reason, by=COMMAND)
        except (acts.PinError, NoRuleSetError) as error:
            words = str(error).rstrip(".")  # rule sets are named as they are written
            raise CommandError(f"{words[:1].upper()}{words[1:]}.") from error
