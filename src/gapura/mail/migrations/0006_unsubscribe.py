"""Where one press ends messages of a kind."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0005_what_needs_somebody"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="unsubscribe",
            field=models.CharField(
                blank=True,
                db_comment="where one press ends messages of this kind",
                default="",
                max_length=200,
            ),
        ),
    ]
