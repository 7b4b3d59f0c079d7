"""Which regions' coverage a member of staff sees, and the places behind each number."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils import timezone

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.oversight.coverage.counting import LIVE_DAYS
from gapura.oversight.models import VenueDay
from gapura.regions.models import Level, Region
from gapura.registration.models import Application
from gapura.registration.scope import applications_of
from gapura.registration.states import UNDER_WAY
from gapura.venues.models import Post, State, Venue
from gapura.venues.scope import venues_of

PLACES = ("registered", "confirmed", "unattended", "live", "silent")
"""The lists of places: all, with and without somebody in charge, with and without scans lately."""


def region_seen(user: User, code: str = "") -> Region:
    """The account's own region, or the one of this code within it. Raises Http404 for any other."""
    if not code or code == user.region_id:
        return user.region
    region = Region.objects.filter(code=code).exclude(level=Level.VILLAGE).select_related("parent").first()
    if region is None or not user.region.covers(region):
        raise Http404
    return region


def places_of(user: User, region: Region, *, what: str, category: str = "") -> QuerySet[Venue]:
    """The places behind a number of `PLACES`, by name. Raises Http404 for another word."""
    if what not in PLACES:
        raise Http404
    found = venues_of(user).filter(region.within(), state=State.LIVE).select_related("region__parent")
    if category:
        found = found.filter(category=category)
    if what in ("confirmed", "unattended"):
        posts = Post.objects.filter(venue=OuterRef("pk"), user__role=Role.PIC)
        held = Exists(posts.filter(until=None)) | Exists(posts.filter(until__gt=timezone.now()))
        found = found.filter(held if what == "confirmed" else ~held)
    elif what in ("live", "silent"):
        today = timezone.localdate()
        scans = Exists(
            VenueDay.objects.filter(
                venue_id=OuterRef("pk"),
                day__gt=today - timedelta(days=LIVE_DAYS),
                day__lte=today,
                check_ins__gt=0,
            )
        )
        found = found.filter(scans if what == "live" else ~scans)
    return found.order_by("name", "pk")


def applying_of(user: User, region: Region, *, category: str = "") -> QuerySet[Application]:
    """The applications on their way that the account may see."""
    found = applications_of(user).filter(region.within(), state__in=UNDER_WAY)
    return found.filter(category=category) if category else found
