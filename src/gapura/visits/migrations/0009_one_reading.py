"""A batch reads people, venues and taken ids in one call; what a visit may hold is asked once a batch."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql"

CONSTRAINTS = ("companions", "colour", "decision", "left_by")


def functions(name: str) -> migrations.RunSQL:
    """The functions of one file; a gate not restarted yet finds those it knows where they were."""
    return migrations.RunSQL((SQL / f"{name}.sql").read_text("utf-8"), migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [("visits", "0008_partitions")]

    operations = [
        functions("facts"),
        functions("writing"),
        migrations.RemoveConstraint("occupancy", "occupancy_not_negative"),
        migrations.RunSQL(
            [f"ALTER TABLE visits_visit DROP CONSTRAINT visits_visit_{name}_check" for name in CONSTRAINTS],
            migrations.RunSQL.noop,
        ),
    ]
