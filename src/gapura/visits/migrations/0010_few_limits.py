"""Sweeps find the stay limits that there are without reading every venue."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql" / "upkeep.sql"


class Migration(migrations.Migration):
    dependencies = [("visits", "0009_one_reading"), ("venues", "0006_nation")]

    operations = [migrations.RunSQL(SQL.read_text("utf-8"), migrations.RunSQL.noop)]
