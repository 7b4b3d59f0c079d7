"""Which rule set holds where: pinned by an authority, or by its dates."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from gapura.audit import trail
from gapura.core.policy import RuleSet, get, in_force
from gapura.regions.codes import lineage
from gapura.regions.models import Region
from gapura.rulesets.models import Pin

LONGEST_REASON = 500


class PinError(ValueError):
    """The pin cannot be set or ended; the message says why."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a rule set holds: the pin that says so, or its dates (`pin` is None)."""

    pin: Pin | None


@transaction.atomic
def pin(*, region: Region, ruleset: str, reason: str, by: trail.Actor) -> Pin:
    """Let one rule set hold in a region, whatever its dates, in place of an earlier pin there.

    Raises NoRuleSetError for an unknown rule set, PinError without a reason.
    """
    get(ruleset)
    reason = _stated(reason)
    Region.objects.select_for_update().get(pk=region.pk)
    Pin.objects.filter(region=region, ended_at=None).update(ended_at=timezone.now())
    made = Pin.objects.create(region=region, ruleset=ruleset, reason=reason, pinned_by=by.actor)
    trail.record("ruleset.pin", by=by, subject=f"region:{region.code}", ruleset=ruleset, reason=reason)
    return made


@transaction.atomic
def unpin(*, region: Region, reason: str, by: trail.Actor) -> Pin:
    """End a region's pin, so that the region above it or the dates decide. PinError where there is none."""
    reason = _stated(reason)
    Region.objects.select_for_update().get(pk=region.pk)
    ended = Pin.objects.filter(region=region, ended_at=None).first()
    if ended is None:
        raise PinError("no rule set is pinned there")
    ended.ended_at = timezone.now()
    ended.save(update_fields=["ended_at"])
    trail.record(
        "ruleset.unpin", by=by, subject=f"region:{region.code}", ruleset=ended.ruleset, reason=reason
    )
    return ended


def ruleset_for(region: Region, day: date) -> tuple[RuleSet, Why]:
    """The rule set of a region on a day (a date in its zone), and why.

    The nearest pin upwards holds; without one, the dates. NoRuleSetError on a day before the first rule set.
    """
    nearest = pin_of(region)
    if nearest is not None:
        return get(nearest.ruleset), Why(nearest)
    return in_force(day), Why(None)


def pin_of(region: Region) -> Pin | None:
    """The open pin that a region stands under: its own, or that of the nearest region above."""
    pins = Pin.objects.filter(ended_at=None, region_id__in=lineage(region.code))
    return max(pins.select_related("region"), key=lambda each: len(lineage(each.region_id)), default=None)


def _stated(reason: str) -> str:
    words = " ".join(reason.split())
    if not words:
        raise PinError("a reason is needed")
    if len(words) > LONGEST_REASON:
        raise PinError(f"a reason has at most {LONGEST_REASON} characters")
    return words
