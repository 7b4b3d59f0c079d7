"""Find what waits here and what bounced without reading every message there ever was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0004_provider_id")]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("handed_over_at", None), ("state__in", ("queued", "delayed"))),
                fields=["created_at"],
                name="message_under_way",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", "bounced")), fields=["state_at"], name="message_bounced"
            ),
        ),
    ]
