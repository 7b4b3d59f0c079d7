"""Which rule set and PPKM level hold where somebody checks in."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from gapura.core.policy import RuleSet
from gapura.regions.codes import NATION, lineage
from gapura.regions.models import Region
from gapura.rulesets.acts import ruleset_for
from gapura.rulesets.models import Pin


@dataclass(frozen=True, slots=True)
class Rules:
    """The rule set in force, and the PPKM level 1 to 4, or None where no level holds."""

    ruleset: RuleSet
    ppkm_level: int | None


def in_force(region: Region, *, at: datetime, zone: ZoneInfo) -> Rules:
    """The rules of a region at a moment: two statements."""
    ruleset, _why = ruleset_for(region, at.astimezone(zone).date())
    return Rules(ruleset, _level(region))


def widest() -> Region:
    """The highest region for which a rule set is pinned; the nation where none is."""
    pins = Pin.objects.filter(ended_at=None).select_related("region")
    regions = [pin.region for pin in pins]
    nation = Region(code=NATION)
    return min(regions, key=lambda region: len(lineage(region.code)), default=nation)


def _level(region: Region) -> int | None:
    """The PPKM level set nearest: for the region itself or one above it."""
    chain = lineage(region.code)
    stated = Region.objects.filter(code__in=chain, ppkm_level__isnull=False)
    levels = dict(stated.values_list("code", "ppkm_level"))
    return next((levels[code] for code in chain if code in levels), None)
