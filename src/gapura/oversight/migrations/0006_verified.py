"""Whom an officer had to check first is counted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0005_closures"),
    ]

    operations = [
        migrations.AddField(
            model_name="regionday",
            name="verified",
            field=models.IntegerField(
                db_comment="admitted scans that an officer checked first", db_default=0
            ),
        ),
        migrations.AddField(
            model_name="regionday",
            name="verified_late",
            field=models.IntegerField(
                db_comment="those of a device without network; no scan to verify is counted beside them",
                db_default=0,
            ),
        ),
        migrations.AddField(
            model_name="regionhour",
            name="verified",
            field=models.IntegerField(
                db_comment="admitted scans that an officer checked first", db_default=0
            ),
        ),
        migrations.AddField(
            model_name="regionhour",
            name="verified_late",
            field=models.IntegerField(
                db_comment="those of a device without network; no scan to verify is counted beside them",
                db_default=0,
            ),
        ),
        migrations.AddField(
            model_name="venueday",
            name="verified",
            field=models.IntegerField(
                db_comment="admitted scans that an officer checked first", db_default=0
            ),
        ),
        migrations.AddField(
            model_name="venueday",
            name="verified_late",
            field=models.IntegerField(
                db_comment="those of a device without network; no scan to verify is counted beside them",
                db_default=0,
            ),
        ),
        migrations.AddField(
            model_name="venuehour",
            name="verified",
            field=models.IntegerField(
                db_comment="admitted scans that an officer checked first", db_default=0
            ),
        ),
        migrations.AddField(
            model_name="venuehour",
            name="verified_late",
            field=models.IntegerField(
                db_comment="those of a device without network; no scan to verify is counted beside them",
                db_default=0,
            ),
        ),
    ]
