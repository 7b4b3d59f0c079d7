"""`gapura policy`: which rule sets there are, and what they say about one person's evidence."""

import argparse
import json
import re
import sys
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gapura.cli import policy_pin
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


class UsageError(ValueError):
    """An argument that cannot be used; the message is the sentence for the person who typed it."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb `policy` with `explain`, `list`, `pin` and `unpin`."""
    parser = subparsers.add_parser("policy", help="rule sets, and what they say about a person's evidence")
    verbs = parser.add_subparsers(dest="policy_verb", required=True, metavar="VERB")
    _add_explain(verbs)
    listing = verbs.add_parser("list", help="the rule sets and their dates")
    listing.add_argument("--lang", default="id", help="id or en")
    listing.add_argument("--json", action="store_true", help="as JSON")
    listing.set_defaults(run=run_list)
    policy_pin.add_parser(verbs)


def _add_explain(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = verbs.add_parser("explain", help="colour, decision and reasons for a person's evidence")
    parser.add_argument("--facts", required=True, metavar="FILE", help="the evidence as JSON; - is stdin")
    parser.add_argument(
        "--at",
        required=True,
        metavar="T",
        help="a date (noon is meant) or an ISO timestamp; without an offset it is the zone's time",
    )
    parser.add_argument("--ruleset", metavar="ID", help="whatever its dates; else the one in force")
    parser.add_argument("--sector", default="office", help=", ".join(SECTORS))
    parser.add_argument("--ppkm-level", metavar="N", help="1 to 4")
    parser.add_argument("--region", metavar="CODE", help="the venue's region code, for regional rules")
    parser.add_argument("--zone", default=DEFAULT_ZONE, help=f"time zone of the venue, else {DEFAULT_ZONE}")
    parser.add_argument("--lang", default="id", help="id or en")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(run=run_explain)


def run_explain(args: argparse.Namespace) -> int:
    """Print the outcome; 2 with one sentence on stderr for input that cannot be used."""
    try:
        explanation = _explain(args)
    except (UsageError, EvidenceError, NoRuleSetError) as error:
        print(_sentence(error), file=sys.stderr)
        return 2
    print(_as_json(explanation) if args.json else _as_text(explanation, args.lang))
    return 0


def run_list(args: argparse.Namespace) -> int:
    """Print every rule set with its dates; 2 for an unknown language."""
    if args.lang not in LANGUAGES:
        print(f"--lang is one of {', '.join(LANGUAGES)}.", file=sys.stderr)
        return 2
    if args.json:
        print(json.dumps([_summary(ruleset) for ruleset in load_all()], ensure_ascii=False))
        return 0
    for ruleset in load_all():
        until = ruleset.valid_to.isoformat() if ruleset.valid_to else "..."
        print(f"{ruleset.id:15} [{ruleset.valid_from}, {until})  {ruleset.title.in_(args.lang)}")
    return 0


def _summary(ruleset: RuleSet) -> dict[str, object]:
    return {
        "id": ruleset.id,
        "valid_from": ruleset.valid_from.isoformat(),
        "valid_to": ruleset.valid_to.isoformat() if ruleset.valid_to else None,
        "advisory": ruleset.advisory,
        "title": {"id": ruleset.title.id, "en": ruleset.title.en},
    }


def _explain(args: argparse.Namespace) -> Explanation:
    zone = _zone(args.zone)
    at = _instant(args.at, zone)
    _one_of("--sector", args.sector, SECTORS)
    _one_of("--lang", args.lang, LANGUAGES)
    if args.ppkm_level is not None:
        _one_of("--ppkm-level", args.ppkm_level, ("1", "2", "3", "4"))
    if args.region is not None and not REGION.fullmatch(args.region):
        raise UsageError(f"--region must be a region's code such as 51.04, not {args.region!r}")
    return explain(
        get(args.ruleset) if args.ruleset is not None else in_force(at.astimezone(zone).date()),
        _evidence(args.facts),
        at=at,
        zone=zone,
        sector=args.sector,
        ppkm_level=int(args.ppkm_level) if args.ppkm_level is not None else None,
        region=args.region,
        language=args.lang,
    )


def _one_of(option: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise UsageError(f"{option} is one of {', '.join(allowed)}, not {value!r}")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(f"--zone: there is no time zone {name!r}") from None


def _instant(text: str, zone: ZoneInfo) -> datetime:
    try:
        if "T" in text or " " in text:
            at = datetime.fromisoformat(text)
        else:
            at = datetime.combine(date.fromisoformat(text), NOON)
    except ValueError:
        raise UsageError(f"--at must be a date or an ISO timestamp, not {text!r}") from None
    if not EARLIEST < at.date() < LATEST:
        raise UsageError(f"--at must lie between {EARLIEST} and {LATEST}")
    return at if at.tzinfo is not None else at.replace(tzinfo=zone)


def _evidence(path: str) -> Evidence:
    try:
        return decode(sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes())
    except (OSError, ValueError) as error:
        if isinstance(error, EvidenceError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"--facts: cannot read {path!r}: {reason}") from None


def _sentence(error: Exception) -> str:
    text = " ".join(str(error).split())
    if isinstance(error, EvidenceError):
        text = f"--facts: {text}"
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
