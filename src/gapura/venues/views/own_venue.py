"""Which venue a page is about, and what its pages share."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404

from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.venues.models import State, Venue
from gapura.venues.scope import venues_of


def venue_of(request: StaffRequest, venue_id: UUID) -> Venue:
    """A live venue that the signed-in account may see; Http404 else."""
    found = venues_of(request.user).filter(state=State.LIVE).select_related("region__parent")
    return get_object_or_404(found, pk=venue_id)


def shared(request: StaffRequest, venue: Venue, tab: str) -> dict[str, Any]:
    """What the head of a venue's page needs."""
    return {"venue": venue, "tab": tab, "coordinates": request.user.role == Role.COORDINATOR}
