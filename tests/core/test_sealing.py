"""Sealed columns open only in their own place; keyed hashes find the same text again."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapura.core.keys import KeyRing
from gapura.core.sealing import SealError, lookup_hash, seal, unseal

RING = KeyRing.generate()
NOW = datetime(2021, 10, 12, tzinfo=UTC)
texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(texts, st.binary(max_size=40))
def test_what_is_sealed_opens_again(text: str, context: bytes) -> None:
    assert unseal(RING, seal(RING, text, context=context), context=context) == text


def test_the_same_text_is_never_sealed_to_the_same_bytes() -> None:
    assert seal(RING, "Ni Wayan", context=b"person.name") != seal(RING, "Ni Wayan", context=b"person.name")


def test_sealed_bytes_moved_to_another_place_do_not_open() -> None:
    blob = seal(RING, "5104014107900001", context=b"person.nik:1")
    with pytest.raises(SealError, match="another place"):
        unseal(RING, blob, context=b"person.nik:2")


@given(st.data())
def test_any_changed_bit_is_noticed(data: st.DataObject) -> None:
    blob = bytearray(seal(RING, "Ni Wayan", context=b"name"))
    place = data.draw(st.integers(0, len(blob) * 8 - 1))
    blob[place // 8] ^= 1 << place % 8
    with pytest.raises(SealError):
        unseal(RING, bytes(blob), context=b"name")


@given(st.binary(max_size=80))
def test_any_other_bytes_raise_the_stated_error_only(blob: bytes) -> None:
    with pytest.raises(SealError):
        unseal(RING, blob, context=b"name")


def test_an_older_key_still_opens_after_a_rotation() -> None:
    blob = seal(RING, "Ni Wayan", context=b"name")
    rotated = RING.rotate("seal", NOW)
    assert unseal(rotated, blob, context=b"name") == "Ni Wayan"
    assert seal(rotated, "Ni Wayan", context=b"name")[0] == 2


def test_bytes_of_a_key_that_is_gone_say_so() -> None:
    blob = seal(RING.rotate("seal", NOW), "Ni Wayan", context=b"name")
    with pytest.raises(SealError, match="key 2, which is not on the ring"):
        unseal(RING, blob, context=b"name")


def test_half_a_character_is_refused() -> None:
    with pytest.raises(SealError, match="half a character"):
        seal(RING, "\ud800", context=b"name")


@pytest.mark.parametrize("spelling", ["PIC@Desa.example", " pic@desa.example ", "pic@desa.example"])
def test_case_width_and_spacing_do_not_change_the_hash(spelling: str) -> None:
    expected = lookup_hash(RING, "pic@desa.example", context=b"email")
    assert lookup_hash(RING, spelling, context=b"email") == expected


def test_the_hash_depends_on_the_kind_of_text_and_on_the_ring() -> None:
    here = lookup_hash(RING, "a", context=b"email")
    assert len(here) == 32
    assert lookup_hash(RING, "a", context=b"phone") != here
    assert lookup_hash(KeyRing.generate(), "a", context=b"email") != here
    assert lookup_hash(RING, "bc", context=b"a") != lookup_hash(RING, "c", context=b"ab")


@given(st.text())
def test_any_text_has_a_hash(text: str) -> None:
    assert len(lookup_hash(RING, text, context=b"email")) == 32
