"""Venue codes: short, signed, forgiving in how they are typed and strict in what they say."""

from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gapura.core.codes.base32 import ALPHABET
from gapura.core.codes.venue_code import (
    LAST_DOOR,
    LAST_NUMBER,
    LENGTH,
    CodeError,
    VenueCode,
    make,
    poster_url,
    pretty,
    read,
)
from gapura.core.keys import Key

KEY = Key(1, bytes(range(32)), datetime(2021, 10, 12, tzinfo=UTC))
OTHER = Key(2, bytes(32), KEY.made)
numbers = st.integers(0, LAST_NUMBER)
doors = st.integers(0, LAST_DOOR)
codes = st.builds(lambda number, door: make(number, door, KEY), numbers, doors)


def _problem(text: str) -> str:
    with pytest.raises(CodeError) as caught:
        read(text, [KEY])
    return caught.value.problem


@given(numbers, doors)
def test_a_code_names_its_venue_and_door(number: int, door: int) -> None:
    code = make(number, door, KEY)
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    assert read(code, [KEY]) == VenueCode(number, door)


def test_the_code_of_a_door_never_changes() -> None:
    assert make(189, 2, KEY) == make(189, 2, KEY) == "0005X2CFM81M"


@pytest.mark.parametrize("code", [make(189, 0, KEY), make(0, 0, KEY), make(LAST_NUMBER, LAST_DOOR, KEY)])
def test_every_single_wrong_character_is_caught(code: str) -> None:
    for place in range(LENGTH):
        for wrong in ALPHABET.replace(code[place], ""):
            assert _problem(code[:place] + wrong + code[place + 1 :]) == "mistyped"


@given(codes, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_a_wrong_character_in_any_code_is_caught(code: str, place: int, wrong: str) -> None:
    assume(code[place] != wrong)
    assert _problem(code[:place] + wrong + code[place + 1 :]) == "mistyped"


@given(codes, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_any_two_characters_swapped_are_caught(code: str, one: int, two: int) -> None:
    assume(code[one] != code[two])
    swapped = list(code)
    swapped[one], swapped[two] = swapped[two], swapped[one]
    assert _problem("".join(swapped)) == "mistyped"


@given(codes)
def test_neighbours_swapped_anywhere_are_caught(code: str) -> None:
    for place in range(LENGTH - 1):
        one, two = code[place], code[place + 1]
        if one != two:
            assert _problem(code[:place] + two + one + code[place + 2 :]) == "mistyped"


def test_a_code_of_another_key_is_forged() -> None:
    assert _problem(make(189, 2, OTHER)) == "forged"


def test_a_code_of_any_key_on_the_ring_is_read() -> None:
    assert read(make(189, 2, OTHER), [KEY, OTHER]) == VenueCode(189, 2)


@given(numbers, doors, doors)
def test_a_door_made_up_with_a_right_check_character_is_forged(number: int, door: int, wrong: int) -> None:
    assume(door != wrong)
    code = make(number, door, KEY)
    guess = code[:5] + ALPHABET[wrong] + code[6:11]
    readings = {_problem(guess + check) for check in ALPHABET}
    assert readings == {"mistyped", "forged"}


@pytest.mark.parametrize(
    "spelling",
    [
        "0005X2CFM81M",
        "0005x2cfm81m",
        "0005-X2CF-M81M",
        "  0005 x2cf\tm81m\n",
        "OOo5X2CFM81M",
        "https://gapura.example/c/0005X2CFM81M",
        "HTTPS://GAPURA.EXAMPLE/C/0005X2CFM81M",
        "http://127.0.0.1:8000/c/0005-x2cf-m81m?utm=poster#top",
        "https://gapura.example/c/0005X2CFM81M/",
        "gapura.example/c/0005X2CFM81M",
        "/c/0005X2CFM81M",
    ],
)
def test_a_code_is_read_however_it_is_typed_or_scanned(spelling: str) -> None:
    assert read(spelling, [KEY]) == VenueCode(189, 2)


def test_i_and_l_are_read_as_one() -> None:
    code = make(1, 1, KEY)
    assert code.startswith("000011")
    assert read(f"0000iL{code[6:]}", [KEY]) == read(f"0000lI{code[6:]}", [KEY]) == VenueCode(1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0005X2CFM81",
        "0005X2CFM81M3",
        "0005X2CFM81U",
        "0005X2CFM81\u0663",
        "0005X2CFM8\uff2a3",
        "\ud800",
        "https://gapura.example/",
        "https://gapura.example/x/0005X2CFM81M",
        "https://gapura.example/c/0005X2CFM81M/pintu",
        "ftp://gapura.example/c/0005X2CFM81M",
        "javascript:alert(1)/c/0005X2CFM81M\n/",
        "0005X2CFM81M" * 1000,
        "https://gapura.example/c/0005X2CFM81M?" + "x" * 10_000_000,
    ],
)
def test_what_is_no_code_is_malformed(text: str) -> None:
    assert _problem(text) == "malformed"


@given(st.text())
def test_any_text_is_read_or_refused_with_the_stated_error(text: str) -> None:
    assert _problem(text) in {"malformed", "mistyped", "forged"}


@given(st.text(alphabet=ALPHABET + "iloILO -", min_size=10, max_size=16))
def test_anything_that_looks_like_a_code_is_refused_with_the_stated_error(
    text: str,
) -> None:
    assert _problem(text) in {"malformed", "mistyped", "forged"}


@given(st.binary(max_size=600))
def test_any_bytes_scanned_are_read_or_refused_with_the_stated_error(
    raw: bytes,
) -> None:
    assert _problem("/c/" + raw.decode("latin-1")) in {
        "malformed",
        "mistyped",
        "forged",
    }


@pytest.mark.parametrize(("number", "door"), [(-1, 0), (LAST_NUMBER + 1, 0), (1, -1), (1, LAST_DOOR + 1)])
def test_numbers_that_do_not_fit_are_refused(number: int, door: int) -> None:
    with pytest.raises(ValueError, match="end at"):
        make(number, door, KEY)


def test_people_read_a_code_in_groups_of_four() -> None:
    assert pretty("0005X2CFM81M") == "0005-X2CF-M81M"


@pytest.mark.parametrize("base", ["https://gapura.example", "https://gapura.example/"])
def test_a_poster_holds_the_address_in_upper_case(base: str) -> None:
    assert poster_url(base, "0005X2CFM81M") == "HTTPS://GAPURA.EXAMPLE/C/0005X2CFM81M"


def test_what_a_poster_holds_is_read_back() -> None:
    code = make(189, 2, KEY)
    assert read(poster_url("http://127.0.0.1:8000", code), [KEY]) == VenueCode(189, 2)


@pytest.mark.parametrize(
    "base",
    ["", "gapura.example", "https://gapura.example/bali", "ftp://x", "https://a b"],
)
def test_a_base_address_of_another_shape_is_refused(base: str) -> None:
    with pytest.raises(ValueError, match="scheme and host only"):
        poster_url(base, "0005X2CFM81M")
