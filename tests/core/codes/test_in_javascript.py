"""Passes and boxes in the browser's modules: read as Python reads them, packed so that Python opens them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapura.core import boxes
from gapura.core.codes import base64url, passes, signing
from gapura.core.evidence import Evidence, encode
from gapura.core.keys import KeyRing
from tests.core.codes.test_pass_vectors import DOCUMENT
from tests.core.codes.test_passes import evidence
from tests.javascript import JavaScript

RING = KeyRing.generate()
KEYS = [signing.public_jwk(key) for key in RING.all("pass")]


@pytest.fixture(scope="module")
def javascript() -> Iterator[JavaScript]:
    """The browser's modules."""
    with JavaScript(Path(__file__).with_name("passes.mjs")) as script:
        yield script


@pytest.mark.parametrize("example", DOCUMENT["passes"], ids=lambda example: example["name"])
def test_an_example_is_judged_as_it_says(javascript: JavaScript, example: dict[str, Any]) -> None:
    answer = javascript.ask("read", text=example["text"], keys=DOCUMENT["keys"], at=example["at"])
    if "problem" in example:
        assert answer == {"error": example["problem"]}
        return
    read, expected = answer["value"], example["pass"]
    assert read["fault"] == example["fault"]
    assert f"{read['number']:010x}" == expected["number"]
    assert (read["kind"], read["key"], read["name"]) == (expected["kind"], expected["key"], expected["name"])
    times = (read["issuedAt"], read["expiresAt"], read["since"])
    assert times == (expected["issued_at"], expected["expires_at"], expected["since"])
    assert read["evidence"] == _told(expected["evidence"])


@given(record=evidence, name=st.text(min_size=1, max_size=6).filter(str.isprintable))
def test_any_pass_is_read_alike(javascript: JavaScript, record: Evidence, name: str) -> None:
    issued = passes.Pass("paper", 7, 1_634_000_000, 1_634_100_000, name, record)
    text = passes.make(RING.current("pass"), issued)
    shown = passes.read(text, RING.all("pass"))
    answer = javascript.ask("read", text=text, keys=KEYS, at=1_634_000_001)
    assert answer["value"]["name"] == shown.issued.name
    assert _told(answer["value"]["evidence"]) == _told(json.loads(encode(shown.issued.evidence)))


def _told(record: dict[str, Any]) -> dict[str, Any]:
    """Evidence without what says nothing: empty lists, and members that are null."""
    return {
        kind: [{name: value for name, value in item.items() if value is not None} for item in items]
        if isinstance(items, list)
        else items
        for kind, items in record.items()
        if items
    }


@given(st.text(max_size=80) | st.text("0123456789ABCDEF $%*+-./:", max_size=300).map("GP1:".__add__))
def test_any_text_is_refused_alike(javascript: JavaScript, text: str) -> None:
    with pytest.raises(passes.PassError) as caught:
        passes.read(text, RING.all("pass"))
    assert javascript.ask("read", text=text, keys=KEYS, at=0) == {"error": caught.value.problem}


def test_a_box_packed_in_javascript_opens_here_and_only_for_its_scanner(javascript: JavaScript) -> None:
    key_id, point = boxes.public_key(RING)
    item = {"kind": "check-in", "name": "Kadék", "companions": 2}
    packed = [
        javascript.ask("pack", item=item, recipient={"key": key_id, "point": point.hex()}, scanner="77")[
            "value"
        ]
        for _ in range(2)
    ]
    assert packed[0] != packed[1]
    for each in packed:
        plain = boxes.unpack(RING, base64url.decode(each), context=b"gapura scan 77")
        assert json.loads(plain) == item
    with pytest.raises(boxes.BoxError):
        boxes.unpack(RING, base64url.decode(packed[0]), context=b"gapura scan 78")
