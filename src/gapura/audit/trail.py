"""How an act writes itself into the trail."""

from typing import Protocol

from gapura.audit.models import Event
from gapura.common import requests


class Actor(Protocol):
    """Whoever can act: a staff account, a visitor, or the system itself."""

    @property
    def actor(self) -> str:
        """`user:ID`, `visitor:UUID`, `command` or `system`."""
        ...


class _Named:
    def __init__(self, actor: str) -> None:
        self.actor = actor


SYSTEM: Actor = _Named("system")
COMMAND: Actor = _Named("command")


def record(act: str, *, by: Actor, subject: str, **data: object) -> Event:
    """Add one event, in the caller's transaction. `data` must be plain JSON without personal data."""
    context = requests.current()
    return Event.objects.create(
        act=act,
        by=by.actor,
        subject=subject,
        data=data,
        request_id=context.request_id,
        address=context.address,
    )
