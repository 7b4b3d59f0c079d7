"""A nation's venues by name, page by page, and the stay limits that they have, without reading them all."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Venues go on being changed while the indexes are made.
    atomic = False

    dependencies = [("venues", "0005_screens")]

    operations = [
        # Two places of one name would otherwise change pages as they like.
        migrations.AlterModelOptions("venue", {"ordering": ("name", "id")}),
        AddIndexConcurrently("venue", models.Index(fields=["name", "id"], name="venue_by_name")),
        AddIndexConcurrently("venue", models.Index(fields=["stay_limit"], name="venue_by_stay_limit")),
    ]
