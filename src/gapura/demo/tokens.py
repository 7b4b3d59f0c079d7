"""Visitor tokens of the demo's people: the same all day, so that `demo.json` stays good over a restart."""

from datetime import UTC, date, datetime, timedelta

from gapura.core.codes import token
from gapura.core.keys import KeyRing
from gapura.demo.population import Synthetic

LIFETIME = timedelta(days=181)


def expiry(day: date) -> datetime:
    """When the demo's devices are signed out: half a year after the day its evidence is dated by."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + LIFETIME


def token_of(ring: KeyRing, person: Synthetic, day: date) -> str:
    """The token of a person's device."""
    return token.issue(ring, person.id, person.device_id, int(expiry(day).timestamp()))
