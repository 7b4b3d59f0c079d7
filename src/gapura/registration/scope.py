"""Which applications a member of staff sees, and where a reviewer may decide."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.regions.models import Level
from gapura.registration.models import Application, Delegation


def applications_of(user: User) -> QuerySet[Application]:
    """The applications an account may see; everything else does not exist for it.

    A coordinator sees those of the own region, the nation's reviewer all, a region's reviewer those that
    were delegated, a PIC those of the own account.
    """
    everything = Application.objects.select_related("region__parent")
    if user.role == Role.COORDINATOR:
        return everything.filter(user.region.within())
    if user.role == Role.PIC:
        return everything.filter(account=user)
    if user.role != Role.REVIEWER:
        return everything.none()
    if is_national(user):
        return everything
    return everything.filter(user.region.within()).filter(_delegated(user))


def is_national(user: User) -> bool:
    """Whether this is a reviewer of the nation, who may decide everywhere and delegate."""
    return user.role == Role.REVIEWER and user.region.level == Level.NATION


def delegations_of(user: User, today: date | None = None) -> QuerySet[Delegation]:
    """What was delegated to a reviewer and holds today."""
    today = today or timezone.localdate()
    return Delegation.objects.filter(reviewer=user, ended_at=None, until__gte=today).select_related("region")


def _delegated(user: User) -> Q:
    # `pk__in=()` is the condition that nothing meets.
    where = Q(pk__in=())
    for delegation in delegations_of(user):
        one = delegation.region.within()
        where |= one & Q(category=delegation.category) if delegation.category else one
    return where
