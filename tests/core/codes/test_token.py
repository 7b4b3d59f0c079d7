"""Visitor tokens: read in one spelling, by our keys, until they expire."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gapura.core.codes.token import (
    LAST_DEVICE,
    LAST_SECOND,
    Token,
    TokenError,
    TokenReader,
    issue,
    read,
)
from gapura.core.keys import KeyRing

RING = KeyRing.generate()
READER = TokenReader(RING.all("token"))
PERSON = UUID("017c7306-f400-7000-8000-000000000001")
EXPIRY = 1_634_011_200
SPELLING = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
TOKEN = issue(RING, PERSON, 7, EXPIRY)


def _problem(token: str, now: float = 0) -> str:
    with pytest.raises(TokenError) as caught:
        READER.read(token, now)
    return caught.value.problem


@given(st.uuids(), st.integers(0, LAST_DEVICE), st.integers(1, LAST_SECOND))
def test_a_token_says_who_on_which_device_until_when(person: UUID, device: int, expiry: int) -> None:
    token = issue(RING, person, device, expiry)
    assert len(token) == 64
    assert READER.read(token, 0) == Token(person, device, expiry) == read(token, RING.all("token"), 0)


def test_a_token_is_good_until_the_second_it_expires() -> None:
    assert READER.read(TOKEN, EXPIRY - 0.001).person_id == PERSON
    assert _problem(TOKEN, EXPIRY) == "expired"


def test_every_other_character_in_every_place_is_refused() -> None:
    for place, right in enumerate(TOKEN):
        for wrong in SPELLING.replace(right, "") + "+/= \n":
            assert _problem(TOKEN[:place] + wrong + TOKEN[place + 1 :]) in {
                "malformed",
                "forged",
            }


@given(st.integers(0, 47), st.integers(1, 255))
def test_any_changed_byte_is_refused(place: int, change: int) -> None:
    raw = bytearray(urlsafe_b64decode(TOKEN))
    raw[place] ^= change
    assert _problem(urlsafe_b64encode(raw).decode()) in {"malformed", "forged"}


@given(st.text())
def test_any_text_is_refused_with_the_stated_error(text: str) -> None:
    assert _problem(text) in {"malformed", "forged"}


@given(st.text(SPELLING + "+/=\ud800é", min_size=64, max_size=64))
def test_anything_as_long_as_a_token_is_refused_with_the_stated_error(
    text: str,
) -> None:
    assume(text != TOKEN)
    assert _problem(text) in {"malformed", "forged"}


def test_a_huge_text_is_refused_unread() -> None:
    assert _problem("A" * 10_000_000) == "malformed"


def test_a_token_of_another_ring_is_forged() -> None:
    assert _problem(issue(KeyRing.generate(), PERSON, 7, EXPIRY)) == "forged"


def test_a_token_of_an_older_key_is_still_read() -> None:
    rotated = RING.rotate("token", datetime(2021, 10, 12, tzinfo=UTC))
    reader = TokenReader(rotated.all("token"))
    assert reader.read(TOKEN, 0).person_id == PERSON
    assert reader.read(issue(rotated, PERSON, 8, EXPIRY), 0).device_id == 8
    assert _problem(issue(rotated, PERSON, 8, EXPIRY)) == "forged"


@pytest.mark.parametrize(("device", "expiry"), [(-1, 1), (LAST_DEVICE + 1, 1), (1, -1), (1, LAST_SECOND + 1)])
def test_numbers_that_do_not_fit_are_refused(device: int, expiry: int) -> None:
    with pytest.raises(ValueError, match="out of range"):
        issue(RING, PERSON, device, expiry)
