"""The gate officers of a venue: each with an account of their own, and until a stated day."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gapura.accounts import acts as accounts
from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.venues.acts.inviting import tell_invited, way_to
from gapura.venues.acts.registering import VenueError, subject, with_region
from gapura.venues.models import Post, State, Venue

MOST = 50
"""Officers that one venue can have."""


@transaction.atomic
def invite_officer(*, venue: Venue, name: str, contact: str, months: int, by: trail.Actor) -> Post:
    """An account for a gate officer, told by e-mail or text message how to activate it.

    `contact` is an e-mail address or a number in international form. Raises VenueError for a venue that is
    withdrawn or has no room for more, ValueError for a contact that is none.
    """
    locked = with_region(venue)
    if locked.state != State.LIVE:
        raise VenueError("the venue is withdrawn")
    if officers_of(locked).count() >= MOST:
        raise VenueError(f"a venue has at most {MOST} officers")
    invited = accounts.invite(
        name=name, role=Role.OFFICER, region=locked.region, contact=contact, way=way_to(contact), by=by
    )
    post = Post.objects.create(user=invited.user, venue=locked, until=_after(months))
    trail.record("venue.invite_officer", by=by, subject=subject(locked), officer=invited.user.actor)
    tell_invited(invited, "officer", venue=locked, by=by)
    return post


@transaction.atomic
def resend_officer(*, post: Post, contact: str | None = None, by: trail.Actor) -> None:
    """Send an officer a new one-time password, to a corrected `contact` if one is given.

    Raises accounts.AccountActiveError where it is not needed any more, ValueError for a contact that is none.
    """
    way = way_to(contact or post.user.contact or "")
    invited = accounts.renew_activation(user=post.user, contact=contact, way=way, by=by)
    tell_invited(invited, "officer", venue=post.venue, by=by)


@transaction.atomic
def extend_officer(*, post: Post, months: int, by: trail.Actor) -> Post:
    """Let an officer stay for some months from today."""
    post.until = _after(months)
    post.save(update_fields=["until"])
    trail.record("venue.extend_officer", by=by, subject=subject(post.venue), officer=post.user.actor)
    return post


@transaction.atomic
def remove_officer(*, post: Post, by: trail.Actor) -> None:
    """End an officer's post at once; without another post their account is closed as well."""
    trail.record("venue.remove_officer", by=by, subject=subject(post.venue), officer=post.user.actor)
    end_post(post, by=by, reason="removed as officer")


def end_post(post: Post, *, by: trail.Actor, reason: str) -> None:
    """Delete a post, and close the account of whoever holds no other."""
    user = User.objects.select_for_update().get(pk=post.user_id)
    post.delete()
    if not user.posts.exists():
        accounts.close_account(user=user, reason=reason, by=by)


def officers_of(venue: Venue) -> QuerySet[Post]:
    """The posts of a venue's officers, by name."""
    posts = Post.objects.filter(venue=venue, user__role=Role.OFFICER)
    return posts.select_related("user", "venue").order_by("user__name", "pk")


def _after(months: int) -> datetime:
    if not 1 <= months <= 12:
        raise VenueError("an officer's post is for 1 to 12 months")
    return timezone.now() + timedelta(days=round(months * 30.44))
