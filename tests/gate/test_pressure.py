"""What has to wait too long is sent away at once, and told when to come again."""

import pytest

from gapura.gate.pressure import LATEST_RETRY, Pressure


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pressure(clock: Clock) -> Pressure:
    return Pressure(clock)


def _batch(pressure: Pressure, clock: Clock, seconds: float) -> None:
    began = pressure.begin()
    clock.now += seconds
    pressure.end(began)


def test_quick_batches_need_no_thought(pressure: Pressure, clock: Clock) -> None:
    _batch(pressure, clock, 0.01)
    assert not pressure.matters
    assert pressure.retry_after(15) is None


def test_behind_slow_batches_only_so_many_wait(pressure: Pressure, clock: Clock) -> None:
    _batch(pressure, clock, 0.8)
    assert pressure.matters
    pressure.begin()
    assert pressure.retry_after(0) is None
    assert pressure.retry_after(1) is None
    assert pressure.retry_after(2) == 3
    assert pressure.retry_after(100) == LATEST_RETRY
    clock.now += 0.7
    assert pressure.retry_after(2) is None


def test_a_batch_that_takes_unusually_long_is_noticed_while_it_does(pressure: Pressure, clock: Clock) -> None:
    _batch(pressure, clock, 0.01)
    pressure.begin()
    clock.now += 1
    pressure.look()
    assert pressure.matters
    assert pressure.retry_after(0) is None
    clock.now += 1.5
    assert pressure.retry_after(0) == 3
    assert not pressure.hangs
    clock.now += 2
    assert pressure.hangs


def test_of_two_batches_under_way_the_older_one_counts(pressure: Pressure, clock: Clock) -> None:
    older = pressure.begin()
    clock.now += 3
    newer = pressure.begin()
    clock.now += 2
    assert pressure.stalled == 5
    assert pressure.hangs
    pressure.end(older)
    assert pressure.under_way == pressure.stalled == 2
    pressure.end(newer)
    assert pressure.stalled == 5


def test_what_hung_a_moment_ago_still_counts_as_stalled(pressure: Pressure, clock: Clock) -> None:
    began = pressure.begin()
    clock.now += 5
    assert pressure.stalled == 5
    pressure.end(began)
    clock.now += 3
    assert pressure.stalled == 5
    clock.now += 3
    assert pressure.stalled == 0


def test_after_a_long_batch_the_next_ones_begin_at_once(pressure: Pressure, clock: Clock) -> None:
    _batch(pressure, clock, 4.5)
    assert pressure.retry_after(0) is None
    assert pressure.retry_after(1) == 5
    _batch(pressure, clock, 0.01)
    assert not pressure.matters
