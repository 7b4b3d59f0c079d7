"""Looks at a person's record are kept as long as visits, and no longer in the trail."""

import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scanning", "0003_proofs_worth"),
    ]

    operations = [
        migrations.CreateModel(
            name="Look",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False),
                ),
                ("person_id", models.UUIDField()),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("look", "Looked up at the door of %(venue)s, to check in without a phone"),
                            ("proof", "Result screen checked at the door of %(venue)s"),
                        ],
                        max_length=5,
                    ),
                ),
                ("venue_id", models.UUIDField()),
                ("user_id", models.IntegerField(db_comment="the officer")),
            ],
            options={
                "indexes": [models.Index(fields=["person_id", "-id"], name="look_by_person")],
            },
        ),
    ]
