"""From a confirmed application to a place: a new venue, or one that was there without anybody in charge."""

from contextlib import suppress

from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.core.positions import Position
from gapura.registration.models import Application
from gapura.venues.acts import NewDoor, VenueError, add_door, describe_venue, register_venue
from gapura.venues.models import Post, State, Venue


class PlaceTakenError(Exception):
    """A place of this name in this region has a PIC already."""


def venue_of_same_name(application: Application) -> Venue | None:
    """The place that an application names, where it is known already."""
    return Venue.objects.filter(region=application.region, name__iexact=application.place_name).first()


def check_place_is_free(application: Application) -> Venue | None:
    """The place that the application names, where it is known and nobody answers for it; None if unknown.

    Raises PlaceTakenError where somebody answers for a place of this name, or it was withdrawn.
    """
    known = venue_of_same_name(application)
    if known is not None and (known.state == State.WITHDRAWN or _has_pic(known)):
        raise PlaceTakenError
    return known


def open_venue(application: Application, *, by: trail.Actor) -> Venue:
    """The application's place with its PIC in charge; made unless it was known. Raises PlaceTakenError."""
    known = check_place_is_free(application)
    venue = _declared(known, application, by) if known else _register(application, by)
    Post.objects.get_or_create(user=application.account, venue=venue)
    return venue


def _register(application: Application, by: trail.Actor) -> Venue:
    return register_venue(
        name=application.place_name,
        category=application.category,
        region=application.region,
        capacity=application.capacity,
        address=application.address,
        opening_hours=application.opening_hours,
        staff=application.staff,
        daily_guests=application.daily_guests,
        doors=[NewDoor(**door) for door in application.doors],
        position=_position(application),
        provenance=f"application {application.pretty_number}",
        by=by,
    )


def _declared(venue: Venue, application: Application, by: trail.Actor) -> Venue:
    """A place that was known already learns what the approved application declares; what it leaves out stays.

    Its doors keep their names and codes, which may hang as posters; those beyond them are added.
    """
    staff, guests = application.staff, application.daily_guests
    described = describe_venue(
        venue=venue,
        address=application.address or venue.address,
        capacity=application.capacity,
        stay_limit=venue.stay_limit,
        staff=venue.staff if staff is None else staff,
        daily_guests=venue.daily_guests if guests is None else guests,
        opening_hours=application.opening_hours or venue.opening_hours,
        position=_position(application) or venue.position,
        by=by,
    )
    names = list(venue.doors.filter(withdrawn_at=None).values_list("name", flat=True))
    more = [door for door in application.doors[len(names) :] if door["name"] not in names]
    with suppress(VenueError):  # numbers are never used twice, and may be used up
        for door in more:
            add_door(venue=described, **door, by=by)
    return described


def _position(application: Application) -> Position | None:
    latitude, longitude = application.latitude, application.longitude
    return None if latitude is None or longitude is None else (float(latitude), float(longitude))


def _has_pic(venue: Venue) -> bool:
    return Post.objects.filter(venue=venue, user__role=Role.PIC).exists()
