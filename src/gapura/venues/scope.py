"""Which venues a member of staff sees: those of the own region, or those of the own posts."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.venues.models import Venue

BY_POST = frozenset({Role.PIC, Role.OFFICER})


def venues_of(user: User) -> QuerySet[Venue]:
    """The venues that an account may see; everything else does not exist for it."""
    if user.role in BY_POST:
        in_force = Q(posts__until=None) | Q(posts__until__gt=timezone.now())
        return Venue.objects.filter(in_force, posts__user=user)
    return Venue.objects.filter(user.region.within())
