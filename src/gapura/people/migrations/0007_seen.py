"""Say of each document whether staff have seen it; whom staff wrote down before, the trail knows."""

from django.db import migrations, models

WRITTEN_DOWN = """
    UPDATE people_person p
    SET seen_at = seen.at, seen_by = seen.by, seen_for = seen.what
    FROM (
        SELECT DISTINCT ON (subject) subject, at, by,
            CASE WHEN EXISTS (
                SELECT FROM audit_event printed
                WHERE printed.subject = written.subject AND printed.act = 'people.print_pass'
                    AND printed.request_id = written.request_id
            ) THEN 'pass' ELSE 'door' END AS what
        FROM audit_event written
        WHERE act = 'people.identify' AND by LIKE 'user:%'
        ORDER BY subject, id
    ) seen
    WHERE seen.subject = 'person:' || p.id AND p.document_hash IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0006_device_signed_out"), ("audit", "0002_no_truncate")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="seen_at",
            field=models.DateTimeField(
                db_comment="when staff saw the document; until then it is typed", null=True
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="seen_by",
            field=models.CharField(blank=True, db_comment="as in the trail", db_default="", max_length=80),
        ),
        migrations.AddField(
            model_name="person",
            name="seen_for",
            field=models.CharField(
                blank=True,
                choices=[("door", "at a door"), ("pass", "for a pass on paper")],
                db_default="",
                max_length=4,
            ),
        ),
        migrations.RunSQL(WRITTEN_DOWN, migrations.RunSQL.noop),
    ]
