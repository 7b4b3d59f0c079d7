"""Of each result screen that was checked, what it was worth."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scanning", "0002_held"),
    ]

    operations = [
        migrations.AlterField(
            model_name="scan",
            name="why",
            field=models.CharField(
                blank=True,
                db_comment="why a pass was turned away unread; what a proof was worth",
                max_length=20,
            ),
        ),
    ]
