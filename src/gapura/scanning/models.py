"""Scanners, the officers who may unlock each, and what they did, item by item."""

import secrets

import uuid_utils.compat as uuids
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from gapura.venues.models import Venue


def random_id() -> int:
    """63 random bits: nobody guesses a scanner's number."""
    return secrets.randbits(63)


class Scanner(models.Model):
    """A device that officers of one venue scan with; its token names both. `desk` is the portal's own."""

    id = models.BigIntegerField(primary_key=True, default=random_id)
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="scanners")
    label = models.CharField(max_length=60)
    desk = models.BooleanField(default=False, db_comment="the portal's pages, not a device")
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True, db_comment="when it last fetched what it needs")

    class Meta:
        ordering = ("-registered_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("venue",), condition=models.Q(desk=True), name="one_desk_per_venue"
            ),
        )

    def __str__(self) -> str:
        return self.label


class Keeper(models.Model):
    """An officer or PIC who may unlock a scanner; whoever acts with it is one of these.

    What they did before `ended_at` is still heard from a device that tells it late.
    """

    scanner = models.ForeignKey(Scanner, on_delete=models.CASCADE, related_name="keepers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, db_comment="when their post or account ended")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("scanner", "user"), name="keeper_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.scanner_id}"


class Held(models.Model):
    """Late news of an officer who had left by then: the person in charge takes it, or leaves it out.

    `box` is the item, sealed as a device seals it: it holds a pass.
    """

    pk = models.CompositePrimaryKey("id", "venue_id")
    id = models.UUIDField()
    venue_id = models.UUIDField()
    scanner_id = models.BigIntegerField()
    user_id = models.IntegerField(db_comment="the officer")
    kind = models.CharField(max_length=11, db_comment="check-in, check-out, undo, turned-away")
    said = models.CharField(max_length=6, blank=True, db_comment="what the person was told at the door")
    people = models.SmallIntegerField(default=1)
    at = models.DateTimeField(db_comment="by the device's word")
    received_at = models.DateTimeField(db_default=Now())
    box = models.TextField()

    class Meta:
        indexes = (models.Index(fields=("venue_id", "at"), name="held_by_venue_and_time"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Scan(models.Model):
    """One thing an officer did: a check-in, a check-out, an undo, a pass turned away, a proof looked at.

    Names nobody but the officer. `day` is the UTC date of the id's own time. `decision` is what the person
    was told; `differs` that the server's rules say otherwise of the same evidence at the same time; `over` by
    how many people the venue's capacity was exceeded when it was written down.
    """

    pk = models.CompositePrimaryKey("id", "day", "venue_id")
    id = models.UUIDField()
    day = models.DateField()
    venue_id = models.UUIDField()
    scanner_id = models.BigIntegerField()
    user_id = models.IntegerField(db_comment="the officer")
    kind = models.CharField(max_length=11, db_comment="check-in, check-out, undo, turned-away, proof")
    visit_id = models.UUIDField(null=True)
    decision = models.CharField(max_length=6, blank=True)
    colour = models.CharField(max_length=6, blank=True)
    why = models.CharField(
        max_length=20, blank=True, db_comment="why a pass was turned away unread; what a proof was worth"
    )
    people = models.SmallIntegerField(default=1)
    verified = models.BooleanField(default=False, db_comment="an officer verified a yellow one")
    late = models.BooleanField(default=False, db_comment="sent later by a device that had no network")
    differs = models.BooleanField(default=False)
    over = models.SmallIntegerField(default=0)
    at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = (models.Index(fields=("venue_id", "at"), name="scan_by_venue_and_time"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Look(models.Model):
    """Staff looked at somebody's record at a door; the person sees it, and it goes with the visits.

    It tells where somebody was as a visit does, so it is no event of the trail, which is kept for ever.
    """

    class Act(models.TextChoices):
        """What for."""

        LOOK = "look", _("Looked up at the door of %(venue)s, to check in without a phone")
        PROOF = "proof", _("Result screen checked at the door of %(venue)s")

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    person_id = models.UUIDField()
    act = models.CharField(max_length=5, choices=Act.choices)
    venue_id = models.UUIDField()
    user_id = models.IntegerField(db_comment="the officer")

    class Meta:
        indexes = (models.Index(fields=("person_id", "-id"), name="look_by_person"),)

    def __str__(self) -> str:
        return f"{self.act} {self.id}"
