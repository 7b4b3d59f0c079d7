"""Late news of officers who have left waits for the person in charge; proofs are among the scans."""

from pathlib import Path

import django.db.models.functions.datetime
from django.db import migrations, models

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("scanning", "0001_scanners"),
    ]

    operations = [
        migrations.AlterField(
            model_name="scan",
            name="kind",
            field=models.CharField(db_comment="check-in, check-out, undo, turned-away, proof", max_length=11),
        ),
        migrations.CreateModel(
            name="Held",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "venue_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.UUIDField()),
                ("venue_id", models.UUIDField()),
                ("scanner_id", models.BigIntegerField()),
                ("user_id", models.IntegerField(db_comment="the officer")),
                (
                    "kind",
                    models.CharField(db_comment="check-in, check-out, undo, turned-away", max_length=11),
                ),
                (
                    "said",
                    models.CharField(
                        blank=True, db_comment="what the person was told at the door", max_length=6
                    ),
                ),
                ("people", models.SmallIntegerField(default=1)),
                ("at", models.DateTimeField(db_comment="by the device's word")),
                ("received_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("box", models.TextField()),
            ],
            options={
                "indexes": [models.Index(fields=["venue_id", "at"], name="held_by_venue_and_time")],
            },
        ),
        migrations.RunSQL((SQL / "held.sql").read_text("utf-8"), migrations.RunSQL.noop),
    ]
