"""The first tables of venues."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("regions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Venue",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("category", models.CharField(db_index=True, max_length=40)),
                ("sector", models.CharField(max_length=20)),
                ("address", models.CharField(blank=True, max_length=300)),
                ("time_zone", models.CharField(default="Asia/Makassar", max_length=40)),
                ("capacity", models.IntegerField()),
                (
                    "stay_limit",
                    models.IntegerField(
                        db_comment="minutes until an open visit closes by itself", default=240
                    ),
                ),
                ("opening_hours", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[("live", "Live"), ("withdrawn", "Withdrawn")], default="live", max_length=10
                    ),
                ),
                ("state_reason", models.CharField(blank=True, max_length=300)),
                (
                    "provenance",
                    models.CharField(
                        blank=True, db_comment="read, remembered or synthetic, and where from", max_length=80
                    ),
                ),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="venues",
                        to="regions.region",
                    ),
                ),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="posts", to="venues.venue"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Number",
            fields=[
                ("number", models.AutoField(primary_key=True, serialize=False)),
                ("issued_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="numbers", to="venues.venue"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Door",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.SmallIntegerField()),
                ("name", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[("entry", "Entry"), ("exit", "Exit"), ("both", "Both")],
                        default="both",
                        max_length=5,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="doors", to="venues.venue"
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
            },
        ),
        migrations.AddConstraint(
            model_name="venue",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity__range", (1, 1000000))), name="venue_capacity_sane"
            ),
        ),
        migrations.AddConstraint(
            model_name="venue",
            constraint=models.CheckConstraint(
                condition=models.Q(("stay_limit__range", (5, 1440))), name="venue_stay_limit_sane"
            ),
        ),
        migrations.AddConstraint(
            model_name="venue",
            constraint=models.UniqueConstraint(
                fields=("region", "name"), name="venue_once_per_region_and_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(fields=("user", "venue"), name="post_once"),
        ),
        migrations.AddConstraint(
            model_name="number",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__range", (1, 33554431))), name="number_fits_a_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="number",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("venue",),
                name="one_number_in_use_per_venue",
            ),
        ),
        migrations.AddConstraint(
            model_name="door",
            constraint=models.UniqueConstraint(fields=("venue", "number"), name="door_number_once_per_venue"),
        ),
        migrations.AddConstraint(
            model_name="door",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__range", (1, 31))), name="door_fits_a_code"
            ),
        ),
    ]
