"""What a bench found out, as figures."""

from __future__ import annotations

from collections.abc import Sequence
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


class Report(msgspec.Struct):
    """All of it; what is keyed is keyed by connections."""

    postgres: str
    cpus: int
    people: int
    visits: int
    scenarios: list[Figures]
    ratio: dict[str, float]
    """CPU of a check-in, server and PostgreSQL, over that of the server's empty answer."""
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


def report(postgres: str, cpus: int, people: int, visits: int, scenarios: list[Figures]) -> Report:
    """A report with what follows from its scenarios."""
    medians = {one.name: one.p50_ms for one in scenarios}
    alone, insert = medians.get("alone"), medians.get("insert")
    return Report(
        postgres,
        cpus,
        people,
        visits,
        scenarios,
        _ratios(scenarios, "floor"),
        _ratios(scenarios, "short floor"),
        _mall_of_rush(scenarios),
        round(alone / insert, 2) if alone and insert else None,
    )


def _ratios(scenarios: Sequence[Figures], floor: str) -> dict[str, float]:
    floors = {one.connections: one.server_us for one in scenarios if one.name == floor}
    return {
        str(one.connections): round(one.total_us / below, 2)
        for one in scenarios
        if one.name == "rush" and one.total_us is not None and (below := floors.get(one.connections))
    }


def _mall_of_rush(scenarios: Sequence[Figures]) -> dict[str, float]:
    rush, mall = ({one.connections: one.per_second for one in scenarios if one.name == name} for name in HOT)
    return {str(count): round(mall[count] / rush[count], 2) for count in rush.keys() & mall.keys()}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
