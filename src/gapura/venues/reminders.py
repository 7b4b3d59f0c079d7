"""What a PIC still has to do for a venue, said where they look first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gapura.accounts.models import Activation
from gapura.accounts.roles import Role
from gapura.venues.models import Post, State, Succession, Venue

SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to do, and where."""

    text: str
    link: str


def reminders_of(venues: Iterable[Venue]) -> dict[UUID, list[Reminder]]:
    """What is to do at each venue; at most three statements however many there are."""
    live = [venue for venue in venues if venue.state == State.LIVE]
    ids = [venue.pk for venue in live]
    officers = list(Post.objects.filter(venue__in=ids, user__role=Role.OFFICER).select_related("user"))
    waiting = {each.venue_id: each for each in _under_way(ids)}
    open_until = _open_until([post.user_id for post in officers if not post.user.is_active])
    return {
        venue.pk: [
            *_of_venue(venue),
            *_of_officers(venue, [post for post in officers if post.venue_id == venue.pk], open_until),
            *_of_succession(venue, waiting.get(venue.pk)),
        ]
        for venue in live
    }


def _under_way(ids: list[UUID]) -> Iterable[Succession]:
    waiting = Succession.objects.filter(venue__in=ids, accepted_at=None, ended_at=None)
    return waiting.select_related("successor")


def _open_until(users: list[int]) -> set[int]:
    if not users:
        return set()
    in_force = Activation.objects.filter(
        user__in=users, used_at=None, ended_at=None, expires_at__gt=timezone.now()
    )
    return set(in_force.values_list("user_id", flat=True))


def _of_venue(venue: Venue) -> Iterable[Reminder]:
    details = reverse("pic_details", args=[venue.pk])
    if venue.poster_printed_at is None:
        yield Reminder(
            _("Print the poster and put it at every door: way in and way out."), f"#venue-{venue.pk}"
        )
    if not venue.opening_hours:
        yield Reminder(_("Say when you are open."), details)
    if venue.staff is None and venue.daily_guests is None:
        yield Reminder(_("Say how many work there and come on an ordinary day."), f"{details}#id_staff")
    if venue.wished_name:
        yield Reminder(
            _("Your coordinator has not decided yet about the name “%(name)s”.")
            % {"name": venue.wished_name},
            details,
        )


def _of_officers(venue: Venue, posts: list[Post], open_until: set[int]) -> Iterable[Reminder]:
    link = reverse("pic_officers", args=[venue.pk])
    now = timezone.now()
    for post in posts:
        name = {"name": post.user.name}
        if not post.user.is_active and post.user_id in open_until:
            yield Reminder(_("%(name)s has not activated their account yet.") % name, link)
        elif not post.user.is_active:
            yield Reminder(_("%(name)s's one-time password has expired: send a new one.") % name, link)
        elif post.until and post.until <= now:
            yield Reminder(_("%(name)s's post has ended: extend or remove it.") % name, link)
        elif post.until and post.until <= now + SOON:
            yield Reminder(_("%(name)s's post ends soon.") % name, link)


def _of_succession(venue: Venue, waiting: Succession | None) -> Iterable[Reminder]:
    if waiting is not None:
        yield Reminder(
            _("%(name)s has not taken over yet; until then you answer for this place.")
            % {"name": waiting.successor.name},
            reverse("pic_successor", args=[venue.pk]),
        )
