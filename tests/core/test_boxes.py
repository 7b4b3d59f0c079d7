"""Boxes: packed for the server by a device that cannot open them again."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapura.core.boxes import BoxError, pack, public_key, unpack
from gapura.core.keys import KeyRing

RING = KeyRing.generate()


def packed(plain: bytes = b"a visit", context: bytes = b"scanner 7") -> bytes:
    return pack(*public_key(RING), plain, context=context, nonce=os.urandom(12))


@given(plain=st.binary(max_size=2000), context=st.binary(max_size=40))
def test_a_box_opens_to_what_was_put_in(plain: bytes, context: bytes) -> None:
    box = packed(plain, context)
    assert unpack(RING, box, context=context) == plain
    assert plain not in box or len(plain) < 4


def test_two_boxes_of_the_same_differ() -> None:
    assert packed() != packed()


def test_a_box_opens_after_the_key_was_rotated_and_not_without_it() -> None:
    box = packed()
    newer = RING.rotate("seal", datetime.now(UTC) - timedelta(hours=1))
    assert unpack(newer, box, context=b"scanner 7") == b"a visit"
    assert public_key(newer) != public_key(RING)
    with pytest.raises(BoxError):
        unpack(KeyRing.generate(), box, context=b"scanner 7")


@given(place=st.integers(0, 200), change=st.integers(1, 255))
def test_a_changed_box_does_not_open(place: int, change: int) -> None:
    box = bytearray(packed())
    box[place % len(box)] ^= change
    with pytest.raises(BoxError):
        unpack(RING, bytes(box), context=b"scanner 7")


@given(st.binary(max_size=120))
def test_bytes_that_are_no_box_are_refused(noise: bytes) -> None:
    with pytest.raises(BoxError):
        unpack(RING, noise, context=b"")


def test_a_box_of_another_scanner_does_not_open() -> None:
    with pytest.raises(BoxError):
        unpack(RING, packed(), context=b"scanner 8")
