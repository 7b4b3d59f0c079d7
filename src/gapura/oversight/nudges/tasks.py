"""The job that finds places gone quiet."""

from procrastinate.contrib.django import app


# At 22:40 UTC, early in the morning in all of Indonesia's zones.
@app.periodic(cron="40 22 * * *")
@app.task(name="oversight.find_quiet", queue="upkeep", queueing_lock="oversight.find_quiet")
def find_quiet(timestamp: int) -> None:
    """Once a day, tell places that went quiet, once for each time they do."""
    from gapura.oversight.nudges import acts

    acts.find_quiet()
