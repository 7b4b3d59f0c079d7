"""The first tables of mail."""

import django.db.models.functions.datetime
from django.db import migrations, models

import gapura.common.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("channel", models.CharField(choices=[("email", "E-mail"), ("sms", "SMS")], max_length=5)),
                ("to", gapura.common.fields.SealedTextField()),
                ("to_hash", models.BinaryField(db_index=True)),
                ("template", models.CharField(max_length=60)),
                ("language", models.CharField(max_length=5)),
                ("subject", gapura.common.fields.SealedTextField()),
                ("text", gapura.common.fields.SealedTextField()),
                ("html", gapura.common.fields.SealedTextField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("handed_over", "Handed Over"),
                            ("delivered", "Delivered"),
                            ("delayed", "Delayed"),
                            ("bounced", "Bounced"),
                            ("opened", "Opened"),
                        ],
                        default="queued",
                        max_length=12,
                    ),
                ),
                ("reply", models.TextField(blank=True)),
                ("tries", models.SmallIntegerField(default=0)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True),
                ),
                ("state_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "ordering": ("-created_at",),
            },
        ),
    ]
