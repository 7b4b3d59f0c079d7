"""What a place declares of its staff and guests."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0001_initial"),
        ("venues", "0003_people"),
    ]

    operations = [
        migrations.AddField(
            model_name="venue",
            name="daily_guests",
            field=models.IntegerField(db_comment="guests on an ordinary open day, as declared", null=True),
        ),
        migrations.AddField(
            model_name="venue",
            name="staff",
            field=models.IntegerField(db_comment="people who work there, as declared", null=True),
        ),
        migrations.AddConstraint(
            model_name="venue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("staff", None), ("staff__range", (0, 1000000)), _connector="OR"),
                    models.Q(("daily_guests", None), ("daily_guests__range", (0, 10000000)), _connector="OR"),
                ),
                name="venue_declared_figures_sane",
            ),
        ),
    ]
