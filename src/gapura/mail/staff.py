"""What members of staff are written about their accounts: a link for whoever forgot the password."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils.translation import get_language

from gapura.accounts.models import User
from gapura.accounts.signals import password_forgotten
from gapura.audit import trail
from gapura.mail.acts import send


@receiver(password_forgotten)
def _send_link(user: User, link: str, hours: int, until: datetime, by: trail.Actor, **_: Any) -> None:
    assert user.contact is not None
    email = user.channel == "email"
    send(
        channel=user.channel,
        to=user.contact,
        template="accounts/password_forgotten" if email else "accounts/password_forgotten_sms",
        language=get_language() or "id",
        context={
            "name": user.name,
            "username": user.username,
            "link": link,
            "hours": hours,
            "until": until,
        },
        by=by,
        about=f"user:{user.pk}",
    )
