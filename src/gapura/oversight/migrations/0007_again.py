"""Who comes again on the same day is known apart; days whose visits are gone stay as they were counted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0006_verified"),
    ]

    operations = [
        migrations.AddField(
            model_name="venueday",
            name="again",
            field=models.IntegerField(
                db_comment="admitted scans of people who were let in before on that day", db_default=0
            ),
        ),
        migrations.AddField(
            model_name="venueday",
            name="again_people",
            field=models.IntegerField(db_comment="people of those scans", db_default=0),
        ),
        migrations.AddField(
            model_name="venueday",
            name="compared",
            field=models.IntegerField(
                db_comment="admitted scans that were compared to know who came again", db_default=0
            ),
        ),
    ]
