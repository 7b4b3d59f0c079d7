"""Ids carry their own time."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapura.core.ids import day_of, first_id, new_id, read_id, time_of

BALI = timezone(timedelta(hours=8))
FIRST_DAY = datetime(1970, 1, 2, tzinfo=BALI)
moments = st.timedeltas(timedelta(), datetime(9999, 12, 30, tzinfo=BALI) - FIRST_DAY).map(
    lambda gap: FIRST_DAY + gap
)


@given(moments)
def test_an_id_tells_the_millisecond_it_was_made_for(at: datetime) -> None:
    assert time_of(new_id(at)) == at.replace(microsecond=at.microsecond // 1000 * 1000)


@given(st.lists(moments, min_size=2, max_size=2))
def test_ids_of_different_milliseconds_sort_by_time(pair: list[datetime]) -> None:
    earlier, later = sorted(pair)
    if later - earlier >= timedelta(milliseconds=1):
        assert new_id(earlier) < new_id(later)


def test_an_id_of_now_is_of_now_and_of_the_standard_kind() -> None:
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    id = new_id()
    assert type(id) is UUID
    assert id.version == 7
    assert before <= time_of(id) <= datetime.now(UTC)


def test_ten_thousand_ids_of_one_moment_differ() -> None:
    at = datetime(2021, 10, 12, tzinfo=UTC)
    assert len({new_id(at) for _ in range(10_000)}) == 10_000


def test_the_day_of_an_id_is_the_utc_day() -> None:
    assert day_of(new_id(datetime(2021, 10, 12, 7, 59, tzinfo=BALI))) == date(2021, 10, 11)
    assert day_of(new_id(datetime(2021, 10, 12, 8, 0, tzinfo=BALI))) == date(2021, 10, 12)


@pytest.mark.parametrize(
    "at", [datetime(2021, 10, 12, tzinfo=UTC).replace(tzinfo=None), datetime(1969, 12, 31, tzinfo=UTC)]
)
def test_a_naive_or_unfit_time_is_refused(at: datetime) -> None:
    with pytest.raises(ValueError, match="time of an id"):
        new_id(at)


def test_an_id_beyond_the_calendar_has_no_time() -> None:
    with pytest.raises(ValueError, match="beyond the calendar"):
        day_of(UUID("ffffffff-ffff-7000-8000-000000000000"))


@given(st.uuids().filter(lambda id: id.version != 7))
def test_no_other_id_has_a_time(id: UUID) -> None:
    with pytest.raises(ValueError, match="version 7"):
        time_of(id)


@given(st.lists(moments, min_size=2, max_size=2))
def test_the_first_id_of_a_moment_parts_earlier_ids_from_later_ones(pair: list[datetime]) -> None:
    earlier, later = sorted(pair)
    assert first_id(earlier) <= new_id(later)
    if later - earlier >= timedelta(milliseconds=1):
        assert new_id(earlier) < first_id(later)


@given(st.uuids())
def test_a_written_id_is_read(id: UUID) -> None:
    assert read_id(str(id)) == id


@pytest.mark.parametrize("text", ["", "wayan", "0" * 31, "0" * 33, "0" * 100_000, "\0", "None"])
def test_what_is_no_id_is_none(text: str) -> None:
    assert read_id(text) is None
