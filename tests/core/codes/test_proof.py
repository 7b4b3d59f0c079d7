"""Proofs of a check-in: the same for the same answer, and nobody else's to make."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gapura.core.codes.proof import COLOURS, DECISIONS, Proof, ProofError, make, read
from gapura.core.keys import Key, KeyRing

RING = KeyRing.generate()
KEY = RING.current("proof")
VISIT = UUID("017c7306-f400-7000-8000-000000000001")
EXAMPLE = Proof(VISIT, 189, 2, "admit", "green", 1_634_011_200)
SPELLING = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
proofs = st.builds(
    Proof,
    st.uuids(),
    st.integers(0, 2**32 - 1),
    st.integers(0, 255),
    st.sampled_from(DECISIONS),
    st.sampled_from(COLOURS),
    st.integers(0, 2**32 - 1),
)


def _made(proof: Proof, key: Key = KEY) -> str:
    return make(key, **proof._asdict())


def _problem(text: str) -> str:
    with pytest.raises(ProofError) as caught:
        read(text, [KEY])
    return caught.value.problem


@given(proofs)
def test_a_proof_says_what_the_gate_answered(proof: Proof) -> None:
    text = _made(proof)
    assert read(text, [KEY]) == proof
    assert text == _made(proof)


def test_every_other_character_in_every_place_is_refused() -> None:
    text = _made(EXAMPLE)
    for place, right in enumerate(text):
        for wrong in SPELLING.replace(right, "") + "+/= \n":
            assert _problem(text[:place] + wrong + text[place + 1 :]) in {
                "malformed",
                "forged",
            }


@given(st.integers(0, 41), st.integers(1, 255))
def test_any_changed_byte_is_refused(place: int, change: int) -> None:
    raw = bytearray(urlsafe_b64decode(_made(EXAMPLE)))
    raw[place] ^= change
    assert _problem(urlsafe_b64encode(raw).decode()) in {"malformed", "forged"}


@given(st.text() | st.text(SPELLING + "+/=\ud800é", min_size=56, max_size=56))
def test_any_text_is_refused_with_the_stated_error(text: str) -> None:
    assume(text != _made(EXAMPLE))
    assert _problem(text) in {"malformed", "forged"}


def test_a_huge_text_is_refused_unread() -> None:
    assert _problem("A" * 10_000_000) == "malformed"


def test_a_proof_of_another_ring_is_forged() -> None:
    assert _problem(_made(EXAMPLE, KeyRing.generate().current("proof"))) == "forged"


def test_a_proof_of_an_older_key_is_still_read() -> None:
    rotated = RING.rotate("proof", datetime(2021, 10, 12, tzinfo=UTC))
    assert read(_made(EXAMPLE), rotated.all("proof")) == EXAMPLE
    assert _problem(_made(EXAMPLE, rotated.current("proof"))) == "forged"


@pytest.mark.parametrize(
    "change",
    [
        {"decision": "maybe"},
        {"colour": "blue"},
        {"venue": -1},
        {"venue": 2**32},
        {"door": 256},
        {"checked_in_at": -1},
        {"checked_in_at": 2**32},
    ],
)
def test_what_does_not_fit_a_proof_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"check-in|numbers"):
        make(KEY, **{**EXAMPLE._asdict(), **change})
