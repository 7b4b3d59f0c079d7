"""Venues again, with the doors at which only a screen counts; and what visitors let be compared."""

from importlib import import_module

from django.db import migrations, models

functions = import_module("gapura.visits.migrations.0003_quicker_functions").functions


class Migration(migrations.Migration):
    dependencies = [("visits", "0004_late"), ("venues", "0005_screens")]

    operations = [
        functions("venues"),
        migrations.CreateModel(
            name="Nearness",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "visit_id",
                        "day",
                        "venue_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("visit_id", models.UUIDField()),
                ("day", models.DateField()),
                ("venue_id", models.UUIDField()),
                ("far", models.BooleanField()),
            ],
        ),
    ]
