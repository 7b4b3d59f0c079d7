"""How the nation's reviewer lets a region's reviewer decide there."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.regions.models import Region
from gapura.registration.models import Delegation
from gapura.registration.scope import is_national
from gapura.venues.categories import CATEGORIES

HIGHEST_LIMIT = 10_000


class DelegationError(ValueError):
    """The delegation makes no sense; the message is a code: not_national, not_a_reviewer, outside, ..."""


@transaction.atomic
def delegate(
    *,
    reviewer: User,
    region: Region,
    category: str = "",
    daily_limit: int,
    until: date,
    reason: str,
    by: User,
) -> Delegation:
    """Let a reviewer decide in a region (and one category), so many a day, until a day (included).

    Raises DelegationError.
    """
    if not is_national(by):
        raise DelegationError("not_national")
    if reviewer.role != Role.REVIEWER or is_national(reviewer) or not reviewer.is_active:
        raise DelegationError("not_a_reviewer")
    if not reviewer.region.covers(region):
        raise DelegationError("outside")
    if category and category not in CATEGORIES:
        raise DelegationError("unknown_category")
    if not 1 <= daily_limit <= HIGHEST_LIMIT:
        raise DelegationError("bad_limit")
    if until < timezone.localdate():
        raise DelegationError("past")
    if not reason.strip() or len(reason) > 300:
        raise DelegationError("no_reason")
    made = Delegation.objects.create(
        reviewer=reviewer,
        region=region,
        category=category,
        daily_limit=daily_limit,
        until=until,
        made_by=by,
        reason=reason.strip(),
    )
    trail.record(
        "delegation.make",
        by=by,
        subject=f"delegation:{made.pk}",
        reviewer=reviewer.username,
        region=region.code,
        category=category,
        daily_limit=daily_limit,
        until=until.isoformat(),
        reason=made.reason,
    )
    return made


@transaction.atomic
def end(*, delegation: Delegation, by: User) -> Delegation:
    """End a delegation at once. Raises DelegationError where it has ended or `by` may not."""
    if not is_national(by):
        raise DelegationError("not_national")
    held = Delegation.objects.select_for_update().get(pk=delegation.pk)
    if held.ended_at is not None:
        raise DelegationError("ended")
    held.ended_at = timezone.now()
    held.save(update_fields=["ended_at"])
    trail.record("delegation.end", by=by, subject=f"delegation:{held.pk}")
    return held
