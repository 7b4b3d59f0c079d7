"""Writing to those in charge of a place."""

import logging
from collections.abc import Iterable
from uuid import UUID

from django.db.models import BinaryField, ExpressionWrapper, F

from gapura import config
from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.common.fields import SealedTextField
from gapura.core.sealing import SealError
from gapura.mail.acts import send
from gapura.venues.models import Post, Venue

log = logging.getLogger(__name__)
CONTACT: SealedTextField = User._meta.get_field("contact")


def pics_of(venues: Iterable[UUID]) -> dict[UUID, list[User]]:
    """The persons in charge of each venue whose accounts are open; one statement.

    Whose contact no key opens is there without one, and holds up nobody else.
    """
    posts = Post.objects.filter(venue__in=list(venues), user__role=Role.PIC, user__is_active=True)
    sealed = ExpressionWrapper(F("user__contact"), output_field=BinaryField())
    found: dict[UUID, list[User]] = {}
    for post in (
        posts.select_related("user").defer("user__contact").annotate(sealed=sealed).order_by("user_id")
    ):
        post.user.contact = _opened(post.user, post.sealed)
        found.setdefault(post.venue_id, []).append(post.user)
    return found


def _opened(user: User, sealed: bytes | None) -> str | None:
    try:
        return CONTACT.from_db_value(sealed)
    except SealError:
        log.error("the contact of account %d cannot be opened, so nobody can write to it", user.pk)
        return None


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
