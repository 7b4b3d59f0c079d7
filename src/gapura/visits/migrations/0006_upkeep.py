"""Sweeps that gates share out, their minutes, indexes of closed days, room beside hot rows."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parents[1] / "sql"

# Far enough back that the first gate looks at every kept day once.
SWEEPS = """
INSERT INTO visits_sweep (name, claimed_at, swept_until)
VALUES ('due', 'epoch', 'epoch'), ('all', 'epoch', 'epoch')
"""

# Rows that every check-in changes: a new version finds room on its own page (HOT, no index touched), and
# what little pruning leaves is vacuumed after some thousand changes, however many rows there are.
ROOM = """
ALTER TABLE visits_occupancy SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0,
    autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE people_standing SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
"""


def functions(name: str) -> migrations.RunSQL:
    """The functions of one file."""
    return migrations.RunSQL((SQL / f"{name}.sql").read_text("utf-8"), migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [("visits", "0005_screens"), ("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Sweep",
            fields=[
                ("name", models.CharField(max_length=8, primary_key=True, serialize=False)),
                ("claimed_at", models.DateTimeField()),
                ("swept_until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="GateMinute",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "minute", "gate", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("minute", models.DateTimeField()),
                ("gate", models.CharField(max_length=80)),
                ("figures", models.JSONField()),
            ],
        ),
        migrations.RunSQL(SWEEPS, migrations.RunSQL.noop),
        migrations.RunSQL(ROOM, migrations.RunSQL.noop),
        functions("partitions"),
        functions("writing"),
        functions("upkeep"),
    ]
