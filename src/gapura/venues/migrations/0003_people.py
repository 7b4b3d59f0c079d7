"""Officers' posts that end, successors, printed posters and names asked for."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("venues", "0002_printing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="until",
            field=models.DateTimeField(db_comment="when it ends by itself", null=True),
        ),
        migrations.AddField(
            model_name="venue",
            name="poster_printed_at",
            field=models.DateTimeField(db_comment="when a poster was first downloaded", null=True),
        ),
        migrations.AddField(
            model_name="venue",
            name="wished_name",
            field=models.CharField(
                blank=True, db_comment="the name that its PIC asks the coordinator for", max_length=200
            ),
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("asked_by", models.CharField(db_comment="as in the trail", max_length=80)),
                ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("accepted_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(db_comment="when it was called off", null=True)),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="successions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="successions",
                        to="venues.venue",
                    ),
                ),
            ],
            options={
                "ordering": ("-asked_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at", None), ("ended_at", None)),
                        fields=("venue",),
                        name="one_succession_under_way_per_venue",
                    )
                ],
            },
        ),
    ]
