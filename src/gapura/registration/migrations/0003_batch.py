"""A coordinator's spreadsheets of applications."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

import gapura.common.fields


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0001_initial"),
        ("registration", "0002_moves"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                (
                    "asked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True),
                ),
                ("language", models.CharField(default="id", max_length=5)),
                ("name", gapura.common.fields.SealedTextField(db_comment="the file's name as it was sent")),
                ("sheet", gapura.common.fields.SealedBytesField()),
                ("letter", gapura.common.fields.SealedTextField(default="")),
                ("defaults", gapura.common.fields.SealedTextField(default="{}")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "being looked at"),
                            ("ready", "looked at"),
                            ("importing", "being imported"),
                            ("done", "imported"),
                        ],
                        default="reading",
                        max_length=9,
                    ),
                ),
                ("done", models.IntegerField(db_comment="rows looked at, or imported", default=0)),
                ("total", models.IntegerField(default=0)),
                ("result", gapura.common.fields.SealedTextField(default="[]")),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "letter_content",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registration.content",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.region"
                    ),
                ),
            ],
            options={
                "ordering": ("-asked_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("reading", "ready", "importing", "done"))),
                        name="batch_state_is_known",
                    )
                ],
            },
        ),
    ]
