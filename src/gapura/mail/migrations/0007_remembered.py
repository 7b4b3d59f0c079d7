"""Find messages that still have their words without reading every message there ever was."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Messages go on being written while the index is made.
    atomic = False

    dependencies = [("mail", "0006_unsubscribe")]

    operations = [
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                condition=models.Q(("forgotten_at", None)), fields=["created_at"], name="message_remembered"
            ),
        ),
    ]
