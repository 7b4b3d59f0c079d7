"""Find the corrections that wait without reading those that were ever answered."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Corrections go on being asked for while the index is made.
    atomic = False

    dependencies = [("people", "0004_evidence_comment")]

    operations = [
        AddIndexConcurrently(
            model_name="correction",
            index=models.Index(
                "created_at", "id", condition=models.Q(("answered_at", None)), name="correction_waiting"
            ),
        ),
    ]
