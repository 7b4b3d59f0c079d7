"""Days of visits past their term are all counted before the first is dropped."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("visits", "0008_close_day")]

    operations = [
        migrations.RunSQL((SQL / "partitions.sql").read_text("utf-8"), migrations.RunSQL.noop),
    ]
