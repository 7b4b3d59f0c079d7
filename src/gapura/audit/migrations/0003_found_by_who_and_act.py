"""Events are found by who acted, by the act and by the request."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_no_truncate")]

    operations = [
        migrations.AddIndex("event", models.Index("by", name="event_by")),
        migrations.AddIndex("event", models.Index("act", "id", name="event_by_act")),
        migrations.AddIndex("event", models.Index("request_id", name="event_by_request")),
    ]
