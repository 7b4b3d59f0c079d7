"""Writing to those in charge of a place."""

from collections.abc import Iterable
from uuid import UUID

from gapura import config
from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.mail.acts import send
from gapura.venues.models import Post, Venue


def pics_of(venues: Iterable[UUID]) -> dict[UUID, list[User]]:
    """The persons in charge of each venue whose accounts are open; one statement."""
    posts = Post.objects.filter(venue__in=list(venues), user__role=Role.PIC, user__is_active=True)
    found: dict[UUID, list[User]] = {}
    for post in posts.select_related("user").order_by("user_id"):
        found.setdefault(post.venue_id, []).append(post.user)
    return found


def tell(
    users: Iterable[User],
    template: str,
    venue: Venue,
    *,
    path: str,
    about: str,
    by: trail.Actor,
    **more: object,
) -> int:
    """Write to each who can be reached, by e-mail or in short to the phone; how many were written to.

    `template` is that of an e-mail, `oversight/<template>`; a phone gets `oversight/<template>_sms`.
    """
    told = 0
    for user in users:
        if not user.channel:
            continue
        send(
            channel=user.channel,
            to=user.contact or "",
            template=f"oversight/{template}" + ("" if user.channel == "email" else "_sms"),
            language="id",
            context={
                "name": user.name,
                "place": venue.name,
                "link": f"{config.current().base_url}{path}",
                **more,
            },
            by=by,
            about=about,
        )
        told += 1
    return told
