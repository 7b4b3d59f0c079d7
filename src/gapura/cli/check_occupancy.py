"""`gapura check --occupancy`: where a venue's count departs from its open visits, why, and set right."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gapura.visits.drift import Drift, Miscounted, Misplaced


def run(*, repair: bool, as_json: bool) -> int:
    """Print what departs; 1 where something does and was not repaired. Django must be set up."""
    from gapura.audit.trail import COMMAND
    from gapura.visits import drift

    found = drift.find()
    left = found
    if repair and found:
        drift.repair(by=COMMAND)
        left = drift.find()
    if as_json:
        print(json.dumps({"found": asdict(found), "left": asdict(left)}, default=str))
    else:
        for line in _lines(found, repaired=repair and not left):
            print(line)
    return int(bool(left))


def _lines(found: "Drift", *, repaired: bool) -> Iterator[str]:
    if not found:
        yield "Every venue's count equals its open visits, and nobody is in two places."
        return
    yield from map(_of_person, found.people)
    yield from map(_of_venue, found.venues)
    if more := found.people_count - len(found.people) + found.venue_count - len(found.venues):
        yield f"and {more} more"
    yield ""
    yield f"{found.people_count} people and {found.venue_count} venues depart from their open visits."
    if repaired:
        yield "All of it was set right, and the trail says so."
    else:
        yield "`gapura check --occupancy --repair` sets them right; a gate may go on serving meanwhile."


def _of_venue(found: "Miscounted") -> str:
    since = f"last changed {found.changed_at:%Y-%m-%d %H:%M:%S} UTC" if found.changed_at else "without a row"
    more = found.kept - found.counted
    why = (
        "visits went that were never ended: a day was dropped, or a visit deleted or ended by hand"
        if more > 0
        else "visits came without it: the row was edited, or visits were restored or written by hand"
    )
    return f"venue {found.venue_id}: kept {found.kept}, counted {found.counted} ({more:+d}), {since}; {why}"


def _of_person(found: "Misplaced") -> str:
    if not found.open:
        return f"person {found.person_id}: stands in visit {found.stands}, which has ended or is not there"
    where = f"in visit {found.stands}" if found.stands else "in none"
    visits = ", ".join(map(str, found.open))
    return f"person {found.person_id}: stands {where}, and these visits are open: {visits}"
