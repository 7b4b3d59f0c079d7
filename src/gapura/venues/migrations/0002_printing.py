"""Posters of a whole region, made by a job."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0001_initial"),
        ("venues", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Printing",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("form", models.CharField(choices=[("pdf", "PDF"), ("zip", "ZIP")], max_length=3)),
                ("size", models.CharField(max_length=2)),
                ("language", models.CharField(max_length=4)),
                ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("done", models.IntegerField(db_comment="venues whose posters are made", default=0)),
                ("total", models.IntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
                ("problem", models.CharField(blank=True, max_length=200)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            },
        ),
        migrations.AlterField(
            model_name="door",
            name="kind",
            field=models.CharField(
                choices=[("entry", "way in"), ("exit", "way out"), ("both", "way in and out")],
                default="both",
                max_length=5,
            ),
        ),
    ]
