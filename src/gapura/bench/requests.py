"""What the load generator sends: check-ins at many venues or one, offline batches, pages, empty ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Final, Literal

import msgspec

from gapura.core import ids

HOST: Final = "127.0.0.1"
BATCH: Final = 500
"""Items of an offline batch."""

Kind = Literal["floor", "short floor", "rush", "mall", "flood", "pages"]


class Seeds(msgspec.Struct):
    """The codes and tokens that requests are made of."""

    codes: list[str]
    tokens: list[str]


def requests(kind: Kind, seeds_file: str, skip: int) -> Iterator[bytes]:
    """Requests without end; `skip` is how many people have had their turn."""
    match kind:
        # With a query the empty request goes the way of every other address; without, the gate's short way.
        case "floor":
            return cycle([_get("/health/live?")])
        case "short floor":
            return cycle([_get("/health/live")])
    seeds = msgspec.json.decode(Path(seeds_file).read_bytes(), type=Seeds)
    chance = random.Random(skip)
    if kind == "pages":
        return cycle([_get("/"), _get(f"/c/{chance.choice(seeds.codes)}")])
    start = skip % len(seeds.tokens)
    tokens = cycle(seeds.tokens[start:] + seeds.tokens[:start])
    if kind == "flood":
        return (_post("/gate/v1/batches", token, _batch(seeds.codes, chance)) for token in tokens)
    codes = seeds.codes if kind == "rush" else seeds.codes[:1]
    return (_post("/gate/v1/check-ins", token, _check_in(chance.choice(codes))) for token in tokens)


def _check_in(code: str) -> str:
    return f'{{"id":"{ids.new_id()}","code":"{code}","companions":0}}'


def _batch(codes: list[str], chance: random.Random) -> str:
    """A device's last quarter of an hour without network: one place after the other, each at its own time."""
    began = datetime.now(UTC) - timedelta(seconds=2 * BATCH)
    items = (
        f'{{"kind":"check-in","id":"{ids.new_id(began + timedelta(seconds=2 * number))}",'
        f'"code":"{chance.choice(codes)}"}}'
        for number in range(BATCH)
    )
    return f'{{"items":[{",".join(items)}]}}'


def _get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()


def _post(path: str, token: str, body: str) -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()
