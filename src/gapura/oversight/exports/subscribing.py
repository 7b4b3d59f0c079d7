"""Staff ask for their region's weekly report, and end it by a page, a link or their mail program."""

from django.db import transaction
from django.utils import timezone

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.oversight.exports.models import Subscription
from gapura.regions.models import Region

ROLES = (Role.COORDINATOR, Role.REVIEWER, Role.HEALTH_OFFICER)
"""Who may read, and subscribe to, the reports of their region."""


class NoAddressError(Exception):
    """The account has no e-mail address, and the report goes nowhere else."""


@transaction.atomic
def subscribe(*, region: Region, by: User) -> Subscription:
    """Have a region's report sent to `by`'s own address every week from the next one on.

    It holds small counts, so it goes to no address but that of the account. Raises NoAddressError, and
    ValueError for a region that the account does not see.
    """
    if by.role not in ROLES or not by.region.covers(region):
        raise ValueError(f"{by.actor} does not see {region.code}")
    if by.channel != "email":
        raise NoAddressError
    User.objects.select_for_update().get(pk=by.pk)
    subscription, made = Subscription.objects.get_or_create(user=by, region=region, ended_at=None)
    if made:
        trail.record("report.subscribe", by=by, subject=f"region:{region.code}")
    return subscription


@transaction.atomic
def unsubscribe(*, subscription: Subscription, by: trail.Actor) -> bool:
    """End a subscription; False where it was ended already."""
    here = Subscription.objects.filter(pk=subscription.pk, ended_at=None)
    if not here.update(ended_at=timezone.now()):
        return False
    trail.record("report.unsubscribe", by=by, subject=f"region:{subscription.region_id}")
    return True
