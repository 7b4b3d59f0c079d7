"""The trail cannot be emptied at one stroke either."""

from django.db import migrations

TRIGGER = """
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(TRIGGER, "DROP TRIGGER audit_no_truncate ON audit_event")]
