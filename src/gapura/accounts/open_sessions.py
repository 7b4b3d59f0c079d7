"""The sessions in which an account is signed in, as its owner sees them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from gapura.accounts.acts.sessions import session_name
from gapura.accounts.models import Session, User
from gapura.common import agents

_BROWSER = "gapura_browser"
_SINCE = "gapura_since"


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One browser in which the account is signed in. `name` stands for it on pages, for the key opens it."""

    key: str = field(repr=False)
    this: bool
    browser: str
    since: datetime | None

    @property
    def name(self) -> str:
        """What a form may say of it."""
        return session_name(self.key)


def sessions_of(user: User, this: str) -> list[OpenSession]:
    """The account's open sessions, that with the key `this` first; one statement."""
    rows = Session.objects.filter(user=user, expire_date__gt=timezone.now())
    found = [_read(row, this) for row in rows]
    return sorted(found, key=lambda each: (not each.this, -(each.since.timestamp() if each.since else 0)))


def _read(row: Session, this: str) -> OpenSession:
    data: dict[str, Any] = row.get_decoded()
    since = data.get(_SINCE)
    return OpenSession(
        row.session_key,
        row.session_key == this,
        str(data.get(_BROWSER, "")),
        datetime.fromisoformat(since) if since else None,
    )


@receiver(user_logged_in)
def _describe(request: HttpRequest, **_: Any) -> None:
    request.session[_BROWSER] = agents.label(request.headers.get("User-Agent", ""))
    request.session[_SINCE] = timezone.now().isoformat()
