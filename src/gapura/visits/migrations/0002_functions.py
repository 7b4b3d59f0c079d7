"""The gate's functions: all that the hot path asks of the database."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parents[1] / "sql"
COLUMN = "ALTER TABLE visits_visit ADD COLUMN left_occupancy integer"
PARTITIONS = """
SELECT gapura_make_partitions((now() AT TIME ZONE 'UTC')::date - 15, (now() AT TIME ZONE 'UTC')::date + 8)
"""
DROP = """
DO $$
DECLARE f regprocedure;
BEGIN
    FOR f IN SELECT oid::regprocedure FROM pg_proc
             WHERE proname LIKE 'gapura\\_%' AND pronamespace = current_schema()::regnamespace LOOP
        EXECUTE 'DROP FUNCTION ' || f || ' CASCADE';
    END LOOP;
END $$
"""


def functions(name: str) -> migrations.RunSQL:
    """The functions of one file."""
    return migrations.RunSQL((SQL / f"{name}.sql").read_text("utf-8"), migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0001_initial"),
        ("people", "0001_initial"),
        ("venues", "0001_initial"),
        ("rulesets", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(COLUMN, "ALTER TABLE visits_visit DROP COLUMN left_occupancy")
            ],
            state_operations=[
                migrations.AddField(
                    "visit",
                    "left_occupancy",
                    models.IntegerField(null=True, db_comment="people inside just after leaving"),
                )
            ],
        ),
        migrations.RunSQL(migrations.RunSQL.noop, DROP),
        functions("partitions"),
        functions("facts"),
        functions("writing"),
        migrations.RunSQL(PARTITIONS, migrations.RunSQL.noop),
    ]
