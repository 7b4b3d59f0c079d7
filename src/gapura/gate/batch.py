"""One batch is one transaction of three round trips: read the people, read the places, write.

A few check-ins read people and places in one: they guess that they need no place but those they name.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final, NamedTuple

from gapura.gate import store
from gapura.gate.deciding import Decided, Known, decide
from gapura.gate.model import DAY, Ask, CheckIn, CheckOut, Outcome, Standing, Visit, first_id
from gapura.gate.screening import Verdict, screen
from gapura.gate.stages import Stages
from gapura.gate.store import Link
from gapura.gate.wire import Call, LostError, RefusedError, Rows

NO_OCCUPANCY_ROW: Final = "GP002"
MOST_VISITS: Final = 1000
"""How many visits of one person a late item is set against."""

LONGEST_VISIT: Final = 2 * DAY
"""How far before a check-out by code its visit may have begun."""

FEW: Final = 4
"""Check-ins that guess. Among many, somebody nearly always is still elsewhere, and the guess is wrong."""

Standings = dict[tuple[str, int], Standing]


class Needed(NamedTuple):
    """What a batch must read once its people are locked: venues and visits by id, histories from an id on."""

    venue_ids: set[str]
    ids: set[str]
    since: dict[str, str]

    def calls(self) -> list[Call]:
        """Lock the venues, in id order, and read the visits."""
        histories = [store.history(person_id, start, MOST_VISITS) for person_id, start in self.since.items()]
        return [store.lock(sorted(self.venue_ids)), store.visits(list(self.ids)), *histories]


async def run(link: Link, asks: Sequence[Ask], stages: Stages) -> list[Outcome]:
    """Answer a batch; what it returns is committed and flushed. `stages` are told how long each took.

    Raises RefusedError when nothing was written, LostError when it is not known whether anything was.
    """
    try:
        return await _whole(link, asks, stages)
    except RefusedError as error:
        if error.sqlstate != NO_OCCUPANCY_ROW:
            raise
    await link.trip(store.open_venues({ask.venue.id for ask in asks if isinstance(ask, CheckIn)}))
    return await _whole(link, asks, stages)


async def _whole(link: Link, asks: Sequence[Ask], stages: Stages) -> list[Outcome]:
    """The batch, or nothing of it: whatever fails, the locks are let go."""
    try:
        return await _run(link, asks, stages)
    except LostError:
        raise
    except Exception:
        await link.trip(store.ROLLBACK)
        raise


async def _run(link: Link, asks: Sequence[Ask], stages: Stages) -> list[Outcome]:
    stages.begin()
    people = list({(ask.person_id, ask.device_id): None for ask in asks})
    guess = _needed(asks, {}) if len(asks) <= FEW and all(isinstance(a, CheckIn) for a in asks) else None
    early = [store.SAVEPOINT, *guess.calls()] if guess else []
    _, rows, *guessed = await link.trip(store.BEGIN, store.facts(people), *early)
    standings = store.standings(rows, people)
    stages.lap("people")
    now = time.time_ns() // 1_000_000
    verdicts = _verdicts(asks, standings, now)
    stages.lap("rules")
    places = guessed[1:]
    if (needed := _needed(asks, standings)) != guess:
        # The places are locked in their order, all of them: those of a wrong guess are let go first.
        undo = [store.BACK_TO_SAVEPOINT] if guess else []
        places = (await link.trip(*undo, *needed.calls()))[len(undo) :]
    inside, visits = _places(places)
    stages.lap("places")
    decided = decide(asks, verdicts, Known(now, inside, visits, standings))
    stages.lap("deciding")
    await link.trip(*_writes(decided))
    stages.lap("writing")
    return decided.outcomes


def _verdicts(asks: Sequence[Ask], standings: Standings, now: int) -> dict[int, Verdict]:
    verdicts = {}
    for place, ask in enumerate(asks):
        if isinstance(ask, CheckIn):
            standing = standings.get((ask.person_id, ask.device_id))
            if standing is not None:
                at = now if ask.at is None else ask.at
                evidence = standing.evidence if ask.by is None else ask.by.evidence or standing.evidence
                verdicts[place] = screen(ask.venue, evidence, at, ask.id)
    return verdicts


def _needed(asks: Sequence[Ask], standings: Standings) -> Needed:
    """Every place and visit that the batch may mean, as these people stand."""
    venue_ids = {standing.venue_id for standing in standings.values() if standing.venue_id}
    ids = {standing.visit_id for standing in standings.values() if standing.visit_id}
    since: dict[str, str] = {}
    for ask in asks:
        if isinstance(ask, CheckIn):
            ids.add(ask.id)
            venue_ids.add(ask.venue.id)
        elif ask.visit_id is not None:
            ids.add(ask.visit_id)
        if (start := _history_needed(ask, standings)) is not None:
            since[ask.person_id] = min(start, since.get(ask.person_id, start))
    return Needed(venue_ids, ids, since)


def _places(results: Sequence[Rows]) -> tuple[dict[str, int], list[Visit]]:
    """People inside each venue, and the visits: what `Needed.calls` gave."""
    lock, *rows = results
    visits = {(visit.id, visit.person_id): visit for part in rows for visit in store.visit_rows(part)}
    return store.occupancies(lock), list(visits.values())


def _history_needed(ask: Ask, standings: Standings) -> str | None:
    """From which id on the person's visits must be read to answer; None where the open one is enough."""
    if isinstance(ask, CheckIn):
        return ask.id if ask.offline else None
    if ask.visit_id is not None or _leaves_open_visit(ask, standings):
        return None
    return first_id(max(0, ask.id_time - LONGEST_VISIT))


def _leaves_open_visit(ask: CheckOut, standings: Standings) -> bool:
    """Whether the open visit is the one meant, so that no history is needed to find it."""
    standing = standings.get((ask.person_id, ask.device_id))
    if standing is None:
        return True
    return standing.visit_id is not None and standing.venue_id == ask.venue_id and standing.visit_id <= ask.id


def _writes(decided: Decided) -> list[Call]:
    calls = []
    if decided.new:
        calls.append(store.check_in(decided.new))
    if decided.closed:
        calls.append(store.check_out(decided.closed))
    return [*calls, store.COMMIT]
