"""Handing the post of a venue's PIC on: asked for, accepted, told to both.

Whoever has no account yet accepts by having one ready; whoever has one accepts by a press on their own page.
"""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.dispatch import receiver
from django.utils import timezone

from gapura.accounts import acts as accounts
from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.accounts.signals import account_ready
from gapura.audit import trail
from gapura.regions.models import CODE_LENGTHS, Level
from gapura.venues.acts.inviting import tell, tell_invited, way_to
from gapura.venues.acts.officers import end_post
from gapura.venues.acts.registering import VenueError, subject, with_region
from gapura.venues.models import Post, Succession, Venue


class InChargeError(VenueError):
    """Whoever is named answers for the venue already."""


@transaction.atomic
def name_successor(*, venue: Venue, name: str, contact: str, by: trail.Actor) -> Succession:
    """Ask somebody to answer for the venue from now on; until they accept, nothing changes.

    Whoever is known under `contact` as a PIC of the regency keeps that account, others are invited to one.
    Asked for by the PIC, or by the coordinator where the PIC is gone. Raises VenueError where somebody is
    named already, InChargeError where they answer for it now, ValueError for a contact that is none.
    """
    locked = with_region(venue)
    if under_way(locked) is not None:
        raise VenueError("a successor is named already")
    known = _known_pic(contact, locked)
    if known is not None and any(post.user_id == known.pk for post in pics_of(locked)):
        raise InChargeError("they answer for the venue already")
    successor = known or _invited(locked, name, contact, by)
    succession = Succession.objects.create(venue=locked, successor=successor, asked_by=by.actor)
    trail.record("venue.name_successor", by=by, subject=subject(locked), successor=successor.actor)
    if known is not None:
        tell(known, "successor_known", venue=locked, by=by)
    for post in pics_of(locked):
        tell(post.user, "successor_named", venue=locked, by=by, successor=successor.name)
    return succession


def _invited(venue: Venue, name: str, contact: str, by: trail.Actor) -> User:
    invited = accounts.invite(
        name=name,
        role=Role.PIC,
        region=venue.region,
        username_hint=venue.name,
        contact=contact,
        way=way_to(contact),
        by=by,
    )
    tell_invited(invited, "successor", venue=venue, by=by)
    return invited.user


def _known_pic(contact: str, venue: Venue) -> User | None:
    """The account of a PIC in the venue's regency whose mail goes to `contact`; contacts are sealed."""
    regency = venue.region_id[: CODE_LENGTHS[Level.REGENCY]]
    pics = User.objects.filter(
        Q(ready_at__isnull=False) | Q(posts__isnull=False),
        role=Role.PIC,
        is_active=True,
        region__code__startswith=regency,
    )
    wanted = contact.casefold()
    return next((each for each in pics.distinct() if (each.contact or "").casefold() == wanted), None)


@transaction.atomic
def accept_succession(*, succession: Succession, by: User) -> Venue:
    """Take the post over with the account that one has. Raises VenueError where it is not under way."""
    locked = _open(succession)
    if locked.successor_id != by.pk:
        raise VenueError("somebody else is named")
    _hand_over(locked)
    return locked.venue


@transaction.atomic
def resend_succession(*, succession: Succession, contact: str | None = None, by: trail.Actor) -> None:
    """Send the successor a new one-time password, to a corrected `contact` if one is given.

    Whoever has an account is told once more that they are named. Raises accounts.AccountActiveError where
    it is not needed any more, VenueError where it was called off.
    """
    locked = _open(succession)
    if has_account(locked.successor):
        tell(locked.successor, "successor_known", venue=locked.venue, by=by)
        return
    way = way_to(contact or locked.successor.contact or "")
    invited = accounts.renew_activation(user=locked.successor, contact=contact, way=way, by=by)
    tell_invited(invited, "successor", venue=locked.venue, by=by)


@transaction.atomic
def call_off_succession(*, succession: Succession, by: trail.Actor) -> None:
    """Keep the post where it is; an account that was made for it is closed.

    By whoever asked, or by the successor who declines. Raises VenueError where it was accepted.
    """
    locked = _open(succession)
    locked.ended_at = timezone.now()
    locked.save(update_fields=["ended_at"])
    trail.record("venue.call_off_succession", by=by, subject=subject(locked.venue))
    if not has_account(locked.successor):
        accounts.close_account(user=locked.successor, reason="succession called off", by=by)


def offers_to(user: User) -> list[Succession]:
    """The venues that somebody is to take over and has not answered about."""
    waiting = Succession.objects.filter(successor=user, accepted_at=None, ended_at=None)
    return list(waiting.select_related("venue__region").order_by("asked_at"))


def has_account(user: User) -> bool:
    """Whether an account was there before somebody was named with it."""
    return user.is_active and (user.ready_at is not None or user.posts.exists())


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
