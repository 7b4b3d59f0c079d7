"""Codes by which somebody whom staff wrote down takes the record over on a phone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_passes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="handover",
                        serialize=False,
                        to="people.person",
                    ),
                ),
                ("code_hash", models.BinaryField(unique=True)),
                ("issued_by", models.CharField(db_comment="as in the trail", max_length=80)),
                ("expires_at", models.DateTimeField()),
            ],
        ),
    ]
