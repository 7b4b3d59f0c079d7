"""Tracking numbers: made, read as people type them, and refused when mistyped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapura.core.codes import base32, tracking

places = st.integers(0, tracking.LENGTH - 1)


def test_a_number_is_read_however_it_is_typed() -> None:
    number = tracking.make()
    typed = f" {tracking.pretty(number).lower()} ".replace("1", "l").replace("0", "o")
    assert tracking.read(typed) == number


@given(places, st.sampled_from(base32.ALPHABET))
def test_one_wrong_character_is_noticed(place: int, wrong: str) -> None:
    number = tracking.make()
    mistyped = number[:place] + wrong + number[place + 1 :]
    if mistyped != number:
        with pytest.raises(tracking.TrackingError, match="mistyped"):
            tracking.read(mistyped)


@given(places, places)
def test_two_swapped_characters_are_noticed(first: int, second: int) -> None:
    number = list(tracking.make())
    if number[first] != number[second]:
        number[first], number[second] = number[second], number[first]
        with pytest.raises(tracking.TrackingError, match="mistyped"):
            tracking.read("".join(number))


@pytest.mark.parametrize("text", ["", "ABC", "ABCDEFGHJKM", "ABC-DEFG-HJU", "…" * 10, "A" * 100])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(tracking.TrackingError, match="malformed"):
        tracking.read(text)
