"""What is wrong with a body is said in the reader's language, whatever the decoder calls it."""

from typing import Any

import msgspec
import pytest

from gapura.gate import bodies
from gapura.gate.problems import Problem

ID = "01a204ff-8a8b-724a-adb3-09522103fce6"


def _said(decoder: msgspec.json.Decoder[Any], body: bytes) -> tuple[str, str]:
    with pytest.raises(Problem) as caught:
        bodies.read(decoder, body)
    return caught.value.document("id")["detail"], caught.value.document("en")["detail"]


@pytest.mark.parametrize(
    ("body", "indonesian", "english"),
    [
        ({}, "Anggota `id` tidak ada.", "Object missing required field `id`."),
        ({"id": 1}, "Seharusnya `uuid`, bukan `int`.", "Expected `uuid`, got `int`."),
        ({"id": "x", "code": "a"}, "Bukan UUID yang sah.", "Invalid UUID."),
        ({"id": ID, "code": ""}, "Panjang `str` harus >= 1.", "Expected `str` of length >= 1."),
        (
            {"id": ID, "code": "a", "companions": 51},
            "Nilai `int` harus <= 50.",
            "Expected `int` <= 50.",
        ),
    ],
)
def test_a_check_in_that_is_wrong(body: dict[str, Any], indonesian: str, english: str) -> None:
    assert _said(bodies.check_in_body, msgspec.json.encode(body)) == (indonesian, english)


@pytest.mark.parametrize(
    ("body", "indonesian"),
    [
        ({"kind": "{x}"}, "Nilai '{x}' tidak dikenal."),
        ({"kind": 5}, "Seharusnya `str`."),
        ({"kind": "check-in", "id": ID, "code": "a", "at": "kemarin"}, "Bukan waktu menurut RFC 3339."),
        (
            {"kind": "check-in", "id": ID, "code": "a", "at": "2021-10-12T08:00:00"},
            "Waktu harus disertai zona waktunya.",
        ),
    ],
)
def test_an_item_of_a_batch_that_is_wrong(body: dict[str, Any], indonesian: str) -> None:
    assert _said(bodies.batch_item, msgspec.json.encode(body))[0] == indonesian


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"\xc3("])
def test_what_is_no_json(body: bytes) -> None:
    assert _said(bodies.check_in_body, body) == (
        "Isi bukan JSON dalam UTF-8.",
        "The body is not JSON in UTF-8.",
    )
