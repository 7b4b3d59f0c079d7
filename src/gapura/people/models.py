"""Visitors: who they say they are, how they are reached, their devices, and what the gate knows of them."""

from datetime import datetime

import uuid_utils.compat as uuids
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from gapura.common.fields import SealedTextField
from gapura.people.certificates.models import Revocation as Revocation
from gapura.people.certificates.models import Shown as Shown
from gapura.people.certificates.models import TrustedKey as TrustedKey
from gapura.people.passes import numbers
from gapura.regions.models import Region


class Person(models.Model):
    """A visitor. Name and document are sealed; the document is found by its keyed hash only.

    A document that a visitor typed is their word: many may give the same. One that staff have seen is one
    person's, and what is on record about its holder is theirs alone.
    """

    class Document(models.TextChoices):
        """What identifies a person; it never authenticates them."""

        NIK = "nik", "NIK"
        PASSPORT = "passport", _("Passport")

    class Seen(models.TextChoices):
        """At what staff saw the document."""

        DOOR = "door", _("at a door")
        PASS = "pass", _("for a pass on paper")

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    name = SealedTextField(null=True)
    document_kind = models.CharField(max_length=8, choices=Document.choices, blank=True)
    document = SealedTextField(null=True)
    document_hash = models.BinaryField(null=True)
    seen_at = models.DateTimeField(
        null=True, db_comment="when staff saw the document; until then it is typed"
    )
    seen_by = models.CharField(max_length=80, blank=True, db_default="", db_comment="as in the trail")
    seen_for = models.CharField(max_length=4, choices=Seen.choices, blank=True, db_default="")
    language = models.CharField(max_length=5, default="id")
    created_at = models.DateTimeField(db_default=Now())
    erased_at = models.DateTimeField(
        null=True, db_comment="when all that says who this was went, on the holder's wish"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("document_hash",),
                condition=models.Q(seen_at__isnull=False),
                name="one_person_per_document_seen",
            ),
        )
        indexes = (
            models.Index(fields=("document_hash",), name="people_by_document"),
            models.Index("erased_at", name="people_erased", condition=models.Q(erased_at__isnull=False)),
        )

    def __str__(self) -> str:
        return str(self.id)

    @property
    def actor(self) -> str:
        """How the trail names this visitor."""
        return f"visitor:{self.id}"

    @property
    def identified(self) -> bool:
        """Whether name and NIK or passport have been given."""
        return bool(self.document_hash)

    @property
    def seen(self) -> bool:
        """Whether staff have seen the document."""
        return self.seen_at is not None


class Contact(models.Model):
    """An e-mail address or phone that a person has shown to hold, by a one-time code."""

    class Kind(models.TextChoices):
        """How a one-time code reaches a person."""

        EMAIL = "email", "E-mail"
        PHONE = "phone", _("Phone")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    value = SealedTextField()
    value_hash = models.BinaryField(unique=True)
    verified_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"


class Device(models.Model):
    """A phone or browser that stays signed in until it is signed out. The id is a random 63-bit number."""

    pk = models.CompositePrimaryKey("person_id", "id")
    person_id = models.UUIDField()
    id = models.BigIntegerField()
    label = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                "revoked_at", name="device_signed_out", condition=models.Q(revoked_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.label} of {self.person_id}"


