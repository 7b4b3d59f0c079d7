"""Who sees what of oversight: the rankings of a reviewer, the venues of staff."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from gapura.accounts.models import User
from gapura.accounts.requests import StaffRequest
from gapura.oversight.ranking.models import Ranking
from gapura.regions.models import Region
from gapura.venues.models import Venue
from gapura.venues.scope import venues_of


def rankings_of(user: User) -> QuerySet[Ranking]:
    """The rankings that a reviewer may see and move: those of the own region and of regions within it."""
    return Ranking.objects.filter(user.region.within()).select_related("region", "asked_by")


def any_venue_of(request: StaffRequest, venue_id: UUID) -> Venue:
    """A venue, withdrawn or live, that the signed-in account may see; Http404 else."""
    return get_object_or_404(venues_of(request.user).select_related("region__parent"), pk=venue_id)


def regions_of(user: User) -> QuerySet[Region]:
    """The regions within an account's own, itself included."""
    return Region.objects.filter(user.region.within("code")).order_by("code")
