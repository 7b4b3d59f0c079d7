"""The column of evidence says itself what it holds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_handover"),
    ]

    operations = [
        migrations.AlterField(
            model_name="standing",
            name="evidence",
            field=models.JSONField(
                db_comment="doses, tests, contacts, arrivals, recoveries and exemptions, each a list",
                default=dict,
            ),
        ),
    ]
