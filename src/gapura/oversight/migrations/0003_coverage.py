"""Coverage with its stock, subscriptions, and published figures."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import gapura.common.fields
import gapura.oversight.exports.models


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0002_compliance"),
        ("regions", "0002_outline"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StockList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(db_comment="who counted, and where that can be read", max_length=200),
                ),
                ("as_of", models.DateField(db_comment="the day it speaks of")),
                ("imported_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("imported_by", models.CharField(db_comment="as in the trail", max_length=80)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.region"
                    ),
                ),
            ],
            options={
                "ordering": ("-as_of", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", gapura.common.fields.SealedTextField(db_comment="where the report goes")),
                (
                    "token",
                    models.CharField(
                        db_comment="in the letter, to end it; good for nothing else",
                        default=gapura.oversight.exports.models._token,
                        max_length=40,
                        unique=True,
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="regions.region"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WeeklyLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("week", models.DateField(db_comment="its Monday")),
                ("message_id", models.UUIDField()),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to="oversight.subscription",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CoverageDay",
            fields=[
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
                ("applying", models.IntegerField(db_comment="applications on their way")),
                ("registered", models.IntegerField(db_comment="places whose codes work")),
                (
                    "confirmed",
                    models.IntegerField(db_comment="registered places that somebody is in charge of"),
                ),
                ("live", models.IntegerField(db_comment="registered places where somebody scanned lately")),
                ("known", models.IntegerField(null=True)),
                ("known_registered", models.IntegerField()),
                ("known_confirmed", models.IntegerField()),
                ("known_live", models.IntegerField()),
                ("counted_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
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
                "indexes": [models.Index(fields=["day"], name="oversight_coverageday_day")],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("week", models.DateField(db_comment="its Monday")),
                ("figures", models.JSONField()),
                ("published_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("published_by", models.CharField(db_comment="as in the trail", max_length=80)),
                (
                    "goes_on",
                    models.BooleanField(
                        db_comment="whether the next week is published by itself", default=False
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, db_comment="why it was withdrawn", max_length=300)),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.region"
                    ),
                ),
            ],
            options={
                "ordering": ("-week", "region"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("region", "week"),
                        name="week_published_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("week__iso_week_day", 1)), name="release_begins_on_monday"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("category", models.CharField(max_length=40)),
                ("places", models.IntegerField()),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.region"
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="oversight.stocklist",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("list", "region", "category"), name="stock_once_per_list"
                    ),
                    models.CheckConstraint(condition=models.Q(("places__gte", 0)), name="stock_not_negative"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("user", "region"), name="subscribed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="weeklyletter",
            constraint=models.UniqueConstraint(fields=("subscription", "week"), name="one_letter_a_week"),
        ),
    ]
