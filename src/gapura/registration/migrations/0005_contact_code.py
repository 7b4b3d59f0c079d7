"""One-time codes with which applicants correct the address after approval."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registration", "0004_rounds"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactCode",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("code_hash", models.BinaryField()),
                ("tries", models.SmallIntegerField(default=0)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codes",
                        to="registration.application",
                    ),
                ),
            ],
            options={
                "ordering": ("-made_at",),
            },
        ),
    ]
