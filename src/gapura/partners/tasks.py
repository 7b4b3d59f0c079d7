"""The jobs of partners."""

from django.utils import timezone
from procrastinate.contrib.django import app


@app.periodic(cron="43 * * * *")
@app.task(name="partners.retention", queue="upkeep", queueing_lock="partners.retention")
def keep_the_term(timestamp: int) -> None:
    """Once an hour, delete what is past its time."""
    from gapura.partners import retention  # models are not loaded when tasks are found

    retention.run(timezone.now())
