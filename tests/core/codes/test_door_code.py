"""What a door's screen shows: good for a minute and a half, there only; and tickets, for one device."""

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from gapura.core.codes import door_code, venue_code
from gapura.core.codes.door_code import DoorCode
from gapura.core.codes.venue_code import CodeError
from gapura.core.keys import KeyRing

RING = KeyRing.generate()
KEY = RING.current("code")
NOON = 1_634_011_200
DEVICE = 2**63 + 5
moments = st.integers(1_600_000_000, 3_000_000_000)


def read(text: str) -> DoorCode:
    return door_code.read(text, [KEY])


@given(st.integers(0, venue_code.LAST_NUMBER), st.integers(0, venue_code.LAST_DOOR), moments)
def test_a_screens_code_names_its_door_in_any_spelling(number: int, door: int, moment: int) -> None:
    text = door_code.on_screen(number, door, moment, KEY)
    scanned = read(f"https://gapura.example/c/{text.lower()}")
    assert (scanned.number, scanned.door) == (number, door)
    assert not scanned.from_poster
    assert not scanned.is_ticket
    assert text.startswith(venue_code.make(number, door, KEY))


@given(moments, st.integers(0, 60))
def test_it_opens_for_a_minute_after_it_was_seen(moment: int, later: int) -> None:
    assert door_code.is_current(read(door_code.on_screen(7, 2, moment, KEY)), moment + later, KEY)


@given(moments, st.integers(90, 1_000_000) | st.integers(-1_000_000, -61))
def test_two_minutes_later_it_opens_nothing(moment: int, later: int) -> None:
    assert not door_code.is_current(read(door_code.on_screen(7, 2, moment, KEY)), moment + later, KEY)


def test_its_number_coming_round_again_opens_nothing() -> None:
    round_again = 1024 * door_code.SLOT
    assert not door_code.is_current(read(door_code.on_screen(7, 2, NOON, KEY)), NOON + round_again, KEY)


def test_its_tail_opens_no_other_door() -> None:
    tail = read(door_code.on_screen(7, 2, NOON, KEY)).tail
    for number, door in ((8, 2), (7, 1), (7, 0)):
        other = read(venue_code.make(number, door, KEY))
        assert not door_code.is_current(other._replace(tail=tail), NOON, KEY)


@given(moments, st.integers(0, 14 * 60))
def test_a_ticket_is_good_for_a_quarter_of_an_hour_and_one_device(moment: int, later: int) -> None:
    text = door_code.ticket(read(door_code.on_screen(7, 2, moment, KEY)), moment, DEVICE, KEY)
    scanned = read(text)
    assert scanned.is_ticket
    assert (scanned.number, scanned.door) == (7, 2)
    assert door_code.is_valid_ticket(scanned, moment + later, DEVICE, KEY)
    assert not door_code.is_valid_ticket(scanned, moment + later, DEVICE - 1, KEY)
    assert not door_code.is_valid_ticket(scanned, moment + 17 * 60, DEVICE, KEY)
    assert not door_code.is_valid_ticket(scanned, moment - 3 * 60, DEVICE, KEY)


def test_a_posters_code_is_read_as_ever() -> None:
    scanned = read(venue_code.make(7, 2, KEY))
    assert scanned.from_poster
    assert (scanned.number, scanned.door) == (7, 2)


@pytest.mark.parametrize("make", [lambda: door_code.on_screen(7, 2, NOON, KEY), lambda: ticket()])
def test_every_other_character_in_the_tail_is_mistyped(make: object) -> None:
    text = make()  # type: ignore[operator]
    for place in range(12, len(text)):
        wrong = "0" if text[place] != "0" else "1"
        with pytest.raises(CodeError, match="mistyped"):
            read(text[:place] + wrong + text[place + 1 :])


def test_another_deployments_screen_is_forged() -> None:
    with pytest.raises(CodeError, match="forged"):
        read(door_code.on_screen(7, 2, NOON, KeyRing.generate().current("code")))


def test_the_code_on_a_screen_is_small() -> None:
    address = venue_code.poster_url("https://gapura.gianyarkab.go.id", door_code.on_screen(7, 2, NOON, KEY))
    assert segno.make(address, error="q").version == 4


def ticket() -> str:
    return door_code.ticket(read(door_code.on_screen(7, 2, NOON, KEY)), NOON, DEVICE, KEY)
