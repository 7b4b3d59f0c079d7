"""The first tables of audit."""

import django.db.models.functions.datetime
from django.db import migrations, models

APPEND_ONLY = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the trail is only ever added to';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True),
                ),
                (
                    "by",
                    models.CharField(db_comment="user:ID, visitor:UUID, command or system", max_length=80),
                ),
                ("act", models.CharField(max_length=60)),
                (
                    "subject",
                    models.CharField(db_comment="kind:id of what was changed", db_index=True, max_length=120),
                ),
                ("data", models.JSONField(default=dict)),
                ("request_id", models.CharField(blank=True, max_length=32)),
                ("address", models.CharField(blank=True, max_length=45)),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.RunSQL(
            APPEND_ONLY, "DROP TRIGGER audit_append_only ON audit_event; DROP FUNCTION audit_refuse()"
        ),
    ]
