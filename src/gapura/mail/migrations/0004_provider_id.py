"""By which name a provider speaks of a message."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0003_steps")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="provider_id",
            field=models.CharField(
                blank=True,
                db_comment="the provider's name for it",
                db_index=True,
                default="",
                max_length=200,
            ),
        ),
    ]
