"""The JSON that devices send: what it must hold, and where it is wrong. Unknown members are left unread."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Final, Literal, TypeVar
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from gapura.gate.model import spelled
from gapura.gate.problems import Problem

BODY_LIMIT: Final = 16 * 1024
BATCH_LIMIT: Final = 512 * 1024
LARGEST_BATCH: Final = 500

Text = Annotated[str, Meta(min_length=1, max_length=512)]


class CheckInBody(Struct):
    """A check-in as sent."""

    id: UUID
    code: Text
    companions: Annotated[int, Meta(ge=0, le=50)] = 0


class CheckOutBody(Struct):
    """A check-out as sent: of a visit by its id, or of the open one at a code's venue."""

    id: UUID
    visit: UUID | None = None
    code: Text | None = None


class CheckInItem(CheckInBody, tag_field="kind", tag="check-in"):
    """A check-in in a batch, with the device's own time where it is not the id's."""

    at: Annotated[datetime, Meta(tz=True)] | None = None


class CheckOutItem(CheckOutBody, tag_field="kind", tag="check-out"):
    """A check-out in a batch."""

    at: Annotated[datetime, Meta(tz=True)] | None = None


class BatchBody(Struct):
    """What an offline device collected; each item is read by itself."""

    items: Annotated[list[msgspec.Raw], Meta(max_length=LARGEST_BATCH)]


Item = CheckInItem | CheckOutItem
Kind = Literal["check-in", "check-out"]
T = TypeVar("T")

check_in_body: Final = msgspec.json.Decoder(CheckInBody)
check_out_body: Final = msgspec.json.Decoder(CheckOutBody)
batch_body: Final = msgspec.json.Decoder(BatchBody)
batch_item: Final[msgspec.json.Decoder[Item]] = msgspec.json.Decoder(Item)

# What the decoder says of a body, in Indonesian: the first that fits.
_INDONESIAN: Final = tuple(
    (re.compile(said), words)
    for said, words in (
        (r"Object missing required field (`.+`)", r"Anggota \1 tidak ada"),
        (r"Expected (`.+`), got (`.+`)", r"Seharusnya \1, bukan \2"),
        (r"Expected (`.+`) of length (<=|>=) (\d+)", r"Panjang \1 harus \2 \3"),
        (r"Expected (`.+`) (<=|>=) (-?\d+)", r"Nilai \1 harus \2 \3"),
        (r"Expected `datetime` with a timezone component", r"Waktu harus disertai zona waktunya"),
        (r"Expected (`.+`)", r"Seharusnya \1"),
        (r"Invalid UUID", r"Bukan UUID yang sah"),
        (r"Invalid RFC3339 encoded datetime", r"Bukan waktu menurut RFC 3339"),
        (r"Invalid value (.+)", r"Nilai \1 tidak dikenal"),
        (r"(?s).+", r"Isi tidak sesuai dengan yang diharapkan"),
    )
)
_PLACE: Final = re.compile(r" - at `(\$[^`]*)`$")


def read(decoder: msgspec.json.Decoder[T], body: bytes | msgspec.Raw) -> T:
    """Read a body; Problem malformed-body says what is wrong and where (`path`)."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise _invalid(str(error)) from None
    except (ValueError, RecursionError):
        raise Problem("malformed-body", "not-json", path="$") from None


def version_7(id: UUID, path: str) -> str:
    """The usual spelling of a UUIDv7; Problem malformed-body for any other kind."""
    value = id.int
    if value >> 76 & 0xF != 7 or value >> 62 & 0b11 != 0b10:
        raise Problem("malformed-body", "not-version-7", path=path)
    return spelled(f"{value:032x}")


def _invalid(message: str) -> Problem:
    place = _PLACE.search(message)
    words: dict[str, Any] = {"path": place[1] if place else "$"}
    english = _PLACE.sub("", message)
    fits = (found.expand(said) for pattern, said in _INDONESIAN if (found := pattern.fullmatch(english)))
    return Problem("malformed-body", (f"{next(fits, english)}.", f"{english}."), **words)
