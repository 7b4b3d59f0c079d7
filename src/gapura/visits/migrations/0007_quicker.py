"""The hot path's functions: venues are locked with those where people stand, visits written in steps."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql"

# The same name with fewer parameters would be another function.
NARROWER = "DROP FUNCTION IF EXISTS gapura_lock_venues(uuid[])"


def functions(name: str) -> migrations.RunSQL:
    """The functions of one file."""
    return migrations.RunSQL((SQL / f"{name}.sql").read_text("utf-8"), migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [("visits", "0006_upkeep")]

    operations = [
        migrations.RunSQL(NARROWER, migrations.RunSQL.noop),
        functions("facts"),
        functions("writing"),
    ]
