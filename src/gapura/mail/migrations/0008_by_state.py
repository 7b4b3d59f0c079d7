"""Find the newest messages of a state, however few they are, without reading every message there ever was."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Messages go on being written while the index is made.
    atomic = False

    dependencies = [("mail", "0007_remembered")]

    operations = [
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(fields=["state", "created_at"], name="message_by_state"),
        ),
    ]
