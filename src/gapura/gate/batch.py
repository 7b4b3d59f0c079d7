"""One batch is one transaction of two round trips: read and lock people and places, write.

A third reads what only the first can tell of: visits that people are still in, histories of late items. The
next batch of a connection is read while this one is written: the database works through both in their order.
A batch is decided, and what it writes is sent, the moment it has been read: whatever the loop did first, the
database would wait for.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Iterable, Sequence
from typing import Final, NamedTuple

from gapura.gate import store
from gapura.gate.deciding import Decided, Known, decide
from gapura.gate.model import DAY, Ask, CheckIn, CheckOut, Outcome, Standing, Visit, day_at, first_id
from gapura.gate.screening import Verdict, screen
from gapura.gate.stages import Stages
from gapura.gate.store import Facts, Link
from gapura.gate.wire import Call, LostError, Rows

MOST_VISITS: Final = 1000
"""How many visits of one person a late item is set against."""

LONGEST_VISIT: Final = 2 * DAY
"""How far before a check-out by code its visit may have begun."""

Standings = dict[tuple[str, int], Standing]


class UnopenedError(Exception):
    """Venues of the batch have no occupancy row yet."""

    def __init__(self, venue_ids: set[str]) -> None:
        super().__init__("venues have no occupancy row yet")
        self.venue_ids = venue_ids


class _Sent(NamedTuple):
    """A batch decided, when its end was sent, and what answers that."""

    outcomes: list[Outcome]
    at: float
    written: Awaitable[list[Rows]]


class _HalfRead(NamedTuple):
    """What was read of a batch, and what else must be."""

    facts: Facts
    visits: list[Rows]
    further: list[Call]


async def run(link: Link, asks: Sequence[Ask], stages: Stages) -> list[Outcome]:
    """Answer a batch; what it returns is committed and flushed. `stages` are told how long each took.

    Raises RefusedError when nothing was written, LostError when it is not known whether anything was.
    """
    try:
        async with link.turn:
            sent = await _sent(link, asks, stages)
        await sent.written
        stages.lap("writing", sent.at)
    except LostError:
        raise
    except Exception:
        link.spoilt = True
        async with link.turn:
            await _let_go_of_locks(link)
        raise
    return sent.outcomes


async def _sent(link: Link, asks: Sequence[Ask], stages: Stages) -> _Sent:
    """The batch decided and its end on the way."""
    await _let_go_of_locks(link)
    try:
        return await _read_and_sent(link, asks, stages)
    except UnopenedError as error:
        await link.trip(store.ROLLBACK, store.open_venues(error.venue_ids))
        return await _read_and_sent(link, asks, stages)


async def _let_go_of_locks(link: Link) -> None:
    """Those that a batch which failed has left; whoever comes first does it."""
    if link.spoilt:
        link.spoilt = False
        await link.trip(store.ROLLBACK)


async def _read_and_sent(link: Link, asks: Sequence[Ask], stages: Stages) -> _Sent:
    since = time.perf_counter()
    people = list({(ask.person_id, ask.device_id): None for ask in asks})
    comings = [ask for ask in asks if isinstance(ask, CheckIn)]
    venue_ids = {ask.venue.id for ask in comings}
    named = {ask.visit_id for ask in asks if isinstance(ask, CheckOut) and ask.visit_id is not None}

    def decide_and_send(facts: Facts, visits: Sequence[Rows]) -> _Sent:
        began = stages.lap("reading", since)
        decided = _decided(asks, facts, visits, began, stages)
        return _Sent(decided.outcomes, time.perf_counter(), link.send(*_writes(decided, link)))

    def go_on(results: list[Rows]) -> _Sent | _HalfRead:
        _, rows, *visits = results
        facts = store.facts_read(rows, people)
        if unopened := _venues_needed(venue_ids, facts.standings) - facts.inside.keys():
            raise UnopenedError(unopened)
        if further := _further(asks, facts, named):
            return _HalfRead(facts, visits, further)
        return decide_and_send(facts, visits)

    reading = store.facts(people, list(venue_ids), [ask.id for ask in comings])
    came = await link.hear(go_on, store.BEGIN, reading, *([store.visits(list(named))] if named else []))
    if isinstance(came, _Sent):
        return came
    facts, visits, further = came
    return await link.hear(lambda more: decide_and_send(facts, visits + more), *further)


def _decided(
    asks: Sequence[Ask], facts: Facts, visits: Sequence[Rows], since: float, stages: Stages
) -> Decided:
    now = time.time_ns() // 1_000_000
    verdicts = _verdicts(asks, facts.standings, now)
    since = stages.lap("rules", since)
    decided = decide(asks, verdicts, Known(now, facts.inside, _different(visits), facts.standings))
    stages.lap("deciding", since)
    return decided


def _venues_needed(named: set[str], standings: Standings) -> set[str]:
    """The venues of the batch, and those where its people stand, which may have opened while it waited."""
    return named | {standing.venue_id for standing in standings.values() if standing.venue_id}


def _further(asks: Sequence[Ask], facts: Facts, read: set[str]) -> list[Call]:
    """What else must be read: earlier answers, visits in which these people still stand, and histories."""
    calls = []
    still_open = {standing.visit_id for standing in facts.standings.values() if standing.visit_id}
    if unread := (still_open | set(facts.taken)) - read:
        calls.append(store.visits(list(unread)))
    since: dict[str, str] = {}
    for ask in asks:
        if (start := _history_needed(ask, facts.standings)) is not None:
            since[ask.person_id] = min(start, since.get(ask.person_id, start))
    return [*calls, *(store.history(person_id, start, MOST_VISITS) for person_id, start in since.items())]


def _different(results: Sequence[Rows]) -> Iterable[Visit]:
    """The visits, each once."""
    return {
        (visit.id, visit.person_id): visit for part in results for visit in store.visit_rows(part)
    }.values()


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


def _writes(decided: Decided, link: Link) -> list[Call]:
    calls = []
    if decided.new:
        calls.append(store.check_in(decided.new))
    if decided.closed:
        calls.append(store.check_out(decided.closed))
    calls.append(store.COMMIT)
    if link.plans.outgrown(day_at(time.time_ns() // 1_000_000), len(decided.new)):
        calls.append(store.DISCARD)
    return calls
