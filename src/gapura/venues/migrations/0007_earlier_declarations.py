"""What was declared before; what is declared at this moment counts as declared since the place began."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("venues", "0006_nation"),
    ]

    operations = [
        migrations.CreateModel(
            name="EarlierDeclaration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateField(db_comment="in the venue's zone")),
                ("opening_hours", models.JSONField()),
                ("staff", models.IntegerField(null=True)),
                ("daily_guests", models.IntegerField(null=True)),
                (
                    "venue",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="earlier_declarations",
                        to="venues.venue",
                    ),
                ),
            ],
            options={
                "ordering": ("-until",),
                "constraints": [
                    models.UniqueConstraint(fields=("venue", "until"), name="declaration_once_a_day")
                ],
            },
        ),
    ]
