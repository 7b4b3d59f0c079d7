"""Make the ledger of evidence."""

import django.db.models.functions.datetime
import uuid_utils.compat
from django.db import migrations, models

import gapura.common.fields


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0009_erased"),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidenceRecord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "person_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField()),
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7)),
                ("item", models.JSONField(db_comment="evidence of one kind with one item")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("certificate", "a certificate"),
                            ("staff", "a health office"),
                            ("registry", "a health registry"),
                            ("tracing", "contact tracing"),
                            ("earlier", "recorded earlier"),
                        ],
                        max_length=11,
                    ),
                ),
                ("reference", gapura.common.fields.SealedTextField(null=True)),
                (
                    "origin",
                    models.BinaryField(
                        db_comment="keyed hash of the certificate, case or message", null=True
                    ),
                ),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("recorded_by", models.CharField(db_comment="as in the trail", max_length=80)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by", models.CharField(blank=True, db_default="", max_length=80)),
                ("withdrawn_reason", gapura.common.fields.SealedTextField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("origin"),
                        condition=models.Q(("origin__isnull", False)),
                        name="evidence_by_origin",
                    ),
                    models.Index(
                        models.F("withdrawn_at"),
                        condition=models.Q(("withdrawn_at__isnull", False)),
                        name="evidence_withdrawn",
                    ),
                ],
            },
        ),
    ]
