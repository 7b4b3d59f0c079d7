"""What officers did, as rows: written before they are answered, and the same again when sent again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from gapura.gate import arrays, screening
from gapura.gate.model import CheckIn, Outcome, Visit, day_number, spelled
from gapura.gate.officers.bodies import CheckInItem, PlainItem, TurnedAwayItem
from gapura.gate.officers.reading import Work
from gapura.gate.officers.scanners import Scanner
from gapura.gate.problems import Problem
from gapura.gate.wire import Call

_COLUMNS: Final = (
    arrays.uuids,
    arrays.dates,
    arrays.uuids,
    arrays.bigints,
    arrays.integers,
    arrays.words,
    arrays.nullable_uuids,
    arrays.words,
    arrays.words,
    arrays.words,
    arrays.smallints,
    arrays.booleans,
    arrays.booleans,
    arrays.booleans,
    arrays.smallints,
    arrays.times,
)
"""As `gapura_scanned` takes them."""


def call(scanner: Scanner, done: Sequence[tuple[Work, Outcome | None]]) -> Call | None:
    """The statement that writes down what came of an officer's items; None where nothing did."""
    rows = [_row(scanner, work, outcome) for work, outcome in done if not isinstance(outcome, Problem)]
    if not rows:
        return None
    return Call(b"scanned", arrays.columns(_COLUMNS, rows), binary=True)


def _row(scanner: Scanner, work: Work, visit: Visit | None) -> tuple[Any, ...]:
    id = spelled(work.item.id.hex)
    return (
        id,
        day_number(id),
        scanner.venue_id,
        scanner.id,
        work.item.officer,
        kind_of(work.item),
        visit.id if visit else None,
        visit.decision if visit else "refuse",
        visit.colour if visit else "",
        work.item.why if isinstance(work.item, TurnedAwayItem) else "",
        visit.party if visit else 1,
        isinstance(work.item, CheckInItem) and work.item.verified,
        work.late,
        _differs(work, visit),
        _over(work, visit),
        work.at,
    )


def kind_of(item: PlainItem) -> str:
    """What an item is called where it is written down."""
    return str(item.__struct_config__.tag)


def _differs(work: Work, visit: Visit | None) -> bool:
    """Whether the rules say otherwise of a late check-in than its device did."""
    ask = work.ask
    if visit is None or not isinstance(ask, CheckIn) or ask.by is None or ask.by.said is None:
        return False
    if work.withdrawn or ask.by.evidence is None:
        return work.withdrawn
    verdict = screening.screen(ask.venue, ask.by.evidence, work.at, visit.id)
    expected = "admit" if verdict.decision == "verify" and ask.by.verified else verdict.decision
    return expected != ("admit" if ask.by.said == "full" else ask.by.said)


def _over(work: Work, visit: Visit | None) -> int:
    """By how many people a check-in left the venue over its capacity."""
    if visit is None or not isinstance(work.ask, CheckIn) or visit.decision != "admit":
        return 0
    return min(max(visit.occupancy - visit.capacity, 0), 32767)
