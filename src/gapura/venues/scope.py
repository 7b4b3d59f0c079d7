"""Which venues a member of staff sees: those of the own region, or those of the own posts."""

from django.db.models import QuerySet

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.venues.models import Venue

BY_POST = frozenset({Role.PIC, Role.OFFICER})


def venues_of(user: User) -> QuerySet[Venue]:
    """The venues that an account may see; everything else does not exist for it."""
    if user.role in BY_POST:
        return Venue.objects.filter(posts__user=user)
    return Venue.objects.filter(user.region.within())
