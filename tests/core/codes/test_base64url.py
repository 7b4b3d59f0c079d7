"""Strict base64url: one text for one value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapura.core.codes.base64url import decode, encode


@given(st.binary(max_size=60).map(lambda raw: raw[: len(raw) // 3 * 3]))
def test_bytes_come_back(raw: bytes) -> None:
    assert decode(encode(raw)) == raw


@given(st.text(max_size=60))
def test_a_text_that_is_read_is_the_only_spelling_of_its_value(text: str) -> None:
    try:
        raw = decode(text)
    except ValueError:
        return
    assert encode(raw) == text


@pytest.mark.parametrize("text", ["ab+d", "ab/d", "ab==", "a", "abc", "ab cd", "abcd\n", "é", "\ud800"])
def test_any_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"[Bb]ase64|[Pp]adding|encode|data"):
        decode(text)


def test_a_length_that_would_leave_spare_bits_is_refused() -> None:
    with pytest.raises(ValueError, match="multiple of three"):
        encode(b"four")
