"""Where regions lie on the map."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Outline",
            fields=[
                (
                    "region",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="outline",
                        serialize=False,
                        to="regions.region",
                    ),
                ),
                (
                    "rings",
                    models.JSONField(db_comment="[[[longitude, latitude], ...], ...], each ring closed"),
                ),
                ("west", models.FloatField()),
                ("south", models.FloatField()),
                ("east", models.FloatField()),
                ("north", models.FloatField()),
                ("label_longitude", models.FloatField(db_comment="where a name has the most room")),
                ("label_latitude", models.FloatField()),
                (
                    "source",
                    models.CharField(db_comment="whose outline this is, and its licence", max_length=200),
                ),
                ("imported_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("east__lte", 180), ("north__lte", 90), ("south__gte", -90), ("west__gte", -180)
                        ),
                        name="outline_in_degrees",
                    )
                ],
            },
        ),
    ]
