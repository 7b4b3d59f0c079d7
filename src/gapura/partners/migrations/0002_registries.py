"""Registries: partners that act for themselves."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="partner",
            name="most_a_day",
            field=models.PositiveIntegerField(
                db_comment="resources that a registry may send; more suspends it", default=1000000
            ),
        ),
        migrations.AlterField(
            model_name="accesstoken",
            name="user",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="partners.link"
            ),
        ),
    ]
