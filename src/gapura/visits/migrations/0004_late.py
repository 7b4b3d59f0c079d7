"""Visits that came after their hour are noted, so that counts of that hour are made again."""

from pathlib import Path

import django.db.models.functions.datetime
from django.db import migrations, models

SQL = Path(__file__).parents[1] / "sql"


def functions(name: str) -> migrations.RunSQL:
    """The functions of one file."""
    return migrations.RunSQL((SQL / f"{name}.sql").read_text("utf-8"), migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [("visits", "0003_quicker_functions")]

    operations = [
        migrations.CreateModel(
            name="LateVisit",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "venue_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.UUIDField()),
                ("venue_id", models.UUIDField()),
                ("marked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        functions("late"),
        functions("writing"),
    ]
