"""`gapura verify`: is a code, pass, proof, token or health certificate genuine, and does it hold?"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gapura.cli import deployment, verify_certificate, verify_kept
from gapura.cli.errors import CommandError
from gapura.core.codes import door_code, passes, proof, token, venue_code
from gapura.core.evidence import encode
from gapura.core.keys import KeyRing

GENUINE, NOT_GENUINE, UNREADABLE = 0, 1, 2
LONGEST_FILE = 64 * 1024
UNREADABLE_WORDS = (
    "This cannot be read: it is no venue code, pass, check-in proof or visitor token of Gapura's, "
    "and no health certificate of the EU's form (HC1:) or SMART Health Card (shc:/)."
)
_NAMES = {"proof": "check-in proof", "token": "visitor token", "code": "venue code", "pass": "pass"}
_VERDICTS = {"picture": "ONLY A PICTURE", "early": "SHOWN BY A CLOCK THAT RUNS AHEAD"}
Finding = dict[str, Any]


def add_parser(verbs: "argparse._SubParsersAction[Any]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "verify",
        help="is a code, a pass, a proof, a token or a health certificate genuine, and does it hold?",
    )
    parser.add_argument("text", metavar="TEXT|FILE", help="the scanned text, a file that holds it, or -")
    parser.add_argument("--json", action="store_true", help="print the finding as JSON")
    parser.add_argument(
        "--trust", metavar="FILE", type=Path, help="a trust list to judge a health certificate by"
    )
    parser.add_argument(
        "--revocations", metavar="FILE", type=Path, help="health certificates called back, beside --trust"
    )
    deployment.add_data_dir(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print what the text is: 0 genuine and in force, 1 not, 2 unreadable."""
    data_dir = deployment.use_data_dir(arguments.data_dir)
    text = _text(arguments.text)
    finding = verify_certificate.finding_of(
        text, data_dir=data_dir, trust=arguments.trust, revocations=arguments.revocations
    ) or _by_keys(text, arguments.data_dir)
    if arguments.json:
        print(json.dumps(finding, ensure_ascii=False))
    else:
        print("\n".join(_lines(finding)))
    if finding["kind"] == "unreadable":
        return UNREADABLE
    return GENUINE if finding["genuine"] and finding["in_force"] else NOT_GENUINE


def _by_keys(text: str, data_dir: Path) -> Finding:
    keys = deployment.keys_file()
    if not keys.exists():
        raise CommandError(
            f"There is no key file at {keys}, so nothing but health certificates can be verified.", UNREADABLE
        )
    finding = examine(text, KeyRing.load(keys))
    if finding.get("genuine"):
        verify_kept.add_to(finding, data_dir)
    finding.pop("_token", None)
    return finding


def examine(text: str, ring: KeyRing, *, now: float | None = None) -> Finding:
    """What the keys alone say about a text: its kind, whether genuine and in force, and what it holds."""
    moment = time.time() if now is None else now
    bare = text.strip()
    readers: tuple[Callable[[], Finding | None], ...] = (
        lambda: _as_pass(bare, ring, moment),
        lambda: _as_proof(bare, ring),
        lambda: _as_token(bare, ring, moment),
        lambda: _as_code(bare, ring, moment),
    )
    found = (reader() for reader in readers)
    return next((each for each in found if each), {"kind": "unreadable", "words": UNREADABLE_WORDS})


def _text(given: str) -> str:
    if given == "-":
        return sys.stdin.read(LONGEST_FILE)
    try:
        path = Path(given)
        if len(given) < 4096 and path.is_file():
            with path.open("rb") as file:
                return file.read(LONGEST_FILE).decode("utf-8", "replace")
    except (OSError, ValueError):
        pass  # too long or too strange for the name of a file, so it is the text itself
    return given


def _as_pass(text: str, ring: KeyRing, now: float) -> Finding | None:
    try:
        shown = passes.read(text, ring.all("pass"))
    except passes.PassError as error:
        if error.problem == "malformed":
            return None
        return {"kind": "pass", "genuine": False, "in_force": False, "problem": error.problem}
    issued = shown.issued
    fault = shown.fault(now)
    finding: Finding = {
        "kind": "pass",
        "genuine": True,
        "in_force": fault is None,
        "key": shown.key_id,
        "carried_by": issued.kind,
        "number": f"{issued.number:010x}",
        "name": issued.name,
        "issued_at": _moment(issued.issued_at),
        "expires_at": _moment(issued.expires_at),
        "shown_since": _moment(shown.since),
        "evidence": json.loads(encode(issued.evidence)),
    }
    return finding if fault is None else {**finding, "problem": fault}


def _as_proof(text: str, ring: KeyRing) -> Finding | None:
    if len(text) != proof.LENGTH:
        return None
    for key in ring.all("proof"):
        try:
            shown = proof.read(text, [key])
        except proof.ProofError as error:
            if error.problem == "malformed":
                return None
            continue
        return {
            "kind": "proof",
            "genuine": True,
            "in_force": True,
            "key": key.id,
            "visit": str(shown.visit_id),
            "venue_number": shown.venue,
            "door": shown.door,
            "decision": shown.decision,
            "colour": shown.colour,
            "checked_in_at": _moment(shown.checked_in_at),
        }
    return {"kind": "proof", "genuine": False, "in_force": False, "problem": "forged"}


def _as_token(text: str, ring: KeyRing, now: float) -> Finding | None:
    """A token lets its bearer in, so nothing of it is ever printed but whose it is and until when."""
    try:
        shown = token.read(text, ring.all("token"), now)
    except token.TokenError as error:
        if error.problem == "malformed":
            return None
        expired = error.problem == "expired"
        return {"kind": "token", "genuine": expired, "in_force": False, "problem": error.problem}
    return {
        "kind": "token",
        "genuine": True,
        "in_force": True,
        "person": str(shown.person_id),
        "expires_at": _moment(shown.expires_at),
        "_token": shown,
    }


def _as_code(text: str, ring: KeyRing, now: float) -> Finding | None:
    key = ring.current("code")
    try:
        shown = door_code.read(text, [key])
    except venue_code.CodeError as error:
        if error.problem == "malformed":
            return None
        return {"kind": "code", "genuine": False, "in_force": False, "problem": error.problem}
    code = venue_code.make(shown.number, shown.door, key)
    finding: Finding = {
        "kind": "code",
        "genuine": True,
        "in_force": True,
        "code": venue_code.pretty(code),
        "venue_number": shown.number,
        "door": shown.door,
        "from": "poster" if shown.from_poster else "ticket" if shown.is_ticket else "screen",
    }
    if finding["from"] == "screen" and not door_code.is_current(shown, now, key):
        finding.update(in_force=False, problem="changed")
    return finding


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _lines(finding: Finding) -> list[str]:
    if finding["kind"] == "unreadable":
        return [str(finding["words"])]
    if finding["kind"] == "certificate":
        return verify_certificate.lines_of(finding)
    name = _NAMES[finding["kind"]]
    if not finding["genuine"]:
        reason = "a character is wrong" if finding["problem"] == "mistyped" else "not signed by these keys"
        return [f"NOT GENUINE: this has the form of a {name}, but {reason}."]
    problem = finding.get("problem", "")
    verdict = "GENUINE" if finding["in_force"] else f"GENUINE, BUT {_VERDICTS.get(problem, problem.upper())}"
    hidden = {"kind", "genuine", "in_force", "problem"}
    facts = [
        f"  {key.replace('_', ' ')}: {_told(value)}" for key, value in finding.items() if key not in hidden
    ]
    return [f"{verdict}: {name}", *facts]


def _told(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
