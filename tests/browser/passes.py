"""Passes of the demo's people, made with the demo's own keys: good ones, and each kind of bad one."""

import secrets
import time
from dataclasses import dataclass
from io import BytesIO

import segno
from PIL import Image

from gapura.core.codes import freshness, passes
from gapura.core.codes.token import TokenReader
from gapura.core.evidence import Evidence, decode
from gapura.core.keys import KeyRing
from tests.browser.demo import Demo, Visitor
from tests.core.codes.phone import chain, place_at, with_link

HOURS = 12 * 3600


@dataclass(frozen=True)
class Shown:
    """A pass as somebody shows it: its text, whose it is, and what it holds."""

    text: str
    visitor: Visitor
    evidence: Evidence


def paper(
    demo: Demo, visitor: Visitor, *, ago: int = 0, life: int = HOURS, ring: KeyRing | None = None
) -> Shown:
    """A printed pass, issued some seconds ago."""
    return _issued(demo, visitor, "paper", ago, life, ring or demo.keys)


def phone(demo: Demo, visitor: Visitor, *, old: int = 0) -> Shown:
    """A phone's pass as it was shown some seconds ago: a picture of it, if that is long."""
    return _issued(demo, visitor, "phone", 600, HOURS, demo.keys, old)


def withdrawn(demo: Demo, visitor: Visitor) -> Shown:
    """A pass whose owner has ended it."""
    shown = paper(demo, visitor)
    number = passes.read(shown.text, demo.keys.all("pass")).issued.number
    demo.query("UPDATE people_pass SET withdrawn_at = now() WHERE number = %s", number)
    return shown


def tampered(demo: Demo, visitor: Visitor) -> Shown:
    """A pass of which one character was changed."""
    shown = paper(demo, visitor)
    changed = "A" if shown.text[-20] != "A" else "B"
    return Shown(shown.text[:-20] + changed + shown.text[-19:], visitor, shown.evidence)


def picture(shown: Shown) -> Image.Image:
    """The pass as a screen or paper shows it."""
    drawn = BytesIO()
    segno.make(shown.text, error="m", micro=False).save(drawn, kind="png", scale=8, border=6)
    return Image.open(drawn).convert("RGB")


def _issued(
    demo: Demo, visitor: Visitor, kind: passes.Kind, ago: int, life: int, ring: KeyRing, old: int = 0
) -> Shown:
    person = TokenReader(demo.keys.all("token")).read(visitor.token, time.time()).person_id
    record = demo.query("SELECT evidence::text FROM people_standing WHERE person_id = %s", person)[0][0]
    at, number, last = int(time.time()) - ago, secrets.randbits(40), secrets.token_bytes(16)
    demo.query(
        "INSERT INTO people_pass (number, person_id, kind, issued_at, expires_at, issued_by, withdrawn_by)"
        " VALUES (%s, %s, %s, to_timestamp(%s), to_timestamp(%s), 'system', '')",
        number,
        person,
        kind,
        at,
        at + life,
    )
    anchor = freshness.anchor_of(last, HOURS // freshness.SLOT) if kind == "phone" else None
    issued = passes.Pass(kind, number, at, at + life, visitor.name[:20], decode(record), anchor)
    text = passes.make(ring.current("pass"), issued)
    if kind == "phone":
        place = place_at(at, int(time.time()) - old)
        text = with_link(text, place, chain(last, HOURS // freshness.SLOT)[place])
    return Shown(text, visitor, issued.evidence)
