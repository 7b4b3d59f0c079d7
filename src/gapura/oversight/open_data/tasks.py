"""The job that publishes where a reviewer said that it goes on by itself."""

from procrastinate.contrib.django import app


@app.periodic(cron="35 * * * *")
@app.task(name="oversight.publish_due", queue="upkeep", queueing_lock="oversight.publish_due")
def publish_due(timestamp: int) -> None:
    """Every hour, publish what has become due."""
    from gapura.oversight.open_data import publishing  # models are not loaded when tasks are found

    publishing.publish_due()
