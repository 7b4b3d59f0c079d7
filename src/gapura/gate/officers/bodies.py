"""The JSON that officers' devices send."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

PassText = Annotated[str, Meta(min_length=1, max_length=2000)]
Moment = Annotated[datetime, Meta(tz=True)]
Said = Literal["admit", "verify", "refuse", "full"]
Why = Literal["malformed", "forged", "early", "expired", "picture", "withdrawn", "foreign"]


class Entry(Struct, kw_only=True):
    """What every item says: its id, the officer who did it, and its own time where it is not the id's."""

    id: UUID
    officer: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    at: Moment | None = None


class About(Entry, kw_only=True):
    """An item about somebody: whose pass it was, or whom a page of the portal named."""

    passed: PassText | None = msgspec.field(default=None, name="pass")
    person: UUID | None = None


class CheckInItem(About, kw_only=True, tag_field="kind", tag="check-in"):
    """Somebody goes in. `said` is what a device without a network answered by itself."""

    companions: Annotated[int, Meta(ge=0, le=50)] = 0
    door: Annotated[int, Meta(ge=0, le=31)] = 0
    verified: bool = False
    said: Said | None = None


class CheckOutItem(About, kw_only=True, tag_field="kind", tag="check-out"):
    """Somebody leaves: a visit by its id, or the open one at this venue."""

    visit: UUID | None = None


class UndoItem(About, kw_only=True, tag_field="kind", tag="undo"):
    """A check-in of the last minute was a mistake."""

    visit: UUID


class TurnedAwayItem(Entry, kw_only=True, tag_field="kind", tag="turned-away"):
    """Somebody showed what is no good pass; who, nobody knows."""

    why: Why


class BoxedItem(Struct, tag_field="kind", tag="boxed"):
    """An item that its device packed for us and cannot read any more; base64url of a box."""

    box: Annotated[str, Meta(min_length=1, max_length=8000)]


PlainItem = CheckInItem | CheckOutItem | UndoItem | TurnedAwayItem
AnyItem = PlainItem | BoxedItem

item: Final[msgspec.json.Decoder[AnyItem]] = msgspec.json.Decoder(AnyItem)
plain_item: Final[msgspec.json.Decoder[PlainItem]] = msgspec.json.Decoder(PlainItem)