class Pass(models.Model):
    """A pass by its number, which is all that an officer's device learns of whose it is.

    A device's has one row that is renewed with it; a paper's belongs to the region where it was printed.
    """

    class Kind(models.TextChoices):
        """What carries it."""

        PHONE = "phone", _("on a phone")
        PAPER = "paper", _("on paper")

    number = models.BigIntegerField(primary_key=True, db_comment="40 random bits")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passes")
    device_id = models.BigIntegerField(null=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(db_default=Now())
    issued_by = models.CharField(max_length=80, db_comment="as in the trail")
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("-issued_at",)
        constraints = (models.UniqueConstraint(fields=("person", "device_id"), name="one_pass_per_device"),)
        indexes = (
            models.Index(
                fields=("expires_at",),
                condition=models.Q(withdrawn_at__isnull=False),
                name="withdrawn_passes",
            ),
            models.Index(
                fields=("region", "-issued_at"),
                condition=models.Q(kind="paper"),
                name="paper_passes_of_a_region",
            ),
        )

    def __str__(self) -> str:
        return self.spelled

    def is_good(self, now: datetime) -> bool:
        """Whether it is neither withdrawn nor expired."""
        return self.withdrawn_at is None and self.expires_at > now

    @property
    def spelled(self) -> str:
        """The number as people read and type it: eight characters in two groups."""
        return numbers.spelled(self.number)


class Handover(models.Model):
    """A one-time code by which somebody whom staff wrote down takes the record over on a phone of theirs.

    Only its keyed hash is kept; used or replaced, it is gone.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="handover")
    code_hash = models.BinaryField(unique=True)
    issued_by = models.CharField(max_length=80, db_comment="as in the trail")
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.person_id)


class SignInCode(models.Model):
    """A one-time code on its way to a contact; only its keyed hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    kind = models.CharField(max_length=5, choices=Contact.Kind.choices)
    value = SealedTextField()
    value_hash = models.BinaryField()
    code_hash = models.BinaryField()
    address_hash = models.BinaryField(
        db_comment="keyed hash of the network address that asked, for rate limits"
    )
    tries = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("value_hash", "created_at"), name="signin_by_contact"),
            models.Index(fields=("address_hash", "created_at"), name="signin_by_address"),
        )

    def __str__(self) -> str:
        return str(self.id)


class Standing(models.Model):
    """What the gate must know of a person, in one row: the evidence, and where they are inside now.

    `visit_id` and `venue_id` name the open visit; its day is in the visit's own id (UUIDv7).
    Sharded by person; nothing outside may point at it, nothing but the gate's functions writes it.
    """

    person_id = models.UUIDField(primary_key=True)
    evidence = models.JSONField(
        default=dict, db_comment="doses, tests, contacts, arrivals, recoveries and exemptions, each a list"
    )
    visit_id = models.UUIDField(null=True)
    venue_id = models.UUIDField(null=True)

    def __str__(self) -> str:
        return str(self.person_id)


class EvidenceRecord(models.Model):
    """One item of somebody's evidence, where it came from, and that it was taken back.

    What is in force makes `Standing.evidence`; only `people.evidence` writes either. Sharded by person.
    """

    class Source(models.TextChoices):
        """What told of it."""

        CERTIFICATE = "certificate", _("a certificate")
        STAFF = "staff", _("a health office")
        REGISTRY = "registry", _("a health registry")
        TRACING = "tracing", _("contact tracing")
        EARLIER = "earlier", _("recorded earlier")

    pk = models.CompositePrimaryKey("person_id", "id")
    person_id = models.UUIDField()
    id = models.UUIDField(default=uuids.uuid7)
    item = models.JSONField(db_comment="evidence of one kind with one item")
    source = models.CharField(max_length=11, choices=Source.choices)
    reference = SealedTextField(null=True)
    origin = models.BinaryField(null=True, db_comment="keyed hash of the certificate, case or message")
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.CharField(max_length=80, db_comment="as in the trail")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=80, blank=True, db_default="")
    withdrawn_reason = SealedTextField(null=True)

    class Meta:
        indexes = (
            models.Index("origin", name="evidence_by_origin", condition=models.Q(origin__isnull=False)),
            models.Index(
                "withdrawn_at", name="evidence_withdrawn", condition=models.Q(withdrawn_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} of {self.person_id}"


class Correction(models.Model):
    """A person's word that a colour is wrong, and a human's answer to it, due by a stated day."""

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="corrections")
    visit_id = models.UUIDField(null=True)
    text = SealedTextField()
    created_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField()
    answer = SealedTextField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at",)
        indexes = (
            models.Index("created_at", "id", name="correction_waiting", condition=models.Q(answered_at=None)),
        )

    def __str__(self) -> str:
        return str(self.id)
