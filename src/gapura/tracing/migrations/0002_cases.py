"""Make cases and the places where they were."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0010_evidence_ledger"),
        ("regions", "0002_outline"),
        ("tracing", "0001_openings"),
        ("venues", "0007_earlier_declarations"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeletionReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("before", models.DateField(db_comment="cases that were recorded before this day (UTC)")),
                ("cases", models.IntegerField()),
                ("places", models.IntegerField()),
                ("term_days", models.SmallIntegerField()),
                ("deleted_by", models.CharField(max_length=80)),
                ("deleted_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "ordering": ("-before",),
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                (
                    "mark",
                    models.BinaryField(db_comment="keyed hash of the result in the ledger that made it"),
                ),
                ("day_0", models.DateField(db_comment="the date of the laboratory's result")),
                ("begins", models.DateTimeField()),
                ("ends", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("recorded_by", models.CharField(db_comment="as in the trail", max_length=80)),
                (
                    "surveyed_at",
                    models.DateTimeField(db_comment="when its places were last counted", null=True),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by", models.CharField(blank=True, db_default="", max_length=80)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="cases",
                        to="people.person",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.region"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("people", models.IntegerField(db_comment="who can be told, when last counted", default=0)),
                (
                    "nameless",
                    models.IntegerField(db_comment="of whom nothing but the visit is kept", default=0),
                ),
                ("companions", models.IntegerField(default=0)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sites", to="tracing.case"
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="venues.venue"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["region", "-id"], name="cases_of_a_region"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("id"), condition=models.Q(("surveyed_at", None)), name="case_to_survey"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("person", "mark"),
                name="one_case_per_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.UniqueConstraint(fields=("case", "venue"), name="site_once_per_case"),
        ),
    ]
