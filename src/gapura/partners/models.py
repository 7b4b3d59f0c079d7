"""Partners, visitors' links with them, and what OAuth keeps for as long as a link lasts.

To the OAuth library the owner of what is shared is the link, so that its tables name no person and all that
was issued goes with the link.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import uuid_utils.compat as uuids
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import (
    AbstractAccessToken,
    AbstractApplication,
    AbstractGrant,
    AbstractRefreshToken,
)

from gapura.common.fields import SealedTextField
from gapura.partners.fields import HashedField
from gapura.partners.scopes import EVIDENCE
from gapura.people.models import Person

MOST_A_DAY = 1_000_000


class Partner(AbstractApplication):  # type: ignore[misc]
    """Somebody else's app that visitors may link: a confidential client with a secret that is kept hashed.

    A registry is one, too, which acts for itself and for no visitor.

    What the library allows besides (other grants, browsers of other origins, no question asked) is no column.
    """

    client_secret: models.CharField[str, str] = models.CharField(
        max_length=64, db_comment="SHA-256 of the secret"
    )
    name: models.CharField[str, str] = models.CharField(max_length=60, unique=True)
    organisation: models.CharField[str, str] = models.CharField(
        max_length=120, db_comment="who runs it, as visitors are told"
    )
    contact = SealedTextField()
    scopes: models.CharField[str, str] = models.CharField(
        max_length=200, db_comment="what it may ask for, parted by spaces"
    )
    most_a_minute: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(
        default=6_000, db_comment="requests for all its links"
    )
    most_a_day: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(
        default=MOST_A_DAY, db_comment="resources that a registry may send; more suspends it"
    )
    webhook_url: models.CharField[str, str] = models.CharField(max_length=300, blank=True, default="")
    webhook_secret = SealedTextField(null=True)
    suspended_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    user = None
    client_type = AbstractApplication.CLIENT_CONFIDENTIAL
    post_logout_redirect_uris = ""
    allowed_origins = ""
    skip_authorization = False
    algorithm = ""
    hash_client_secret = None
    registration_source = None
    cimd_expires_at = None

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return str(self.name)

    @property
    def actor(self) -> str:
        """How the trail names this partner."""
        return f"partner:{self.pk}"

    @property
    def is_registry(self) -> bool:
        """Whether it sends evidence, and is linked by nobody."""
        return EVIDENCE in self.scopes.split()

    @property
    def authorization_grant_type(self) -> str:
        """By which of OAuth's ways it gets its tokens."""
        if self.is_registry:
            return str(AbstractApplication.GRANT_CLIENT_CREDENTIALS)
        return str(AbstractApplication.GRANT_AUTHORIZATION_CODE)

    def is_usable(self, request: Any) -> bool:
        """Whether its secret and its tokens count; the library asks before each use."""
        return self.suspended_at is None

    def get_allowed_schemes(self) -> list[str]:
        """How a visitor may be sent back: the form lets http in for this machine itself only."""
        return ["https", "http"]


class Link(models.Model):
    """A visitor's word that a partner may act for them. Ended, it is gone with all that was issued for it.

    It has a device of its own, which is all that the gate needs to know of it.
    """

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="links")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="links")
    device_id = models.BigIntegerField()
    scopes = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=Now())
    last_used_at = models.DateTimeField(null=True)
    last_use = models.CharField(max_length=10, blank=True, default="", db_comment="what the last use was")
    uses = models.BigIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "partner"), name="one_link_per_partner"),)

    def __str__(self) -> str:
        return str(self.id)


class OpenVisit(models.Model):
    """A visit that a partner with a webhook checked its visitor in for, until it ends."""

    id = models.UUIDField(primary_key=True)
    day = models.DateField()
    venue_id = models.UUIDField()
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.id)


class WebhookCall(models.Model):
    """Something that a partner is told at its webhook, and what became of it."""

    class Kind(models.TextChoices):
        """What happened."""

        CHECK_OUT = "check-out", _("a visit ended")
        UNLINKED = "unlinked", _("a visitor unlinked")

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        DEAD = "dead", _("given up")

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    data = models.JSONField(db_comment="what is told; nobody's name")
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    tries = models.SmallIntegerField(default=0)
    reply = models.CharField(max_length=200, blank=True, default="", db_comment="what came of the last try")
    created_at = models.DateTimeField(db_default=Now())
    next_try_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index("next_try_at", name="webhook_call_waiting", condition=models.Q(state="waiting")),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


def _owner(*, null: bool = False) -> Any:
    return models.ForeignKey(Link, on_delete=models.CASCADE, related_name="+", null=null)


class Grant(AbstractGrant):  # type: ignore[misc]
    """A code on its way from the visitor's browser to the partner, kept hashed and used once."""

    user = _owner()
    code = HashedField(max_length=64, unique=True)


class AccessToken(AbstractAccessToken):  # type: ignore[misc]
    """What a partner shows at the API for some minutes; its text is nowhere, the checksum finds it.

    A registry's is of no link.
    """

    user = _owner(null=True)
    id_token = None

    class Meta:
        indexes = (models.Index(fields=("expires",), name="partner_token_expires"),)


class RefreshToken(AbstractRefreshToken):  # type: ignore[misc]
    """What a partner exchanges for the next pair of tokens, once; shown a second time it ends all of them."""

    user = _owner()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("token_checksum", "revoked"), name="one_refresh_token_each"),
        )
        indexes = (
            models.Index(fields=("token_family",), name="partner_token_family"),
            models.Index("created", name="partner_refresh_created"),
        )
