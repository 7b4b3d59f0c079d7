"""Of a record that was erased, say when; find those whose last traces are to go."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # People go on signing in while the index is made.
    atomic = False

    dependencies = [("people", "0008_documents_seen")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="erased_at",
            field=models.DateTimeField(
                db_comment="when all that says who this was went, on the holder's wish", null=True
            ),
        ),
        AddIndexConcurrently(
            model_name="person",
            index=models.Index(
                "erased_at", condition=models.Q(("erased_at__isnull", False)), name="people_erased"
            ),
        ),
    ]
