"""Late news of officers who had left by then: told to the person in charge, who takes it or leaves it out."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.utils.translation import get_language

from gapura import config
from gapura.accounts.models import User
from gapura.audit import trail
from gapura.core import boxes
from gapura.core.codes import base64url
from gapura.scanning.acts import desk
from gapura.scanning.models import Held, Scanner
from gapura.venues.acts.registering import subject
from gapura.venues.models import Venue
from gapura.visits import gate_client

AT_ONCE = 50
"""Items that are handed to the gate in one batch."""

UNREADABLE = 400
"""As the gate answers to a box that it cannot open."""


@dataclass(frozen=True, slots=True)
class News:
    """What one officer's device told after they had left; times are the device's word."""

    officer_id: int
    officer: str
    devices: tuple[str, ...]
    items: int
    people: int
    out: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of taking late news: items the gate took, and items it turned down for good."""

    taken: int
    refused: int


def waiting(venue: Venue) -> list[News]:
    """What waits at a venue, officer by officer; three statements."""
    rows = list(
        _held(venue)
        .order_by()
        .values("user_id")
        .annotate(
            items=Count("id"),
            come=Sum("people", filter=Q(kind="check-in", said="admit"), default=0),
            out=Count("id", filter=Q(kind="check-out")),
            first=Min("at"),
            last=Max("at"),
        )
        .order_by("first")
    )
    if not rows:
        return []
    names = dict(User.objects.filter(pk__in=[row["user_id"] for row in rows]).values_list("pk", "name"))
    labels = dict(Scanner.objects.filter(venue=venue).values_list("pk", "label"))
    devices: dict[int, set[str]] = {}
    for user_id, scanner_id in _held(venue).values_list("user_id", "scanner_id").distinct():
        devices.setdefault(user_id, set()).add(labels.get(scanner_id, ""))
    return [
        News(
            officer_id=row["user_id"],
            officer=names.get(row["user_id"], ""),
            devices=tuple(sorted(devices[row["user_id"]])),
            items=row["items"],
            people=row["come"],
            out=row["out"],
            first=row["first"],
            last=row["last"],
        )
        for row in rows
    ]


def take(*, officer_id: int, venue: Venue, by: User) -> Taken:
    """Hand an officer's late news to the gate, where `by` answers for it from now on.

    What the gate has taken is the same when handed to it again. Raises GateRefusedError and
    GateUnreachableError; what was taken before that stays taken.
    """
    rows = list(_held(venue).filter(user_id=officer_id).order_by("id"))
    token = desk.token_of(venue, by)
    taken = refused = 0
    try:
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            statuses = _handed_over(some, token=token, by=by)
            settled = [row for row, status in zip(some, statuses, strict=True) if status < 500]
            good = sum(status == 200 for status in statuses)
            taken, refused = taken + good, refused + len(settled) - good
            _held(venue).filter(id__in=[row.id for row in settled]).delete()
    finally:
        if taken or refused:
            _record("scanning.take_late", officer_id, venue, by, items=taken, refused=refused)
    return Taken(taken, refused)


def leave_out(*, officer_id: int, venue: Venue, by: User) -> int:
    """Forget an officer's late news as if it had not happened; how many items there were."""
    items, _ = _held(venue).filter(user_id=officer_id).delete()
    if items:
        _record("scanning.leave_late_out", officer_id, venue, by, items=items)
    return items


def _held(venue: Venue) -> "QuerySet[Held]":
    return Held.objects.filter(venue_id=venue.pk)


def _handed_over(rows: Sequence[Held], *, token: str, by: User) -> Iterable[int]:
    """The status of each row at the gate; what cannot be opened any more is refused here, alone."""
    opened = [_opened(row) for row in rows]
    items = [{**item, "officer": by.pk} for item in opened if item is not None]
    answers: list[dict[str, Any]] = []
    if items:
        answers = gate_client.post(
            "/gate/v1/batches", {"items": items}, token=token, language=get_language() or "id"
        )["items"]
    statuses = iter(int(each["status"]) for each in answers)
    return [UNREADABLE if item is None else next(statuses) for item in opened]


def _opened(row: Held) -> dict[str, object] | None:
    context = b"gapura scan %d" % row.scanner_id
    try:
        plain = boxes.unpack(config.key_ring(), base64url.decode(row.box), context=context)
        item: dict[str, object] = json.loads(plain)
    except (ValueError, RecursionError):  # its key is gone, or it is nested too deep
        return None
    return item


def _record(act: str, officer_id: int, venue: Venue, by: User, **figures: int) -> None:
    trail.record(act, by=by, subject=subject(venue), officer=f"user:{officer_id}", **figures)
