"""Counts of visits by place and region, hour and day; and what health offices report."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("regions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CountedHour",
            fields=[
                ("hour", models.DateTimeField(primary_key=True, serialize=False)),
                ("counted_at", models.DateTimeField()),
                ("visits", models.IntegerField()),
                ("open", models.IntegerField(db_comment="admitted visits that had not ended")),
            ],
        ),
        migrations.CreateModel(
            name="VenueTrend",
            fields=[
                ("venue_id", models.UUIDField(primary_key=True, serialize=False)),
                ("until", models.DateField(db_comment="the last day of the week")),
                ("recent", models.IntegerField(db_comment="check-ins of the seven days up to `until`")),
                ("before", models.IntegerField(db_comment="check-ins of an average week of the four before")),
                ("lost", models.IntegerField(db_comment="before less recent", db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="RegionNow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region_id", "category", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("category", models.CharField(max_length=40)),
                ("inside", models.IntegerField(db_comment="companions counted")),
                ("occupied", models.IntegerField(db_comment="places with somebody inside")),
                ("places", models.IntegerField(db_comment="live places")),
                ("capacity", models.IntegerField(db_comment="of all live places together")),
                (
                    "region",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VenueDay",
            fields=[
                ("check_ins", models.IntegerField(db_comment="scans, whatever was decided", db_default=0)),
                (
                    "people",
                    models.IntegerField(
                        db_comment="who came with these scans, companions counted", db_default=0
                    ),
                ),
                ("entered", models.IntegerField(db_comment="people of the admitted scans", db_default=0)),
                ("admit", models.IntegerField(db_comment="scans by what was decided", db_default=0)),
                ("verify", models.IntegerField(db_default=0)),
                ("refuse", models.IntegerField(db_default=0)),
                ("full", models.IntegerField(db_default=0)),
                ("green", models.IntegerField(db_comment="scans by colour", db_default=0)),
                ("yellow", models.IntegerField(db_default=0)),
                ("red", models.IntegerField(db_default=0)),
                ("black", models.IntegerField(db_default=0)),
                ("groups", models.IntegerField(db_comment="scans with companions", db_default=0)),
                ("group_people", models.IntegerField(db_comment="people of those scans", db_default=0)),
                (
                    "offline",
                    models.IntegerField(
                        db_comment="scans sent later by a device without network", db_default=0
                    ),
                ),
                (
                    "left_visitor",
                    models.IntegerField(db_comment="admitted scans by how the visit ended", db_default=0),
                ),
                ("left_officer", models.IntegerField(db_default=0)),
                ("left_elsewhere", models.IntegerField(db_default=0)),
                ("left_limit", models.IntegerField(db_default=0)),
                (
                    "peak",
                    models.IntegerField(
                        db_comment="most people inside just after an admission", db_default=0
                    ),
                ),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "venue_id", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("venue_id", models.UUIDField()),
                ("day", models.DateField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("day"),
                        models.OrderBy(models.F("people"), descending=True),
                        name="oversight_venueday_busiest",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VenueHour",
            fields=[
                ("check_ins", models.IntegerField(db_comment="scans, whatever was decided", db_default=0)),
                (
                    "people",
                    models.IntegerField(
                        db_comment="who came with these scans, companions counted", db_default=0
                    ),
                ),
                ("entered", models.IntegerField(db_comment="people of the admitted scans", db_default=0)),
                ("admit", models.IntegerField(db_comment="scans by what was decided", db_default=0)),
                ("verify", models.IntegerField(db_default=0)),
                ("refuse", models.IntegerField(db_default=0)),
                ("full", models.IntegerField(db_default=0)),
                ("green", models.IntegerField(db_comment="scans by colour", db_default=0)),
                ("yellow", models.IntegerField(db_default=0)),
                ("red", models.IntegerField(db_default=0)),
                ("black", models.IntegerField(db_default=0)),
                ("groups", models.IntegerField(db_comment="scans with companions", db_default=0)),
                ("group_people", models.IntegerField(db_comment="people of those scans", db_default=0)),
                (
                    "offline",
                    models.IntegerField(
                        db_comment="scans sent later by a device without network", db_default=0
                    ),
                ),
                (
                    "left_visitor",
                    models.IntegerField(db_comment="admitted scans by how the visit ended", db_default=0),
                ),
                ("left_officer", models.IntegerField(db_default=0)),
                ("left_elsewhere", models.IntegerField(db_default=0)),
                ("left_limit", models.IntegerField(db_default=0)),
                (
                    "peak",
                    models.IntegerField(
                        db_comment="most people inside just after an admission", db_default=0
                    ),
                ),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "venue_id",
                        "hour",
                        "door",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("venue_id", models.UUIDField()),
                ("hour", models.DateTimeField(db_comment="when the UTC hour begins")),
                ("door", models.SmallIntegerField()),
                ("day", models.DateField(db_comment="the local date")),
                ("clock", models.SmallIntegerField(db_comment="the local hour, 0 to 23")),
            ],
            options={
                "indexes": [models.Index(fields=["hour"], name="oversight_venuehour_hour")],
            },
        ),
        migrations.CreateModel(
            name="HealthDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("cases", models.IntegerField(db_comment="new confirmed cases", null=True)),
                ("recoveries", models.IntegerField(null=True)),
                (
                    "doses",
                    models.IntegerField(db_comment="doses given, first to booster together", null=True),
                ),
                ("entered_by", models.CharField(db_comment="as in the trail", max_length=80)),
                ("entered_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.region"
                    ),
                ),
            ],
            options={
                "ordering": ("-day",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("region", "day"), name="healthday_once_per_region_and_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cases__gte", 0), ("doses__gte", 0), ("recoveries__gte", 0)),
                        name="healthday_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegionDay",
            fields=[
                ("check_ins", models.IntegerField(db_comment="scans, whatever was decided", db_default=0)),
                (
                    "people",
                    models.IntegerField(
                        db_comment="who came with these scans, companions counted", db_default=0
                    ),
                ),
                ("entered", models.IntegerField(db_comment="people of the admitted scans", db_default=0)),
                ("admit", models.IntegerField(db_comment="scans by what was decided", db_default=0)),
                ("verify", models.IntegerField(db_default=0)),
                ("refuse", models.IntegerField(db_default=0)),
                ("full", models.IntegerField(db_default=0)),
                ("green", models.IntegerField(db_comment="scans by colour", db_default=0)),
                ("yellow", models.IntegerField(db_default=0)),
                ("red", models.IntegerField(db_default=0)),
                ("black", models.IntegerField(db_default=0)),
                ("groups", models.IntegerField(db_comment="scans with companions", db_default=0)),
                ("group_people", models.IntegerField(db_comment="people of those scans", db_default=0)),
                (
                    "offline",
                    models.IntegerField(
                        db_comment="scans sent later by a device without network", db_default=0
                    ),
                ),
                (
                    "left_visitor",
                    models.IntegerField(db_comment="admitted scans by how the visit ended", db_default=0),
                ),
                ("left_officer", models.IntegerField(db_default=0)),
                ("left_elsewhere", models.IntegerField(db_default=0)),
                ("left_limit", models.IntegerField(db_default=0)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region_id",
                        "day",
                        "category",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("day", models.DateField()),
                ("category", models.CharField(max_length=40)),
                ("places", models.IntegerField(db_comment="places where somebody scanned", db_default=0)),
                (
                    "region",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["day"], name="oversight_regionday_day")],
            },
        ),
        migrations.CreateModel(
            name="RegionHour",
            fields=[
                ("check_ins", models.IntegerField(db_comment="scans, whatever was decided", db_default=0)),
                (
                    "people",
                    models.IntegerField(
                        db_comment="who came with these scans, companions counted", db_default=0
                    ),
                ),
                ("entered", models.IntegerField(db_comment="people of the admitted scans", db_default=0)),
                ("admit", models.IntegerField(db_comment="scans by what was decided", db_default=0)),
                ("verify", models.IntegerField(db_default=0)),
                ("refuse", models.IntegerField(db_default=0)),
                ("full", models.IntegerField(db_default=0)),
                ("green", models.IntegerField(db_comment="scans by colour", db_default=0)),
                ("yellow", models.IntegerField(db_default=0)),
                ("red", models.IntegerField(db_default=0)),
                ("black", models.IntegerField(db_default=0)),
                ("groups", models.IntegerField(db_comment="scans with companions", db_default=0)),
                ("group_people", models.IntegerField(db_comment="people of those scans", db_default=0)),
                (
                    "offline",
                    models.IntegerField(
                        db_comment="scans sent later by a device without network", db_default=0
                    ),
                ),
                (
                    "left_visitor",
                    models.IntegerField(db_comment="admitted scans by how the visit ended", db_default=0),
                ),
                ("left_officer", models.IntegerField(db_default=0)),
                ("left_elsewhere", models.IntegerField(db_default=0)),
                ("left_limit", models.IntegerField(db_default=0)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region_id",
                        "day",
                        "clock",
                        "category",
                        "hour",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("day", models.DateField()),
                ("clock", models.SmallIntegerField()),
                ("category", models.CharField(max_length=40)),
                ("hour", models.DateTimeField()),
                (
                    "region",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["hour"], name="oversight_regionhour_hour")],
            },
        ),
    ]
