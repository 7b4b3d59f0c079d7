"""The gate's functions again, as they are now: venues are locked and visits written in fewer steps."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql"


def functions(name: str) -> migrations.RunSQL:
    """The functions of one file."""
    return migrations.RunSQL((SQL / f"{name}.sql").read_text("utf-8"), migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [("visits", "0002_functions")]

    operations = [functions("facts"), functions("writing")]
