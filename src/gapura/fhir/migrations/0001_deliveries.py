"""Make the tables of what registries sent."""

import django.core.validators
from django.db import migrations, models

import gapura.common.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("partners", "0002_registries"),
    ]

    operations = [
        migrations.CreateModel(
            name="Registry",
            fields=[],
            options={
                "verbose_name_plural": "registries",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("partners.partner",),
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "key",
                    models.UUIDField(
                        db_comment="keyed hash of sender, kind and id", primary_key=True, serialize=False
                    ),
                ),
                ("sender", models.CharField(db_comment="as in the trail", max_length=40)),
                ("kind", models.CharField(max_length=20)),
                ("resource_id", models.CharField(max_length=64)),
                (
                    "identifier_hash",
                    models.BinaryField(db_comment="keyed hash of the sender's own number of it", null=True),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("document_hash", models.BinaryField(db_comment="whom it waits for", null=True)),
                (
                    "born",
                    gapura.common.fields.SealedTextField(
                        db_comment="a date or its beginning, where the sender gave it", null=True
                    ),
                ),
                (
                    "item",
                    gapura.common.fields.SealedTextField(
                        db_comment="evidence with one item, as JSON", null=True
                    ),
                ),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.CharField(db_comment="as in the trail", max_length=80)),
                ("deleted_at", models.DateTimeField(null=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True, db_comment="why it was taken back", db_default="", max_length=200
                    ),
                ),
                (
                    "unsettled",
                    models.BooleanField(db_comment="whether the ledger does not yet follow it", default=True),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("key"), condition=models.Q(("unsettled", True)), name="fhir_unsettled"
                    ),
                    models.Index(
                        models.F("document_hash"),
                        condition=models.Q(("document_hash__isnull", False)),
                        name="fhir_waiting",
                    ),
                    models.Index(
                        models.F("changed_at"),
                        condition=models.Q(("document_hash__isnull", False)),
                        name="fhir_waiting_since",
                    ),
                    models.Index(
                        models.F("identifier_hash"),
                        condition=models.Q(("deleted_at", None)),
                        name="fhir_identifier",
                    ),
                    models.Index(
                        models.F("deleted_at"),
                        condition=models.Q(("deleted_at__isnull", False)),
                        name="fhir_deleted",
                    ),
                    models.Index(models.F("sender"), models.F("key"), name="fhir_by_sender"),
                ],
            },
        ),
        migrations.CreateModel(
            name="VaccineCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("system", models.CharField(default="http://sys-ids.kemkes.go.id/kfa", max_length=200)),
                ("code", models.CharField(max_length=60)),
                (
                    "product",
                    models.CharField(
                        help_text="sinovac, astrazeneca, pfizer, moderna, janssen …",
                        max_length=40,
                        validators=[django.core.validators.RegexValidator("\\A[a-z0-9-]+\\Z")],
                    ),
                ),
            ],
            options={
                "ordering": ("system", "code"),
                "constraints": [
                    models.UniqueConstraint(fields=("system", "code"), name="one_product_per_code")
                ],
            },
        ),
    ]
