"""Handing the post of a venue's PIC on: asked for, accepted with a ready account, told to both."""

from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from gapura.accounts import acts as accounts
from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.accounts.signals import account_ready
from gapura.audit import trail
from gapura.venues.acts.inviting import tell, tell_invited
from gapura.venues.acts.officers import end_post
from gapura.venues.acts.registering import VenueError, subject, with_region
from gapura.venues.models import Post, Succession, Venue


@transaction.atomic
def name_successor(*, venue: Venue, name: str, contact: str, by: trail.Actor) -> Succession:
    """Invite whoever is to answer for the venue from now on; until they accept, nothing changes.

    Asked for by the PIC, or by the coordinator where the PIC is gone. Raises VenueError where somebody is
    named already, ValueError for a contact that is none.
    """
    locked = with_region(venue)
    if under_way(locked) is not None:
        raise VenueError("a successor is named already")
    way = "email" if "@" in contact else "sms"
    invited = accounts.invite(
        name=name,
        role=Role.PIC,
        region=locked.region,
        username_hint=locked.name,
        contact=contact,
        way=way,
        by=by,
    )
    succession = Succession.objects.create(venue=locked, successor=invited.user, asked_by=by.actor)
    trail.record("venue.name_successor", by=by, subject=subject(locked), successor=invited.user.actor)
    tell_invited(invited, "successor", venue=locked, by=by)
    for post in pics_of(locked):
        tell(post.user, "successor_named", venue=locked, by=by, successor=invited.user.name)
    return succession


@transaction.atomic
def resend_succession(*, succession: Succession, contact: str | None = None, by: trail.Actor) -> None:
    """Send the successor a new one-time password, to a corrected `contact` if one is given.

    Raises accounts.AccountActiveError where it is not needed any more, VenueError where it was called off.
    """
    locked = _open(succession)
    to = contact or locked.successor.contact or ""
    way = "email" if "@" in to else "sms"
    invited = accounts.renew_activation(user=locked.successor, contact=contact, way=way, by=by)
    tell_invited(invited, "successor", venue=locked.venue, by=by)


@transaction.atomic
def call_off_succession(*, succession: Succession, by: trail.Actor) -> None:
    """Keep the post where it is; the successor's account is closed. VenueError where it was accepted."""
    locked = _open(succession)
    locked.ended_at = timezone.now()
    locked.save(update_fields=["ended_at"])
    trail.record("venue.call_off_succession", by=by, subject=subject(locked.venue))
    accounts.close_account(user=locked.successor, reason="succession called off", by=by)


def under_way(venue: Venue) -> Succession | None:
    """The succession that waits for its successor, if there is one."""
    waiting = Succession.objects.filter(venue=venue, accepted_at=None, ended_at=None)
    return waiting.select_related("successor", "venue").first()


def pics_of(venue: Venue) -> list[Post]:
    """The posts of whoever answers for a venue."""
    posts = Post.objects.filter(venue=venue, user__role=Role.PIC)
    return list(posts.select_related("user", "venue").order_by("pk"))


@receiver(account_ready)
def _accept(user: User, **_: Any) -> None:
    waiting = Succession.objects.filter(successor=user, accepted_at=None, ended_at=None)
    for succession in waiting.select_related("venue"):
        _hand_over(succession)


def _hand_over(succession: Succession) -> None:
    venue = Venue.objects.select_for_update(no_key=True).get(pk=succession.venue_id)
    successor = succession.successor
    succession.accepted_at = timezone.now()
    succession.save(update_fields=["accepted_at"])
    before = [post for post in pics_of(venue) if post.user_id != successor.pk]
    Post.objects.get_or_create(user=successor, venue=venue)
    trail.record(
        "venue.hand_over",
        by=successor,
        subject=subject(venue),
        successor=successor.actor,
        before=[post.user.actor for post in before],
    )
    tell(successor, "post_taken", venue=venue, by=successor)
    for post in before:
        tell(post.user, "post_ended", venue=venue, by=successor, successor=successor.name)
        end_post(post, by=successor, reason="post handed over")


def _open(succession: Succession) -> Succession:
    # In the order in which accepting takes them: the account, then the venue.
    User.objects.select_for_update().get(pk=succession.successor_id)
    Venue.objects.select_for_update(no_key=True).get(pk=succession.venue_id)
    locked = Succession.objects.select_related("venue", "successor").get(pk=succession.pk)
    if locked.accepted_at or locked.ended_at:
        raise VenueError("this succession is not under way any more")
    return locked
