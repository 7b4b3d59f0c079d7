"""The steps of each message's way, what it is about, and what it was sent again for."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

STATES = [
    ("queued", "queued"),
    ("handed_over", "handed over"),
    ("delivered", "delivered"),
    ("delayed", "delayed"),
    ("bounced", "bounced"),
    ("opened", "opened"),
]
BOUNCES = [("hard", "for good"), ("soft", "for now")]
KEEP_WHAT_IS_KNOWN = """
INSERT INTO mail_delivery (message_id, state, bounce, at, detail)
SELECT id, state, bounce, state_at, reply FROM mail_message ORDER BY created_at
"""
KNOW_BOUNCES = "UPDATE mail_message SET bounce = 'hard' WHERE state = 'bounced'"
KNOW_HANDED_OVER = """
UPDATE mail_message SET handed_over_at = state_at WHERE state IN ('handed_over', 'delivered', 'opened')
"""


class Migration(migrations.Migration):
    dependencies = [("mail", "0002_forgotten_at")]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="channel",
            field=models.CharField(
                choices=[("email", "E-mail"), ("sms", "Text message"), ("whatsapp", "WhatsApp")], max_length=8
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="about",
            field=models.CharField(
                blank=True,
                db_comment="kind:id of what it is about",
                db_index=True,
                default="",
                max_length=80,
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="again_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="sent_again",
                to="mail.message",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="mark",
            field=models.CharField(db_comment="the m= of its links", max_length=16, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="message",
            name="bounce",
            field=models.CharField(blank=True, choices=BOUNCES, default="", max_length=4),
        ),
        migrations.AddField(
            model_name="message",
            name="next_try_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="handed_over_at",
            field=models.DateTimeField(db_comment="from then on it is never sent again", null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="opened_at",
            field=models.DateTimeField(db_comment="when a link in it was first followed", null=True),
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("state", models.CharField(choices=STATES, max_length=12)),
                ("bounce", models.CharField(blank=True, choices=BOUNCES, default="", max_length=4)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "until",
                    models.DateTimeField(db_comment="when a delayed message is tried again", null=True),
                ),
                (
                    "detail",
                    models.TextField(blank=True, db_comment="what the receiving side said"),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="mail.message",
                    ),
                ),
            ],
            options={"ordering": ("id",), "verbose_name_plural": "deliveries"},
        ),
        migrations.RunSQL([KNOW_BOUNCES, KNOW_HANDED_OVER, KEEP_WHAT_IS_KNOWN], migrations.RunSQL.noop),
    ]
