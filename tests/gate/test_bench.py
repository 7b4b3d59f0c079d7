"""The bench from start to end, small: it measures both sides and leaves nothing behind."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gapura.bench.load import Result
from gapura.bench.report import Figures, Spent, figures, report
from tests.gate.world import ROOT


@pytest.mark.slow
def test_the_bench_measures_check_ins_beside_their_floor_and_cleans_up(data_dir: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(data_dir)}
    environment.pop("DATABASE_URL", None)
    options = ("--json", "--seconds", "0.5", "--connections", "8", "--people", "300", "--visits", "1e3")
    scenarios = ("--scenario", "all")
    for _ in range(3):  # until a slow machine answers something in each half second, and sends nobody away
        done = subprocess.run(
            [sys.executable, "-m", "gapura.cli", "bench", *options, *scenarios],
            env=environment,
            capture_output=True,
            text=True,
            timeout=1200,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        report = json.loads(done.stdout)
        if all(one["answers"] and not one["errors"] for one in report["scenarios"]):
            break
    kinds = [(one["name"], one["connections"]) for one in report["scenarios"]]
    assert kinds == [
        *((name, 8) for name in ("floor", "short floor", "rush", "mall")),
        *(("flood", 4), ("mixed", 8), ("pages", 4), ("insert", 1), ("alone", 1)),
    ]
    for one in report["scenarios"]:
        assert one["answers"] > 0
        assert one["errors"] == 0
        assert 0 < one["p50_ms"] <= one["p95_ms"] <= one["p99_ms"]
        assert one["memory_mb"] or one["name"] in ("insert", "pages")
    for kept in ("ratio", "short_ratio", "mall_of_rush"):
        assert report[kept].keys() == {"8"}
    assert report["alone"] > 0
    assert report["visits"] == 1000
    answered = sum(one["answers"] for one in report["scenarios"] if one["name"] in ("rush", "mall", "alone"))
    assert report["again"] >= answered - 300
    assert list(data_dir.iterdir()) == []


def test_of_several_rounds_medians_are_shown_and_each_is_compared_with_its_own_floor() -> None:
    quick, slow, odd = ((30, 120, 10_000), (60, 240, 5_000), (30, 240, 5_000))
    rounds = [
        [_figures("floor", floor, 0, 30_000), _figures("rush", cost, 0, rate)]
        for floor, cost, rate in (quick, slow, odd)
    ]
    found = report("18.4", 2, 1000, 0, 0, rounds)
    assert (found.rounds, found.ratio, found.ratio_range) == (3, {"64": 4.0}, {"64": (4.0, 8.0)})
    floor, rush = found.scenarios
    assert (floor.total_us, rush.total_us, rush.per_second, rush.answers) == (30, 240, 5_000, 300)


def _figures(name: str, server: float, postgres: float, rate: float) -> Figures:
    return figures(name, 64, Result(100, 100 / rate, 0, 1, 2, 3), Spent(server / 1e4, postgres / 1e4))


def test_the_bench_refuses_what_makes_no_sense() -> None:
    for option in (
        ("--seconds", "0"),
        ("--connections", "0"),
        ("--connections", "x"),
        ("--rounds", "0"),
        ("--people", "0"),
        ("--visits", "1e-3"),
        ("--scenario", "x"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "gapura.cli", "bench", *option],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
