"""Who was inside a venue while one person was."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("visits", "0011_row_by_row")]

    operations = [
        migrations.RunSQL((SQL / "overlaps.sql").read_text("utf-8"), migrations.RunSQL.noop),
    ]
