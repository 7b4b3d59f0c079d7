"""The jobs that keep the figures of coverage up to date."""

from procrastinate.contrib.django import app


@app.periodic(cron="5 * * * *")
@app.task(name="oversight.count_coverage", queue="upkeep", queueing_lock="oversight.count_coverage")
def count_coverage(timestamp: int) -> None:
    """Once an hour, count all places."""
    from gapura.oversight.coverage import counting  # models are not loaded when tasks are found

    counting.count_today()


@app.task(name="oversight.count_coverage_again", queue="upkeep")
def count_again() -> None:
    """After a list of the known stock came or went, count at once."""
    from gapura.oversight.coverage import counting

    counting.count_today()


@app.periodic(cron="41 19 * * *")
@app.task(name="oversight.thin_out_coverage", queue="upkeep", queueing_lock="oversight.thin_out_coverage")
def thin_out(timestamp: int) -> None:
    """Once a day, let go of kecamatan's days that no page shows any more."""
    from gapura.oversight.coverage import counting

    counting.thin_out()
