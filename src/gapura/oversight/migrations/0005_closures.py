"""Days on which a place is closed, by its own word."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0004_subscribers_own_address"),
        ("venues", "0005_screens"),
    ]

    operations = [
        migrations.CreateModel(
            name="Closure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField(db_comment="in the venue's zone")),
                ("until", models.DateField()),
                ("reason", models.CharField(max_length=200)),
                ("stated_by", models.CharField(db_comment="as in the trail", max_length=80)),
                ("stated_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closures",
                        to="venues.venue",
                    ),
                ),
            ],
            options={
                "ordering": ("-since", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))), name="closure_period"
                    )
                ],
            },
        ),
    ]
