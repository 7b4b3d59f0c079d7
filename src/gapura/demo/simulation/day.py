"""What a day is made of: who comes where, when, and for how long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

MINUTE = 60
HOUR = 3600
OPENS = 7 * HOUR + 30 * MINUTE
RUSH_ENDS = 9 * HOUR + 30 * MINUTE
LAST_ARRIVAL = 15 * HOUR
CLOSES = 17 * HOUR
RUSH_SHARE = 0.45
RUSH_PEAK = 8 * HOUR
USUAL_STAY = 35 * MINUTE
LONGEST_STAY = 200 * MINUTE
COMPANY_SHARE = 0.06
# Of check-ins in December 2022; the black ones are among the refused.
SHARES = {"admit": 0.942, "verify": 0.05, "refuse": 0.00798, "black": 0.00002}
TRIES = 50


@dataclass(frozen=True, slots=True)
class Call:
    """One visit as planned, by the numbers of its person and venue; times in seconds of the local day."""

    arrives: int
    leaves: int
    person: int
    venue: int
    companions: int


def plan(
    visits: int, *, sizes: Sequence[int], groups: Mapping[str, Sequence[int]], rng: Random
) -> list[Call]:
    """About `visits` calls in order of arrival: fewer only where everybody is busy all the time.

    `sizes` are the venues' capacities, `groups` the people by what the gate decides about them. Nobody is
    at two places at once.
    """
    weights = [size * rng.lognormvariate(0, 0.4) for size in sizes]
    venues = rng.choices(range(len(sizes)), weights, k=visits)
    kinds = [kind for kind in SHARES if groups.get(kind)]
    drawn = rng.choices(kinds, [SHARES[kind] for kind in kinds], k=visits)
    arrivals = sorted(_arrival(rng) for _ in range(visits))
    free_from: dict[int, int] = {}
    calls = []
    for arrives, venue, kind in zip(arrivals, venues, drawn, strict=True):
        person = _somebody_free(groups[kind], free_from, arrives, rng)
        if person is not None:
            call = Call(arrives, _leaving(arrives, rng), person, venue, _companions(rng))
            if kind == "admit":
                free_from[person] = call.leaves + MINUTE
            calls.append(call)
    return calls


def _arrival(rng: Random) -> int:
    if rng.random() < RUSH_SHARE:
        return int(rng.triangular(OPENS, RUSH_ENDS, RUSH_PEAK))
    return int(rng.triangular(OPENS, LAST_ARRIVAL, RUSH_ENDS + HOUR))


def _leaving(arrives: int, rng: Random) -> int:
    stay = min(USUAL_STAY * rng.lognormvariate(0, 0.6), LONGEST_STAY)
    return min(arrives + max(int(stay), 2 * MINUTE), CLOSES)


def _companions(rng: Random) -> int:
    return rng.choice((1, 1, 1, 2, 3)) if rng.random() < COMPANY_SHARE else 0


def _somebody_free(group: Sequence[int], free_from: Mapping[int, int], at: int, rng: Random) -> int | None:
    for _ in range(TRIES):
        person = rng.choice(group)
        if free_from.get(person, 0) <= at:
            return person
    return None
