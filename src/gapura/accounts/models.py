"""The staff account, the one-time passwords with which invited ones are activated, and open sessions."""

from collections.abc import Iterator

import uuid_utils.compat as uuids
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapura import config
from gapura.accounts.roles import Role
from gapura.common.fields import SealedTextField
from gapura.regions.models import Region


class User(AbstractUser):
    """A named member of staff with one role in one region. Visitors are not users."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=Role.choices)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="staff")
    contact = SealedTextField(null=True, db_comment="e-mail address or +62 number for this account's mail")
    ready_at = models.DateTimeField(
        null=True, editable=False, db_comment="when an invited account first had its second factor"
    )

    REQUIRED_FIELDS = ["name", "role", "region_id"]

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.username})"

    def get_full_name(self) -> str:
        """The account's name as people say it."""
        return self.name

    def get_session_auth_hash(self) -> str:
        """What ends sessions once the password changes, by the oldest key that still verifies.

        By the newest one, the first request after a rotation would get a session of another name, and those
        that are under way beside it would be signed out.
        """
        return self._by_each_key()[-1]

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same by the newer keys."""
        yield from self._by_each_key()[:-1]

    def _by_each_key(self) -> list[str]:
        keys = config.key_ring().all("django")
        return [self._get_session_auth_hash(secret=each.secret.hex()) for each in keys]  # type: ignore[attr-defined]

    @property
    def actor(self) -> str:
        """How the trail names this account."""
        return f"user:{self.pk}"

    @property
    def channel(self) -> str:
        """By which channel of `mail` this account is written to: `email`, `sms`, or none."""
        if not self.contact:
            return ""
        if "@" in self.contact:
            return "email"
        return "sms" if config.current().sends_sms else ""


class Activation(models.Model):
    """One one-time password for an invited account; only its keyed hash is kept.

    An account has at most one that is neither used nor ended.
    """

    class Way(models.TextChoices):
        """How the one-time password reaches its owner."""

        EMAIL = "email", _("by e-mail")
        SMS = "sms", _("by text message")
        SLIP = "slip", _("on a printed slip")

    class State(models.TextChoices):
        """What has become of it; an expired one is renewed, a used one has done its work."""

        OPEN = "open", _("waiting to be used")
        USED = "used", _("used")
        EXPIRED = "expired", _("expired")
        ENDED = "ended", _("replaced or taken back")

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="activations")
    secret_hash = models.BinaryField()
    way = models.CharField(max_length=5, choices=Way.choices)
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.CharField(max_length=80, db_comment="as in the trail")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, db_comment="when it was replaced or taken back")

    class Meta:
        ordering = ("-made_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("user",),
                condition=models.Q(used_at=None, ended_at=None),
                name="one_open_activation_per_user",
            ),
        )

    def __str__(self) -> str:
        return f"{self.way} for {self.user_id}, {self.state}"

    @property
    def state(self) -> str:
        """What has become of it until now."""
        if self.used_at:
            return self.State.USED
        if self.ended_at:
            return self.State.ENDED
        return self.State.EXPIRED if self.expires_at <= timezone.now() else self.State.OPEN


class Tries(models.Model):
    """How often somebody has done a thing that is counted, since when (`pacing`)."""

    who = models.BinaryField(
        primary_key=True, db_comment="keyed hash of an address, a user name, or both together"
    )
    since = models.DateTimeField(db_index=True)
    count = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.count} since {self.since}"


class Session(AbstractBaseSession):
    """One browser's session, and whose it is once somebody has signed in."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="sessions"
    )

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """What reads and writes these rows."""
        from gapura.accounts.sessions import SessionStore

        return SessionStore
