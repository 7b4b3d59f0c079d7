"""A day is closed by what its own table is, and all old days are counted before the first is dropped."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql" / "partitions.sql"


class Migration(migrations.Migration):
    dependencies = [("visits", "0007_quicker")]

    operations = [migrations.RunSQL(SQL.read_text("utf-8"), migrations.RunSQL.noop)]
