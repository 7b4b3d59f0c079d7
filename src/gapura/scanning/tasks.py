"""The job that keeps what officers did as shortly as promised."""

from procrastinate.contrib.django import app

from gapura import config


@app.periodic(cron="33 19 * * *")
@app.task(name="scanning.retention", queue="upkeep", queueing_lock="scanning.retention")
def keep_the_term(timestamp: int) -> None:
    """Once a day, delete what is past its term."""
    from gapura.scanning import retention  # models are not loaded when tasks are found

    retention.run(term_days=config.current().retention_days)
