"""Staff ask for their region's weekly report, and end it by a page, a link or their mail program."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.mail import addresses
from gapura.oversight.exports.models import Subscription
from gapura.regions.models import Region

ROLES = (Role.COORDINATOR, Role.REVIEWER, Role.HEALTH_OFFICER)
"""Who may read, and subscribe to, the reports of their region."""


class UnfitAddressError(ValueError):
    """The report cannot be sent there; the message says why, in the reader's language."""


@transaction.atomic
def subscribe(*, region: Region, email: str, by: User) -> Subscription:
    """Have a region's report sent every week from the next one on; a second time only changes the address.

    Raises UnfitAddressError, and ValueError for a region that the account does not see.
    """
    if by.role not in ROLES or not by.region.covers(region):
        raise ValueError(f"{by.actor} does not see {region.code}")
    try:
        email = addresses.checked("email", email.strip())
    except ValueError:
        raise UnfitAddressError(_("This is no e-mail address.")) from None
    User.objects.select_for_update().get(pk=by.pk)
    subscription = Subscription.objects.filter(user=by, region=region, ended_at=None).first()
    if subscription is None:
        subscription = Subscription.objects.create(user=by, region=region, email=email)
    else:
        subscription.email = email
        subscription.save(update_fields=["email"])
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
