"""When somebody last looked at the crowds, and when they were last added up."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("oversight", "0007_again")]

    operations = [
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("looked_at", models.DateTimeField(null=True)),
                ("added_up_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="look_one_row")],
            },
        ),
    ]
