"""Find the devices that were signed out without reading those in use."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # People go on signing in while the index is made.
    atomic = False

    dependencies = [("people", "0005_correction_waiting")]

    operations = [
        AddIndexConcurrently(
            model_name="device",
            index=models.Index(
                "revoked_at", condition=models.Q(("revoked_at__isnull", False)), name="device_signed_out"
            ),
        ),
    ]
