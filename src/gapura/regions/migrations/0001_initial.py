"""The first tables of regions."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Region",
            fields=[
                ("code", models.CharField(max_length=13, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("nation", "Negara"),
                            ("province", "Provinsi"),
                            ("regency", "Kabupaten/Kota"),
                            ("kecamatan", "Kecamatan"),
                            ("village", "Desa/Kelurahan"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True, db_comment="desa, kelurahan, kabupaten, kota", max_length=20
                    ),
                ),
                ("time_zone", models.CharField(default="Asia/Makassar", max_length=40)),
                (
                    "ppkm_level",
                    models.SmallIntegerField(
                        blank=True, db_comment="1 to 4 where the authority set one", null=True
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="regions.region",
                    ),
                ),
            ],
            options={
                "ordering": ("code",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ppkm_level__isnull", True), ("ppkm_level__range", (1, 4)), _connector="OR"
                        ),
                        name="region_ppkm_level_1_to_4",
                    )
                ],
            },
        ),
    ]
