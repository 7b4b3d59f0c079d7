"""`gapura verify`: is a venue code, a pass, a check-in proof or a visitor token ours, and does it hold?"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from gapura.cli import deployment
from gapura.cli.errors import CommandError
from gapura.core.codes import door_code, passes, proof, token, venue_code
from gapura.core.evidence import encode
from gapura.core.keys import KeyRing

GENUINE, NOT_GENUINE, UNREADABLE = 0, 1, 2
LONGEST_FILE = 64 * 1024
UNREADABLE_WORDS = (
    "This cannot be read: it is no venue code, pass, check-in proof or visitor token of Gapura's. "
    "Health certificates are not read by this version."
)
_NAMES = {"proof": "check-in proof", "token": "visitor token", "code": "venue code", "pass": "pass"}
_VERDICTS = {"picture": "ONLY A PICTURE", "early": "SHOWN BY A CLOCK THAT RUNS AHEAD"}
Finding = dict[str, Any]


def add_parser(verbs: "argparse._SubParsersAction[Any]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "verify", help="is a code, a pass, a proof or a token genuine, and does it hold?"
    )
    parser.add_argument("text", metavar="TEXT|FILE", help="the scanned text, a file that holds it, or -")
    parser.add_argument("--json", action="store_true", help="print the finding as JSON")
    deployment.add_data_dir(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print what the text is: 0 genuine and in force, 1 not, 2 unreadable."""
    deployment.use_data_dir(arguments.data_dir)
    keys = deployment.keys_file()
    if not keys.exists():
        raise CommandError(f"There is no key file at {keys}, so nothing can be verified.", UNREADABLE)
    finding = examine(_text(arguments.text), KeyRing.load(keys))
    if finding.get("genuine"):
        _add_what_is_kept(finding, arguments.data_dir)
    finding.pop("_token", None)
    if arguments.json:
        print(json.dumps(finding, ensure_ascii=False))
    else:
        print("\n".join(_lines(finding)))
    if finding["kind"] == "unreadable":
        return UNREADABLE
    return GENUINE if finding["genuine"] and finding["in_force"] else NOT_GENUINE


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


def _add_what_is_kept(finding: Finding, data_dir: Path) -> None:
    """What the database adds: the venue's name, whether it is withdrawn, whether a device is signed out."""
    if not os.environ.get("DATABASE_URL") and not (data_dir / "postgres").exists():
        finding["note"] = "no database here: only the signature was checked"
        return
    with deployment.database(data_dir):
        deployment.start_django()
        kept = {"proof": _kept_visit, "token": _kept_device, "code": _kept_venue, "pass": _kept_pass}
        kept[finding["kind"]](finding)


def _kept_venue(finding: Finding) -> None:
    from gapura.venues.models import Door, Number, State

    issued = Number.objects.select_related("venue").filter(number=finding["venue_number"]).first()
    if issued is None:
        finding.update(in_force=False, problem="unknown")
        return
    finding["venue"] = issued.venue.name
    door = Door.objects.filter(venue=issued.venue, number=finding["door"]).first()
    gone = issued.withdrawn_at or issued.venue.state != State.LIVE or (door and door.withdrawn_at)
    if gone:
        finding.update(in_force=False, problem="withdrawn")
    elif finding["door"] and door is None:
        finding.update(in_force=False, problem="unknown")


def _kept_pass(finding: Finding) -> None:
    from gapura.people.models import Pass

    row = Pass.objects.filter(pk=int(finding["number"], 16)).first()
    if row is None:
        finding.update(in_force=False, problem="unknown")
        return
    finding["read_as"] = row.spelled
    if row.withdrawn_at:
        finding.update(in_force=False, problem="withdrawn", withdrawn_at=row.withdrawn_at.isoformat())


def _kept_visit(finding: Finding) -> None:
    from gapura.core.ids import day_of
    from gapura.venues.models import Number
    from gapura.visits.models import Visit

    issued = Number.objects.select_related("venue").filter(number=finding["venue_number"]).first()
    if issued:
        finding["venue"] = issued.venue.name
    visit_id = UUID(finding["visit"])
    visit = Visit.objects.filter(id=visit_id, day=day_of(visit_id)).first()
    if visit:
        finding["person"] = str(visit.person_id)
        finding["left_at"] = visit.left_at.isoformat() if visit.left_at else None
    else:
        finding["note"] = "the visit is not kept any more"


def _kept_device(finding: Finding) -> None:
    from gapura.people.models import Device

    shown = finding.get("_token")
    if shown is None:
        return
    device = Device.objects.filter(person_id=shown.person_id, id=shown.device_id).first()
    if device is None or device.revoked_at:
        finding.update(in_force=False, problem="signed out" if device else "unknown")


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _lines(finding: Finding) -> list[str]:
    if finding["kind"] == "unreadable":
        return [str(finding["words"])]
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
