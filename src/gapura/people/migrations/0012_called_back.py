"""Give certificates called back a number, by which the administration shows them; lists are imported anew."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0011_trust"),
    ]

    operations = [
        migrations.DeleteModel(name="Revocation"),
        migrations.CreateModel(
            name="Revocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "hash",
                    models.BinaryField(db_comment="first 16 bytes of the SHA-256 of the certificate's id"),
                ),
                ("source", models.CharField(max_length=200)),
                ("imported_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(fields=("hash", "source"), name="called_back_once_in_a_list")
                ],
            },
        ),
    ]
