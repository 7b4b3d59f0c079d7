"""Arrays are taken apart as rows go by, not put aside first."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("visits", "0010_few_limits")]

    operations = [
        migrations.RunSQL((SQL / f"{name}.sql").read_text("utf-8"), migrations.RunSQL.noop)
        for name in ("facts", "writing")
    ]
