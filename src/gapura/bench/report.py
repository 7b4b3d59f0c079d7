"""What a bench found out, as figures."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Final

import msgspec

from gapura.bench.load import Result

HOT: Final = ("rush", "mall")


class Spent(msgspec.Struct):
    """CPU seconds of the server and of all of PostgreSQL, where that is on this machine."""

    server: float
    postgres: float | None


class Figures(msgspec.Struct):
    """One scenario at one number of connections. CPU is in microseconds an answer; None where not seen."""

    name: str
    connections: int
    answers: int
    per_second: float
    errors: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    server_us: float | None
    postgres_us: float | None
    total_us: float | None
    memory_mb: list[float]
    """Of the gate's process, at equal distances from the beginning of the scenario to its end."""


Round = Sequence[Figures]
"""What one turn of all scenarios found."""


class Report(msgspec.Struct):
    """All of it; what is keyed is keyed by connections.

    Of several rounds every figure is the median, and a ratio the median of the rounds' own: what is compared
    was measured within seconds of each other, however the machine's speed changed between two rounds.
    """

    postgres: str
    cpus: int
    people: int
    visits: int
    again: int
    """Turns of people who had had one before, warm-ups among them: they stand elsewhere, and to close that
    costs more."""
    rounds: int
    scenarios: list[Figures]
    ratio: dict[str, float]
    """CPU of a check-in, server and PostgreSQL, over that of the server's empty answer."""
    ratio_range: dict[str, tuple[float, float]]
    """The least and the greatest of that in one round."""
    short_ratio: dict[str, float]
    """The same over the empty answer on the gate's own short way."""
    mall_of_rush: dict[str, float]
    """Check-ins a second at one venue over those at many."""
    alone: float | None
    """A lone check-in's median over that of a durable insert of one row."""


def figures(
    name: str, connections: int, result: Result, spent: Spent | None, memory: Sequence[float] = ()
) -> Figures:
    """Figures of a run; without `spent` where others used the server too."""
    server_us = None if spent is None else spent.server / result.answers * 1e6
    seen = spent is not None and spent.postgres is not None
    postgres_us = spent.postgres / result.answers * 1e6 if spent and spent.postgres is not None else None
    return Figures(
        name=name,
        connections=connections,
        answers=result.answers,
        per_second=round(result.answers / result.seconds, 1),
        errors=result.errors,
        p50_ms=round(result.p50, 3),
        p95_ms=round(result.p95, 3),
        p99_ms=round(result.p99, 3),
        server_us=_rounded(server_us),
        postgres_us=_rounded(postgres_us),
        total_us=_rounded((server_us or 0) + (postgres_us or 0)) if seen else None,
        memory_mb=list(memory),
    )


def report(postgres: str, cpus: int, people: int, visits: int, again: int, rounds: Sequence[Round]) -> Report:
    """A report with what follows from its rounds."""
    ratios = [_ratios(one, "floor") for one in rounds]
    alone = [share for one in rounds if (share := _alone(one)) is not None]
    return Report(
        postgres=postgres,
        cpus=cpus,
        people=people,
        visits=visits,
        again=again,
        rounds=len(rounds),
        scenarios=[_median_figures(same) for same in zip(*rounds, strict=True)],
        ratio=_medians(ratios),
        ratio_range={key: (min(found), max(found)) for key, found in _by_key(ratios).items()},
        short_ratio=_medians([_ratios(one, "short floor") for one in rounds]),
        mall_of_rush=_medians([_mall_of_rush(one) for one in rounds]),
        alone=round(median(alone), 2) if alone else None,
    )


def _median_figures(same: Sequence[Figures]) -> Figures:
    """One scenario's rounds as one; answers, errors and memory are of all of them."""
    return Figures(
        name=same[0].name,
        connections=same[0].connections,
        answers=sum(one.answers for one in same),
        per_second=round(median(one.per_second for one in same), 1),
        errors=sum(one.errors for one in same),
        p50_ms=round(median(one.p50_ms for one in same), 3),
        p95_ms=round(median(one.p95_ms for one in same), 3),
        p99_ms=round(median(one.p99_ms for one in same), 3),
        server_us=_median_where_seen([one.server_us for one in same]),
        postgres_us=_median_where_seen([one.postgres_us for one in same]),
        total_us=_median_where_seen([one.total_us for one in same]),
        memory_mb=[value for one in same for value in one.memory_mb],
    )


def _median_where_seen(values: Sequence[float | None]) -> float | None:
    seen = [value for value in values if value is not None]
    return _rounded(median(seen)) if seen else None


def _by_key(rounds: Sequence[dict[str, float]]) -> dict[str, list[float]]:
    return {key: [one[key] for one in rounds if key in one] for key in rounds[0]}


def _medians(rounds: Sequence[dict[str, float]]) -> dict[str, float]:
    return {key: round(median(found), 2) for key, found in _by_key(rounds).items()}


def _alone(found: Round) -> float | None:
    medians = {one.name: one.p50_ms for one in found}
    alone, insert = medians.get("alone"), medians.get("insert")
    return alone / insert if alone and insert else None


def _ratios(found: Round, floor: str) -> dict[str, float]:
    floors = {one.connections: one.server_us for one in found if one.name == floor}
    return {
        str(one.connections): round(one.total_us / below, 2)
        for one in found
        if one.name == "rush" and one.total_us is not None and (below := floors.get(one.connections))
    }


def _mall_of_rush(found: Round) -> dict[str, float]:
    rush, mall = ({one.connections: one.per_second for one in found if one.name == name} for name in HOT)
    return {str(count): round(mall[count] / rush[count], 2) for count in rush.keys() & mall.keys()}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
