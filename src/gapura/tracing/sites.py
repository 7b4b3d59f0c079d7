"""Places where a case was: each is for the health officers of its own region, whoever's the case is."""

from typing import Final

from gapura.regions.models import Region
from gapura.tracing.models import Case, Site

SHOWN: Final = 100


def in_region(region: Region) -> list[Site]:
    """The newest places of a region where somebody met a case, with the case."""
    rows = Site.objects.filter(region.within("venue__region__code"), case__withdrawn_at=None, people__gt=0)
    return list(rows.select_related("venue__region", "case__region").order_by("-case_id", "id")[:SHOWN])


def of_case(case: Case) -> list[Site]:
    """Every place of a case, in the order in which it was there."""
    return list(case.sites.select_related("venue__region__parent").order_by("first_at", "id"))
