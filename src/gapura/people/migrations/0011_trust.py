"""Make the list of whose certificates are believed, and that of those called back."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0010_evidence_ledger"),
    ]

    operations = [
        migrations.CreateModel(
            name="Revocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "hash",
                    models.BinaryField(db_comment="first 16 bytes of the SHA-256 of the certificate's id"),
                ),
                ("source", models.CharField(max_length=200)),
                ("imported_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(fields=("hash", "source"), name="called_back_once_in_a_list")
                ],
            },
        ),
        migrations.CreateModel(
            name="TrustedKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(db_comment="who put the list together", max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[("hc1", "EU form (HC1)"), ("shc", "SMART Health Card")], max_length=5
                    ),
                ),
                ("key_id", models.CharField(db_comment="what certificates name the key by", max_length=100)),
                (
                    "issuer",
                    models.CharField(
                        blank=True, db_comment="what they must name as issuer, or empty", max_length=500
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("country", models.CharField(max_length=2)),
                (
                    "signs",
                    models.CharField(db_comment="vaccination, test, recovery, with commas", max_length=40),
                ),
                ("public_key", models.TextField(db_comment="PEM")),
                ("since", models.DateTimeField(null=True)),
                ("until", models.DateTimeField(null=True)),
                ("imported_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "ordering": ("country", "name", "id"),
                "indexes": [
                    models.Index(fields=["kind", "key_id"], name="trusted_key_by_id"),
                    models.Index(fields=["source"], name="trusted_key_by_source"),
                ],
            },
        ),
    ]
