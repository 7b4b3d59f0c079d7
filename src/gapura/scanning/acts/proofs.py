"""A result screen held up to a scanner: was it made here, whose is it, and does it still open the door?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from django.db import transaction
from django.utils import timezone

from gapura import config
from gapura.accounts.models import User
from gapura.core.codes import proof
from gapura.core.codes.proof import Proof, ProofError
from gapura.core.ids import day_of, new_id
from gapura.people import names
from gapura.people.models import Person
from gapura.scanning.models import Look, Scan, Scanner
from gapura.venues.models import Number
from gapura.visits.models import Visit

State = Literal["unknown", "forged", "elsewhere", "ended", "held-up", "old", "again", "good"]

GOOD_FOR: Final = timedelta(minutes=10)
"""How long after a check-in its screen opens the door: time for the way from the poster to the officer."""

_WORTHLESS: Final[frozenset[State]] = frozenset({"forged", "elsewhere", "ended"})
"""States in which a screen is worth nothing here."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What an officer is told of a screen; all but `state` only where the screen is genuine.

    `shown_at` is when the same screen was first held up here. Nothing is told of a visit elsewhere.
    """

    state: State
    name: str = ""
    colour: str = ""
    decision: str = ""
    people: int = 0
    checked_in_at: datetime | None = None
    shown_at: datetime | None = None


@transaction.atomic
def check(text: str, *, scanner: Scanner, by: User) -> Finding:
    """What a scanned proof is worth at this scanner's venue, now.

    Whose screen it is sees the look later. A text that was never meant as a proof is `unknown`, and not
    written down.
    """
    now = timezone.now()
    try:
        shown = proof.read(text, config.key_ring().all("proof"))
    except ProofError as error:
        if error.problem == "malformed":
            return Finding("unknown")
        finding, visit = Finding("forged"), None
    else:
        finding, visit = _found(shown, scanner, now)
    _write_down(finding, visit, scanner, by, now)
    return finding


def _found(shown: Proof, scanner: Scanner, now: datetime) -> tuple[Finding, Visit | None]:
    if not Number.objects.filter(number=shown.venue, venue=scanner.venue_id).exists():
        return Finding("elsewhere"), None
    here = Visit.objects.filter(day=day_of(shown.visit_id), venue_id=scanner.venue_id)
    visit = here.filter(id=shown.visit_id).first()
    if visit is None:
        return Finding("ended"), None  # so old that it is kept no more
    shown_at = _first_shown(visit)
    person = Person.objects.filter(pk=visit.person_id).first()
    finding = Finding(
        state=_state(visit, shown_at, now),
        name=names.shortened(str(person.name)) if person and person.identified else "",
        colour=visit.colour,
        decision=visit.decision,
        people=1 + visit.companions,
        checked_in_at=visit.checked_in_at,
        shown_at=shown_at,
    )
    return finding, visit


def _state(visit: Visit, shown_at: datetime | None, now: datetime) -> State:
    if visit.left_at is not None or visit.limit_at <= now:
        return "ended"
    if visit.decision != "admit":
        return "held-up"
    if now - visit.checked_in_at > GOOD_FOR:
        return "old"
    return "good" if shown_at is None else "again"


def _first_shown(visit: Visit) -> datetime | None:
    """When an officer here first saw the screen of a visit; read over the visit's own time only."""
    seen = Scan.objects.filter(
        venue_id=visit.venue_id, at__gte=visit.checked_in_at, kind="proof", visit_id=visit.id
    )
    return seen.order_by("at").values_list("at", flat=True).first()


def _write_down(finding: Finding, visit: Visit | None, scanner: Scanner, by: User, now: datetime) -> None:
    id = new_id(now)
    Scan.objects.create(
        id=id,
        day=day_of(id),
        venue_id=scanner.venue_id,
        scanner_id=scanner.pk,
        user_id=by.pk,
        kind="proof",
        visit_id=visit.id if visit else None,
        decision="refuse" if finding.state in _WORTHLESS else finding.decision,
        colour=finding.colour,
        why=finding.state,
        people=finding.people or 1,
        at=now,
    )
    if visit is not None:
        Look.objects.create(
            person_id=visit.person_id, act=Look.Act.PROOF, venue_id=scanner.venue_id, user_id=by.pk
        )
