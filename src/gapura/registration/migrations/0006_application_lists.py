"""A nation's applications are listed by name, and decided in the order in which they came."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registration", "0005_contact_code")]

    operations = [
        migrations.AddIndex("application", models.Index("place_name", "id", name="application_by_name")),
        migrations.AddIndex(
            "application",
            models.Index(
                "submitted_at",
                "id",
                name="application_to_decide",
                condition=models.Q(state__in=("submitted", "in_review")),
            ),
        ),
    ]
