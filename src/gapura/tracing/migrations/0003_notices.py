"""Decide who is told, and tell them."""

import django.db.models.deletion
import uuid_utils.compat
from django.db import migrations, models

import gapura.common.fields


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0010_evidence_ledger"),
        ("tracing", "0002_cases"),
    ]

    operations = [
        migrations.AddField(
            model_name="deletionreport",
            name="notices",
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name="site",
            name="decided_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="site",
            name="decided_by",
            field=models.CharField(blank=True, db_default="", max_length=80),
        ),
        migrations.AddField(
            model_name="site",
            name="decision",
            field=models.CharField(
                blank=True,
                choices=[("", "not decided yet"), ("notify", "people are told"), ("leave", "nobody is told")],
                default="",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="reason",
            field=gapura.common.fields.SealedTextField(null=True),
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                (
                    "contact_day",
                    models.DateField(db_comment="the last day of the contact, where the place is"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "waiting"),
                            ("told", "told"),
                            ("leaving", "being withdrawn"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="planned",
                        max_length=9,
                    ),
                ),
                ("planned_by", models.CharField(db_comment="as in the trail", max_length=80)),
                ("told_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "message_id",
                    models.UUIDField(db_comment="of `mail`, where there is a way to the person", null=True),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to="tracing.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="people.person",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to="tracing.site"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("id"),
                        condition=models.Q(("state__in", ("planned", "leaving"))),
                        name="notice_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "person"), name="one_notice_per_case")
                ],
            },
        ),
    ]
