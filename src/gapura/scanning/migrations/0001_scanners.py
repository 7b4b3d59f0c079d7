"""Scanners, the officers who may unlock each, what they did, and what the gate asks about it."""

from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import gapura.scanning.models

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0002_passes"),
        ("venues", "0003_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Scan",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "day", "venue_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.UUIDField()),
                ("day", models.DateField()),
                ("venue_id", models.UUIDField()),
                ("scanner_id", models.BigIntegerField()),
                ("user_id", models.IntegerField(db_comment="the officer")),
                (
                    "kind",
                    models.CharField(db_comment="check-in, check-out, undo, turned-away", max_length=11),
                ),
                ("visit_id", models.UUIDField(null=True)),
                ("decision", models.CharField(blank=True, max_length=6)),
                ("colour", models.CharField(blank=True, max_length=6)),
                (
                    "why",
                    models.CharField(
                        blank=True, db_comment="why a pass was turned away unread", max_length=20
                    ),
                ),
                ("people", models.SmallIntegerField(default=1)),
                (
                    "verified",
                    models.BooleanField(db_comment="an officer verified a yellow one", default=False),
                ),
                (
                    "late",
                    models.BooleanField(
                        db_comment="sent later by a device that had no network", default=False
                    ),
                ),
                ("differs", models.BooleanField(default=False)),
                ("over", models.SmallIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("received_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "indexes": [models.Index(fields=["venue_id", "at"], name="scan_by_venue_and_time")],
            },
        ),
        migrations.CreateModel(
            name="Scanner",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=gapura.scanning.models.random_id, primary_key=True, serialize=False
                    ),
                ),
                ("label", models.CharField(max_length=60)),
                (
                    "desk",
                    models.BooleanField(db_comment="the portal's pages, not a device", default=False),
                ),
                ("registered_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(db_comment="when it last fetched what it needs", null=True)),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scanners",
                        to="venues.venue",
                    ),
                ),
            ],
            options={
                "ordering": ("-registered_at",),
            },
        ),
        migrations.CreateModel(
            name="Keeper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "ended_at",
                    models.DateTimeField(db_comment="when their post or account ended", null=True),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "scanner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keepers",
                        to="scanning.scanner",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="scanner",
            constraint=models.UniqueConstraint(
                condition=models.Q(("desk", True)), fields=("venue",), name="one_desk_per_venue"
            ),
        ),
        migrations.AddConstraint(
            model_name="keeper",
            constraint=models.UniqueConstraint(fields=("scanner", "user"), name="keeper_once"),
        ),
        migrations.RunSQL((SQL / "functions.sql").read_text("utf-8"), migrations.RunSQL.noop),
    ]
