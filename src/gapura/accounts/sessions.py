"""Sessions kept with the account they belong to, so that its owner sees them and can end them."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from gapura.common.pieces import delete_oldest


class SessionStore(DatabaseStore):
    """Django's sessions in the database, with the account beside them."""

    @classmethod
    def clear_expired(cls) -> None:
        """Delete sessions that nobody can use any more."""
        delete_oldest(cls.get_model_class().objects.filter(expire_date__lt=timezone.now()), "expire_date")

    @classmethod
    def get_model_class(cls) -> Any:
        """Where sessions are kept."""
        from gapura.accounts.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """A row that names the account where somebody has signed in."""
        row: Any = super().create_model_instance(data)
        known = data.get(SESSION_KEY)
        row.user_id = int(known) if known else None
        return row
