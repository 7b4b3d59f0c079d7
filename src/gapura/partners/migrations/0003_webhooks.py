"""Webhooks: what partners are told, and the visits whose end they wait for."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

import gapura.common.fields


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0002_registries"),
    ]

    operations = [
        migrations.AddField(
            model_name="partner",
            name="webhook_secret",
            field=gapura.common.fields.SealedTextField(null=True),
        ),
        migrations.AddField(
            model_name="partner",
            name="webhook_url",
            field=models.CharField(blank=True, default="", max_length=300),
        ),
        migrations.CreateModel(
            name="OpenVisit",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("venue_id", models.UUIDField()),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="partners.link"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WebhookCall",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("check-out", "a visit ended"), ("unlinked", "a visitor unlinked")],
                        max_length=9,
                    ),
                ),
                ("data", models.JSONField(db_comment="what is told; nobody's name")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("delivered", "delivered"), ("dead", "given up")],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("tries", models.SmallIntegerField(default=0)),
                (
                    "reply",
                    models.CharField(
                        blank=True, db_comment="what came of the last try", default="", max_length=200
                    ),
                ),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("next_try_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(
                        models.F("next_try_at"),
                        condition=models.Q(("state", "waiting")),
                        name="webhook_call_waiting",
                    )
                ],
            },
        ),
    ]
