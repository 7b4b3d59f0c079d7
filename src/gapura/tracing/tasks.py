"""The jobs of tracing."""

from procrastinate.contrib.django import app

from gapura import config


@app.periodic(cron="43 19 * * *")
@app.task(name="tracing.retention", queue="upkeep", queueing_lock="tracing.retention")
def keep_the_term(timestamp: int) -> None:
    """Once a day, delete what is past its term."""
    from gapura.tracing import retention  # models are not loaded when tasks are found

    retention.run(term_days=config.current().retention_days)
