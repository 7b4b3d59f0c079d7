"""A document that staff have seen is one person's; one that was only typed may be many people's."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

ONE_PERSON = """
    CREATE UNIQUE INDEX CONCURRENTLY one_person_per_document_seen
    ON people_person (document_hash) WHERE seen_at IS NOT NULL
"""


class Migration(migrations.Migration):
    # People go on signing in while the indexes are made.
    atomic = False

    dependencies = [("people", "0007_seen")]

    operations = [
        AddIndexConcurrently(
            model_name="person",
            index=models.Index(fields=["document_hash"], name="people_by_document"),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    ONE_PERSON, "DROP INDEX CONCURRENTLY IF EXISTS one_person_per_document_seen"
                )
            ],
            state_operations=[
                migrations.AddConstraint(
                    model_name="person",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("seen_at__isnull", False)),
                        fields=("document_hash",),
                        name="one_person_per_document_seen",
                    ),
                )
            ],
        ),
        migrations.AlterField(
            model_name="person",
            name="document_hash",
            field=models.BinaryField(null=True),
        ),
    ]
