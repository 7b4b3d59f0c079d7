"""How many of today's decisions a delegation has been used for."""

from collections.abc import Sequence

from django.db.models import Count, Q
from django.utils import timezone

from gapura.registration.models import Application, Delegation


def used_today(delegations: Sequence[Delegation]) -> dict[int, int]:
    """For each delegation, its reviewer's decisions since midnight on what it covers; one statement."""
    if not delegations:
        return {}
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    counts = Application.objects.filter(decided_at__gte=midnight).aggregate(
        **{f"of_{each.pk}": Count("pk", filter=_decided_by(each)) for each in delegations}
    )
    return {each.pk: counts[f"of_{each.pk}"] for each in delegations}


def covers(delegation: Delegation, application: Application) -> bool:
    """Whether an application lies in a delegation's region and category."""
    return delegation.region.covers(application.region) and delegation.category in ("", application.category)


def _decided_by(delegation: Delegation) -> Q:
    where = delegation.region.within() & Q(decided_by=delegation.reviewer_id)
    return where & Q(category=delegation.category) if delegation.category else where
