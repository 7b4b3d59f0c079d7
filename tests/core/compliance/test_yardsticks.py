"""What is learned before a period: the own week, the peers' week, weekdays that are shut, scatter."""

from datetime import date

import pytest

from gapura.core.compliance import Day, Place, Pool, habits, pool, yardstick
from gapura.core.compliance.peers import measure_all
from tests.core.compliance.place import PARAMETERS, SINCE, UNTIL, WEEKDAYS, every_day, office, weeks_before

BEGINS, ENDS = weeks_before(8)
FLAT = Pool(places=9, pattern=(1.0,) * 7, dispersion=3.0)


def market_day(weeks: int = 8) -> dict[date, Day]:
    begins, ends = weeks_before(weeks)
    return every_day(30, begins, ends) | every_day(90, begins, ends, frozenset({0}))


def test_a_busy_monday_is_learned() -> None:
    found = yardstick(WEEKDAYS, habits(office(), market_day(), BEGINS, ENDS), FLAT, PARAMETERS)
    assert found.pattern[0] > 1.9
    assert sum(found.pattern[:5]) == pytest.approx(5)
    assert found.pattern[5:] == (0, 0)


def test_with_little_to_go_by_the_peers_week_counts() -> None:
    nothing = habits(office(), {}, BEGINS, ENDS)
    peers = Pool(places=9, pattern=(2, 1, 1, 1, 1, 1, 1), dispersion=3)
    assert yardstick(WEEKDAYS, nothing, peers, PARAMETERS).pattern[0] == pytest.approx(2 / 1.2)


def test_a_weekday_that_was_always_silent_is_taken_as_shut() -> None:
    counted = every_day(30, BEGINS, ENDS, frozenset({0, 1, 2, 3}))
    found = yardstick(WEEKDAYS, habits(office(), counted, BEGINS, ENDS), FLAT, PARAMETERS)
    assert found.shut == (4,)
    assert found.pattern[4] == 0


def test_a_place_where_nobody_scans_is_not_shut() -> None:
    assert yardstick(WEEKDAYS, habits(office(), {}, BEGINS, ENDS), FLAT, PARAMETERS).shut == ()


def test_a_quiet_weekday_of_a_small_place_is_not_shut() -> None:
    counted = every_day(1, BEGINS, ENDS, frozenset({0, 1, 2, 3}))
    assert yardstick(WEEKDAYS, habits(office(), counted, BEGINS, ENDS), FLAT, PARAMETERS).shut == ()


def test_peers_tell_week_and_scatter() -> None:
    steady = habits(office(), market_day(), BEGINS, ENDS)
    found = pool([steady] * 5, PARAMETERS)
    assert found.places == 5
    assert found.dispersion == 1
    assert found.pattern[0] / found.pattern[1] == pytest.approx(3)


def test_without_a_past_the_published_dispersion_holds() -> None:
    found = pool([], PARAMETERS)
    assert (found.places, found.dispersion) == (0, PARAMETERS.default_dispersion)


def test_what_a_place_does_in_the_period_never_moves_its_yardstick() -> None:
    past = market_day()
    calm, busy = (
        measure_all([office()], {"desa": {**past, **every_day(daily)}}, SINCE, UNTIL, PARAMETERS)[0]
        for daily in (1, 500)
    )
    assert calm.arithmetic.yardstick == busy.arithmetic.yardstick


def test_too_few_peers_of_a_size_widen_the_group() -> None:
    def place(number: int, guests: int) -> Place:
        return office(key=str(number), staff=0, guests=guests)

    places = [*(place(number, 60) for number in range(5)), place(5, 1000)]
    counts = {each.key: market_day() for each in places}
    found = measure_all(places, counts, SINCE, UNTIL, PARAMETERS)
    assert found[0].group == ("kantor_desa", 1)
    assert found[5].group == ("kantor_desa", None)
