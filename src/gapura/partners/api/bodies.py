"""What partners send to the API and are answered: the colour, and nothing of why or whose."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from gapura.visits.forms import MOST_COMPANIONS

LONGEST_CODE = 512

Colour = Literal["green", "yellow", "red", "black"]
Decision = Literal["admit", "verify", "refuse", "full"]


class CheckInBody(Schema):
    """A check-in: an id of its own (UUID version 7, made when it is sent), and what was scanned."""

    id: UUID
    code: Annotated[str, Field(min_length=1, max_length=LONGEST_CODE)]
    companions: Annotated[int, Field(strict=True, ge=0, le=MOST_COMPANIONS)] = 0


class CheckOutBody(Schema):
    """A check-out: an id of its own, and the id of the check-in that it ends."""

    id: UUID
    visit: UUID


class Place(Schema):
    """A place by its code and name."""

    code: str
    name: str


class CheckIn(Schema):
    """What was decided. The proof is for an officer's scanner, which learns from it that this is genuine."""

    id: UUID
    decision: Decision
    colour: Colour
    ruleset: str
    venue: Place
    door: str | None
    occupancy: int
    capacity: int
    checked_in_at: datetime
    proof: str


class CheckOut(Schema):
    """That a visit has ended, and when."""

    id: UUID
    visit: UUID
    venue: Place
    checked_in_at: datetime
    checked_out_at: datetime
    occupancy: int | None


class ColourNow(Schema):
    """The visitor's colour at this moment: at an office, or at the place that was named."""

    colour: Colour
    decision: Decision
    ruleset: str
    venue: Place | None
    at: datetime


class Venue(Schema):
    """How full a place is, as of when somebody last went in or out; null where nobody has yet."""

    code: str
    name: str
    occupancy: int
    capacity: int
    as_of: datetime | None
    synthetic: bool


class LinkState(Schema):
    """That a link is good. The subject is who the visitor is to this partner and to no other."""

    subject: str
    scopes: list[str]
    linked_at: datetime
