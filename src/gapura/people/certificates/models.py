"""Whose certificates are believed, which were called back, and who has shown which."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from gapura.common.fields import lookup_hash
from gapura.core.evidence.certificates import Signed

LONGEST_SOURCE = 200


class Form(models.TextChoices):
    """How a certificate is written."""

    HC1 = "hc1", _("EU form (HC1)")
    SHC = "shc", "SMART Health Card"


class TrustedKey(models.Model):
    """A public key of an issuer whose certificates count; a reference table, written by an import only."""

    source = models.CharField(max_length=LONGEST_SOURCE, db_comment="who put the list together")
    kind = models.CharField(max_length=5, choices=Form.choices)
    key_id = models.CharField(max_length=100, db_comment="what certificates name the key by")
    issuer = models.CharField(
        max_length=500, blank=True, db_comment="what they must name as issuer, or empty"
    )
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    signs = models.CharField(max_length=40, db_comment="vaccination, test, recovery, with commas")
    public_key = models.TextField(db_comment="PEM")
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    imported_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("country", "name", "id")
        indexes = (
            models.Index(fields=("kind", "key_id"), name="trusted_key_by_id"),
            models.Index(fields=("source",), name="trusted_key_by_source"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.country}), {self.key_id}"


class Revocation(models.Model):
    """A certificate that was called back, by the hash of its id, and in whose list it stands."""

    hash = models.BinaryField(db_comment="first 16 bytes of the SHA-256 of the certificate's id")
    source = models.CharField(max_length=LONGEST_SOURCE)
    imported_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("hash", "source"), name="called_back_once_in_a_list"),)

    def __str__(self) -> str:
        return bytes(self.hash).hex()


class Shown(models.Model):
    """A certificate that somebody has added to their record: each is one person's.

    What it brought is in the ledger of evidence under `origin`, and its doses without a day under `earlier`.
    """

    origin = models.BinaryField(primary_key=True, db_comment="keyed hash of the certificate's id")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="certificates")
    revocation_hash = models.BinaryField(db_comment="what a revocation list names it by")
    kind = models.CharField(max_length=5, choices=Form.choices)
    contents = models.CharField(max_length=40)
    issuer = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    earlier_doses = models.SmallIntegerField(default=0, db_comment="given before it, on days it does not say")
    dose_on = models.DateField(null=True, db_comment="of its latest dose")
    product = models.CharField(max_length=40, blank=True)
    added_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-added_at",)
        indexes = (models.Index(fields=("revocation_hash",), name="shown_by_revocation"),)

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"

    @property
    def earlier(self) -> bytes:
        """What the ledger knows its earlier doses by."""
        return lookup_hash("earlier doses", bytes(self.origin).hex())


def origin_of(signed: Signed) -> bytes:
    """What the ledger knows a certificate by."""
    return lookup_hash("certificate", f"{signed.kind}:{signed.id}")
