"""Make the list of who has shown which certificate."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0011_trust"),
    ]

    operations = [
        migrations.CreateModel(
            name="Shown",
            fields=[
                (
                    "origin",
                    models.BinaryField(
                        db_comment="keyed hash of the certificate's id", primary_key=True, serialize=False
                    ),
                ),
                ("revocation_hash", models.BinaryField(db_comment="what a revocation list names it by")),
                (
                    "kind",
                    models.CharField(
                        choices=[("hc1", "EU form (HC1)"), ("shc", "SMART Health Card")], max_length=5
                    ),
                ),
                ("contents", models.CharField(max_length=40)),
                ("issuer", models.CharField(max_length=200)),
                ("country", models.CharField(max_length=2)),
                (
                    "earlier_doses",
                    models.SmallIntegerField(
                        db_comment="given before it, on days it does not say", default=0
                    ),
                ),
                ("dose_on", models.DateField(db_comment="of its latest dose", null=True)),
                ("product", models.CharField(blank=True, max_length=40)),
                ("added_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="certificates",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ("-added_at",),
                "indexes": [models.Index(fields=["revocation_hash"], name="shown_by_revocation")],
            },
        ),
    ]
