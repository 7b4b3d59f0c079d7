"""The jobs that keep visits as shortly as promised."""

from procrastinate.contrib.django import app

from gapura import config
from gapura.audit.trail import SYSTEM


# At 19:23 UTC, night in all of Indonesia's zones.
@app.periodic(cron="23 19 * * *")
@app.task(name="visits.retention", queue="upkeep", queueing_lock="visits.retention")
def keep_the_term(timestamp: int) -> None:
    """Once a day, drop the days that are past their term, and give closed ones the index of a venue's day."""
    from gapura.visits import retention  # models are not loaded when tasks are found

    retention.run(by=SYSTEM, term_days=config.current().retention_days)
    retention.close_days()
