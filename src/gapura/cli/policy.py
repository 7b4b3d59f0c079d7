"""`gapura policy`: which rule sets there are, and what they say about one person's evidence."""

import argparse
import json
import re
import sys
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gapura.cli import policy_pin
from gapura.cli.errors import CommandError
from gapura.core.evidence import EARLIEST, LATEST, Evidence, EvidenceError, decode
from gapura.core.policy import (
    LANGUAGES,
    SECTORS,
    Explanation,
    NoRuleSetError,
    RuleSet,
    explain,
    get,
    in_force,
    load_all,
)
from gapura.core.policy.words import COLOUR_WORDS, DECISION_WORDS, Text, long_date
from gapura.core.provinces import ZONES

DEFAULT_ZONE = "Asia/Makassar"
NOON = time(12)
REGION = re.compile(rf"ID|({'|'.join(ZONES)})(\.[0-9]{{2}}(\.[0-9]{{2}}(\.[0-9]{{4}})?)?)?")
"""The nation, or the code of a province that there is, of a regency, kecamatan or village in one."""


def add_parser(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("policy", help="rule sets, and what they say about a person's evidence")
    acts = parser.add_subparsers(metavar="explain|list|pin|unpin", required=True)
    _add_explain(acts)
    listing = acts.add_parser("list", help="the rule sets and their dates")
    listing.add_argument("--lang", choices=LANGUAGES, default="id")
    listing.add_argument("--json", action="store_true", help="as JSON")
    listing.set_defaults(run=run_list)
    policy_pin.add_parser(acts)


def _add_explain(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = acts.add_parser("explain", help="colour, decision and reasons for a person's evidence")
    parser.add_argument("--facts", required=True, metavar="FILE", help="the evidence as JSON; - is stdin")
    parser.add_argument(
        "--at",
        required=True,
        metavar="T",
        help="a date (noon is meant) or an ISO timestamp; without an offset it is the zone's time",
    )
    parser.add_argument("--ruleset", metavar="ID", help="whatever its dates; else the one in force")
    parser.add_argument("--sector", choices=SECTORS, default="office")
    parser.add_argument("--ppkm-level", type=int, choices=(1, 2, 3, 4))
    parser.add_argument("--region", metavar="CODE", help="the venue's region code, for regional rules")
    parser.add_argument("--zone", default=DEFAULT_ZONE, help=f"time zone of the venue, else {DEFAULT_ZONE}")
    parser.add_argument("--lang", choices=LANGUAGES, default="id")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(run=run_explain)


def run_explain(arguments: argparse.Namespace) -> None:
    """Print the outcome; 2 for input that cannot be used."""
    explanation = _explain(arguments)
    print(_as_json(explanation) if arguments.json else _as_text(explanation, arguments.lang))


def run_list(arguments: argparse.Namespace) -> None:
    """Print every rule set with its dates."""
    if arguments.json:
        print(json.dumps([_summary(ruleset) for ruleset in load_all()], ensure_ascii=False))
        return
    for ruleset in load_all():
        until = ruleset.valid_to.isoformat() if ruleset.valid_to else "..."
        print(f"{ruleset.id:15} [{ruleset.valid_from}, {until})  {ruleset.title.in_(arguments.lang)}")


def _summary(ruleset: RuleSet) -> dict[str, object]:
    return {
        "id": ruleset.id,
        "valid_from": ruleset.valid_from.isoformat(),
        "valid_to": ruleset.valid_to.isoformat() if ruleset.valid_to else None,
        "advisory": ruleset.advisory,
        "title": {"id": ruleset.title.id, "en": ruleset.title.en},
    }


def _explain(arguments: argparse.Namespace) -> Explanation:
    zone = _zone(arguments.zone)
    at = _instant(arguments.at, zone)
    region = arguments.region
    if region is not None and not REGION.fullmatch(region):
        raise CommandError(f"--region must be a region's code such as 51.04, not {region!r}.", 2)
    return explain(
        _ruleset(arguments.ruleset, at.astimezone(zone).date()),
        _evidence(arguments.facts),
        at=at,
        zone=zone,
        sector=arguments.sector,
        ppkm_level=arguments.ppkm_level,
        region=region,
        language=arguments.lang,
    )


def _ruleset(ruleset: str | None, day: date) -> RuleSet:
    try:
        return in_force(day) if ruleset is None else get(ruleset)
    except NoRuleSetError as error:
        raise CommandError(_sentence(str(error)), 2) from None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CommandError(f"--zone: there is no time zone {name!r}.", 2) from None


def _instant(text: str, zone: ZoneInfo) -> datetime:
    try:
        if "T" in text or " " in text:
            at = datetime.fromisoformat(text)
        else:
            at = datetime.combine(date.fromisoformat(text), NOON)
    except ValueError:
        raise CommandError(f"--at must be a date or an ISO timestamp, not {text!r}.", 2) from None
    if not EARLIEST < at.date() < LATEST:
        raise CommandError(f"--at must lie between {EARLIEST} and {LATEST}.", 2)
    return at if at.tzinfo is not None else at.replace(tzinfo=zone)


def _evidence(path: str) -> Evidence:
    try:
        return decode(sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes())
    except EvidenceError as error:
        raise CommandError(_sentence(f"--facts: {error}"), 2) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CommandError(_sentence(f"--facts: cannot read {path!r}: {reason}"), 2) from None


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if text.endswith(".") else f"{text}."


def _as_json(explanation: Explanation) -> str:
    screening = explanation.screening
    answer = {
        "colour": screening.colour,
        "decision": screening.decision,
        "ruleset": screening.ruleset,
        "reasons": [{"code": line.code, "text": line.text} for line in explanation.lines],
    }
    return json.dumps(answer, ensure_ascii=False)


def _as_text(explanation: Explanation, language: str) -> str:
    screening = explanation.screening
    headings = {"id": ("Warna", "Keputusan", "Aturan"), "en": ("Colour", "Decision", "Rule set")}[language]
    values = (
        COLOUR_WORDS[screening.colour].in_(language).upper(),
        DECISION_WORDS[screening.decision].in_(language),
        f"{screening.ruleset} ({explanation.title})",
    )
    lines = [f"{heading + ':':11}{value}" for heading, value in zip(headings, values, strict=True)]
    for line in explanation.lines:
        lines += ["", f"- {line.text} [{line.code}]", *(f"    {sentence}" for sentence in line.evidence)]
    lines += ["", *_footer(explanation, language)]
    return "\n".join(lines).rstrip()


def _footer(explanation: Explanation, language: str) -> list[str]:
    footer = []
    if explanation.black_ends is not None:
        day = long_date(explanation.black_ends, language)
        ends = Text(f"Tanpa catatan baru, hitam berakhir {day}.", f"Without new records black ends on {day}.")
        footer.append(ends.in_(language))
    footer += [Text(f"Catatan: {note}", f"Note: {note}").in_(language) for note in explanation.notes]
    return footer
