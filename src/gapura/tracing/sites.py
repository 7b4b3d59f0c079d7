"""Places where a case was: each is for the health officers of its own region, whoever's the case is."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count, Q

from gapura.mail.models import Message, State
from gapura.regions.models import Region
from gapura.tracing.models import Case, Notice, Site

SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of a place are told, what has become of their messages, by its word, and how many
    of the case are told for other places."""

    others: int
    told: int
    waiting: int
    withdrawn: int
    unreached: int
    messages: list[tuple[str, int]]


def in_region(region: Region) -> list[Site]:
    """The newest places of a region where somebody met a case, with the case."""
    rows = Site.objects.filter(region.within("venue__region__code"), case__withdrawn_at=None, people__gt=0)
    return list(rows.select_related("venue__region", "case__region").order_by("-case_id", "id")[:SHOWN])


def of_case(case: Case) -> list[Site]:
    """Every place of a case, in the order in which it was there."""
    return list(case.sites.select_related("venue__region__parent").order_by("first_at", "id"))


def find(site_id: UUID, region: Region) -> Site | None:
    """A place of a region where a case was."""
    rows = Site.objects.filter(region.within("venue__region__code"), pk=site_id)
    return rows.select_related("venue__region__parent", "case__region").first()


def progress(site: Site) -> Progress:
    """How far telling has come for a place."""
    notices = Notice.objects.filter(site=site)
    told, taken_back = Q(told_at__isnull=False), Q(state__in=("leaving", "withdrawn"))
    counted = notices.aggregate(
        told=Count("id", filter=told),
        waiting=Count("id", filter=Q(told_at=None)),
        withdrawn=Count("id", filter=taken_back),
        unreached=Count("id", filter=told & Q(message_id=None)),
    )
    messages = Message.objects.filter(pk__in=notices.exclude(message_id=None).values("message_id"))
    states = dict(messages.order_by().values_list("state").annotate(Count("id")))
    others = Notice.objects.filter(case=site.case_id).exclude(site=site).count()
    return Progress(
        **counted, others=others, messages=[(str(s.label), states[s]) for s in State if s in states]
    )
