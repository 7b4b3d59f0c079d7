"""A positive result makes a case; withdrawn, it was none."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gapura.accounts import pacing
from gapura.accounts.models import User
from gapura.audit import trail
from gapura.common.fields import lookup_hash
from gapura.people import telling
from gapura.people.evidence import Item
from gapura.people.models import Person
from gapura.regions.models import Region
from gapura.tracing import tasks, terms
from gapura.tracing.models import Case, Notice, Opening

SHOWN: Final = 50
COUNTS_AN_HOUR: Final = 30
"""Counts that one account may ask for: each reads what was where for days."""


def rests_on(person: Person, item: Item) -> bool:
    """Whether a case rests on an item of somebody's record, and would end with it."""
    return Case.objects.filter(person=person, mark=mark_of(item), withdrawn_at=None).exists()


def begin(*, person: Person, item: Item, by: User) -> Case | None:
    """Make a case of a positive result that was just recorded; None where the item is none.

    Nor is one whose time was over before visits are kept: there would be nothing to trace.
    """
    day_0 = _positive_day(item, ZoneInfo(by.region.time_zone))
    now = timezone.now()
    if day_0 is None or day_0 < now.date() - timedelta(days=terms.current().days_after):
        return None
    begins, ends = terms.infectious(day_0, now=now, zone=ZoneInfo(by.region.time_zone))
    case, made = Case.objects.get_or_create(
        person=person,
        mark=mark_of(item),
        withdrawn_at=None,
        defaults={
            "region": by.region,
            "day_0": day_0,
            "begins": begins,
            "ends": ends,
            "recorded_at": now,
            "recorded_by": by.actor,
        },
    )
    if made:
        trail.record("tracing.begin_case", by=by, subject=f"case:{case.pk}")
        tasks.go_on.defer()
    return case


def end(*, person: Person, item: Item, by: User) -> int:
    """Withdraw the cases that a result made, which is being withdrawn; how many.

    Places of which nobody was told are forgotten at once.
    Whoever was told because of it is told that it was none, by a job.
    """
    cases = Case.objects.select_for_update().filter(person=person, mark=mark_of(item), withdrawn_at=None)
    ended = list(cases.order_by("id"))
    for case in ended:
        case.withdrawn_at, case.withdrawn_by = timezone.now(), by.actor
        case.save(update_fields=["withdrawn_at", "withdrawn_by"])
        trail.record("tracing.end_case", by=by, subject=f"case:{case.pk}", people=_take_back(case))
        tasks.go_on.defer()
    return len(ended)


def count_again(*, case: Case, by: User) -> None:
    """Have the places of a case counted once more: visits come late, and go on.

    Raises pacing.TooOftenError after `COUNTS_AN_HOUR`.
    """
    pacing.spend("count case", str(by.pk), most=COUNTS_AN_HOUR, within=pacing.HOUR)
    _count_again(case, by)


@transaction.atomic
def _count_again(case: Case, by: User) -> None:
    Case.objects.filter(pk=case.pk, withdrawn_at=None).update(surveyed_at=None)
    trail.record("tracing.count_again", by=by, subject=f"case:{case.pk}")
    tasks.go_on.defer()


def cases_in(region: Region) -> QuerySet[Case]:
    """The cases that health officers of a region recorded, or of one within it."""
    return Case.objects.filter(region.within()).select_related("region").order_by("-id")


def find(case_id: UUID, region: Region) -> Case | None:
    """A case of a region."""
    return cases_in(region).filter(pk=case_id).first()


def forget_person(person: Person) -> None:
    """Delete the looks at a record that is erased. Its cases stay, of a row that says nobody's name."""
    Opening.objects.filter(person=person).delete()


def mark_of(item: Item) -> bytes:
    """By what a case is found by its result."""
    return lookup_hash("case", telling.key_of(item))


def _take_back(case: Case) -> int:
    """Have the contacts of a case withdrawn; of how many people. Who was not told yet never is."""
    notices = Notice.objects.filter(case=case)
    notices.filter(state=Notice.State.PLANNED, told_at=None).delete()
    case.sites.filter(notices=None).delete()  # where somebody was who is no case is nobody's business
    return notices.filter(state__in=(Notice.State.PLANNED, Notice.State.TOLD)).update(
        state=Notice.State.LEAVING
    )


def _positive_day(item: Item, zone: ZoneInfo) -> date | None:
    """Day 0: the date of the laboratory's result, where the office is."""
    for test in item.get("tests", ()):
        if test["result"] == "positive":
            return datetime.fromisoformat(test["at"]).astimezone(zone).date()
    return None
