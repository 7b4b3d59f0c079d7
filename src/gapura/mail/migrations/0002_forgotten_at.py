"""When a message's words were forgotten, and states and channels in words."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="forgotten_at",
            field=models.DateTimeField(db_comment="when subject and text were emptied", null=True),
        ),
        migrations.AlterField(
            model_name="message",
            name="channel",
            field=models.CharField(choices=[("email", "E-mail"), ("sms", "Text message")], max_length=5),
        ),
        migrations.AlterField(
            model_name="message",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "queued"),
                    ("handed_over", "handed over"),
                    ("delivered", "delivered"),
                    ("delayed", "delayed"),
                    ("bounced", "bounced"),
                    ("opened", "opened"),
                ],
                default="queued",
                max_length=12,
            ),
        ),
    ]
