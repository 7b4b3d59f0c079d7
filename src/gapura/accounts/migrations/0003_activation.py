"""Invited accounts: where they are written to, and their one-time passwords."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

import gapura.common.fields


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_cache"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tries",
            fields=[
                (
                    "who",
                    models.BinaryField(
                        db_comment="keyed hash of an address, a user name, or both together",
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("since", models.DateTimeField(db_index=True)),
                ("count", models.IntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="user",
            name="contact",
            field=gapura.common.fields.SealedTextField(
                db_comment="e-mail address or +62 number for this account's mail", null=True
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="ready_at",
            field=models.DateTimeField(
                db_comment="when an invited account first had its second factor", editable=False, null=True
            ),
        ),
        migrations.CreateModel(
            name="Activation",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("secret_hash", models.BinaryField()),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("email", "by e-mail"),
                            ("sms", "by text message"),
                            ("slip", "on a printed slip"),
                        ],
                        max_length=5,
                    ),
                ),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("made_by", models.CharField(db_comment="as in the trail", max_length=80)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "ended_at",
                    models.DateTimeField(db_comment="when it was replaced or taken back", null=True),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="activations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-made_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("used_at", None)),
                        fields=("user",),
                        name="one_open_activation_per_user",
                    )
                ],
            },
        ),
    ]
