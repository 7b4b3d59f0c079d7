"""What registries sent: one row for each resource, and within it what waits for whom it is about."""

from uuid import UUID

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q, QuerySet

from gapura.common.fields import SealedTextField
from gapura.partners.models import Partner


class Delivery(models.Model):
    """One resource of one sender's, by a keyed hash of its id.

    What it says is here, sealed, only until it is given to a person (`people.evidence`) or its time is over;
    from then on the row names nobody and says that the resource was sent. Sharded by its key.
    """

    key = models.UUIDField(primary_key=True, db_comment="keyed hash of sender, kind and id")
    sender = models.CharField(max_length=40, db_comment="as in the trail")
    kind = models.CharField(max_length=20)
    resource_id = models.CharField(max_length=64)
    identifier_hash = models.BinaryField(null=True, db_comment="keyed hash of the sender's own number of it")
    version = models.PositiveIntegerField(default=1)
    document_hash = models.BinaryField(null=True, db_comment="whom it waits for")
    born = SealedTextField(null=True, db_comment="a date or its beginning, where the sender gave it")
    item = SealedTextField(null=True, db_comment="evidence with one item, as JSON")
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80, db_comment="as in the trail")
    deleted_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, db_default="", db_comment="why it was taken back")
    unsettled = models.BooleanField(default=True, db_comment="whether the ledger does not yet follow it")

    class Meta:
        indexes = (
            models.Index("key", name="fhir_unsettled", condition=Q(unsettled=True)),
            models.Index("document_hash", name="fhir_waiting", condition=Q(document_hash__isnull=False)),
            models.Index("changed_at", name="fhir_waiting_since", condition=Q(document_hash__isnull=False)),
            models.Index("identifier_hash", name="fhir_identifier", condition=Q(deleted_at=None)),
            models.Index("deleted_at", name="fhir_deleted", condition=Q(deleted_at__isnull=False)),
            models.Index("sender", "key", name="fhir_by_sender"),
        )

    def __str__(self) -> str:
        return f"{self.kind}/{self.resource_id} of {self.sender}"


def lock(rows: QuerySet[Delivery]) -> list[UUID]:
    """Lock several resources, in the order in which all do so that lock more than one; their keys."""
    return list(rows.select_for_update().order_by("key").values_list("key", flat=True))


class VaccineCode(models.Model):
    """A code of a vaccine beside those that `core.evidence.fhir.codes` knows: of KFA, or a registry's own."""

    system = models.CharField(max_length=200, default="http://sys-ids.kemkes.go.id/kfa")
    code = models.CharField(max_length=60)
    product = models.CharField(
        max_length=40,
        validators=[RegexValidator(r"\A[a-z0-9-]+\Z")],
        help_text="sinovac, astrazeneca, pfizer, moderna, janssen …",
    )

    class Meta:
        ordering = ("system", "code")
        constraints = (models.UniqueConstraint(fields=("system", "code"), name="one_product_per_code"),)

    def __str__(self) -> str:
        return f"{self.code} ({self.product})"


class Registry(Partner):
    """A partner that sends evidence, for its list in the administration."""

    class Meta:
        proxy = True
        verbose_name_plural = "registries"
