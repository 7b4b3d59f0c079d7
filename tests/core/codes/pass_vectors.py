"""Example passes with a key that is no secret, for readers in any language.

`python -m tests.core.codes.pass_vectors` writes `pass_vectors.json` beside this module; a test says whether
it still is what this code makes.
"""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from gapura.core.codes import base45, passes, signing, withdrawn
from gapura.core.codes.passes import Pass
from gapura.core.evidence import Arrival, Contact, Dose, Evidence, Exemption, Recovery, Test, encode
from gapura.core.keys import Key
from tests.core.codes import phone

FILE = Path(__file__).with_name("pass_vectors.json")
KEY = Key(3, bytes(range(32)))
OTHER = Key(3, bytes(range(1, 33)))
NOON = datetime(2021, 10, 12, 4, 0, tzinfo=UTC)
ISSUED = int(NOON.timestamp())
UNTIL = ISSUED + 12 * 3600
CHAIN = phone.chain(bytes(range(100, 116)), 1440)
TWO_DOSES = (Dose(date(2021, 3, 1), "sinovac"), Dose(date(2021, 3, 29), "sinovac"))
GREEN = Evidence(birth_date=date(1990, 10, 11), doses=TWO_DOSES)
EVERYTHING = Evidence(
    birth_date=date(1955, 10, 11),
    doses=(Dose(date(2021, 6, 1), "janssen"), Dose(date(2021, 9, 1), "obat-baru")),
    tests=(
        Test("pcr", "positive", NOON - timedelta(days=20)),
        Test("pcr", "negative", NOON - timedelta(days=2)),
        Test("antigen", "negative", NOON - timedelta(hours=5)),
    ),
    contacts=(Contact(date(2021, 10, 5)),),
    arrivals=(Arrival(date(2021, 10, 2)), Arrival(date(2021, 10, 1), date(2021, 10, 13))),
    recoveries=(Recovery(date(2021, 10, 4)),),
    exemptions=(Exemption(date(2021, 9, 1), date(2021, 12, 31)),),
)
PHONE = Pass("phone", 0x0123456789, ISSUED, UNTIL, "Ni Made S.", GREEN, CHAIN[0])
SHORT = replace(PHONE, expires_at=ISSUED + 60)
WHOLE = replace(PHONE, evidence=EVERYTHING, name="Étienne D.")
PAPER = Pass("paper", 0xFFFFFFFFFF, ISSUED, ISSUED + 30 * 86_400, "I Wayan B.", Evidence())
PAGE = Pass("page", 1, ISSUED, ISSUED + 60, "Sumarni", GREEN)


def vectors() -> dict[str, Any]:
    """Keys, passes with what stands against each at a moment, and a list of withdrawn ones."""
    return {
        "keys": [signing.public_jwk(KEY)],
        "passes": [
            _read("a phone's pass, just shown", _on_phone(PHONE, 1), ISSUED + 5),
            _read("a phone's pass after eleven hours", _on_phone(PHONE, 1321), ISSUED + 39_610),
            _read("everything on record", _on_phone(WHOLE, 2), ISSUED + 35),
            _read("a picture, sixty seconds old", _on_phone(PHONE, 3), ISSUED + 120),
            _read("a picture, a second older", _on_phone(PHONE, 3), ISSUED + 121, "picture"),
            _read("a clock that runs ahead too far", _on_phone(PHONE, 3), ISSUED + 29, "early"),
            _read("the last link, expired", _on_phone(PHONE, 1440), UNTIL, "expired"),
            _read("on paper, nothing on record", passes.make(KEY, PAPER), ISSUED + 29 * 86_400),
            _read("on paper, expired", passes.make(KEY, PAPER), ISSUED + 30 * 86_400, "expired"),
            _read("a page without scripts", passes.make(KEY, PAGE), ISSUED + 59),
            _refused("another deployment's", passes.make(OTHER, PAPER), "forged"),
            _refused("one byte of the name changed", _with_other_byte(passes.make(KEY, PAPER), 18), "forged"),
            _refused(
                "a link shown too early", phone.with_link(passes.make(KEY, PHONE), 4, CHAIN[3]), "forged"
            ),
            _refused("the anchor as a link", phone.with_link(passes.make(KEY, PHONE), 0, CHAIN[0]), "forged"),
            _refused("a link for after the pass's time", _on_phone(SHORT, 3), "forged"),
            _refused("a kind of pass to come", _with_other_byte(passes.make(KEY, PAPER), 0, 7), "malformed"),
            _refused("no Base45", passes.PREFIX + "abc", "malformed"),
            _refused("another QR code", "HTTPS://GAPURA.EXAMPLE/C/0005X1K57E37", "malformed"),
        ],
        "chain": {
            "last": CHAIN[-1].hex(),
            "length": 1440,
            "links": {n: CHAIN[n].hex() for n in (0, 1, 2, 1439)},
        },
        "withdrawn": {
            "hex": withdrawn.make(KEY, {PAPER.number, 5}, ISSUED).hex(),
            "at": ISSUED,
            "numbers": ["0000000005", "ffffffffff"],
        },
    }


def text() -> str:
    """The file's content."""
    return json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n"


def _on_phone(issued: Pass, place: int, link: bytes | None = None) -> str:
    return phone.with_link(passes.make(KEY, issued), place, link or CHAIN[place])


def _read(name: str, shown: str, at: int, fault: str | None = None) -> dict[str, Any]:
    read = passes.read(shown, [KEY])
    return {
        "name": name,
        "text": shown,
        "at": at,
        "fault": fault,
        "pass": {
            "kind": read.issued.kind,
            "number": f"{read.issued.number:010x}",
            "key": str(read.key_id),
            "issued_at": read.issued.issued_at,
            "expires_at": read.issued.expires_at,
            "since": read.since,
            "name": read.issued.name,
            "evidence": msgspec.json.decode(encode(read.issued.evidence)),
        },
    }


def _refused(name: str, shown: str, problem: str) -> dict[str, Any]:
    return {"name": name, "text": shown, "at": ISSUED + 5, "problem": problem}


def _with_other_byte(shown: str, place: int, change: int = 1) -> str:
    raw = bytearray(base45.decode(shown.removeprefix(passes.PREFIX)))
    raw[place] ^= change
    return passes.PREFIX + base45.encode(bytes(raw))


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
