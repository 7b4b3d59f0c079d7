"""The jobs of oversight, where the job queue looks for them."""

from procrastinate.contrib.django import app

from gapura.oversight.coverage import tasks as coverage
from gapura.oversight.exports import tasks as exports
from gapura.oversight.nudges import tasks as nudges
from gapura.oversight.open_data import tasks as open_data
from gapura.oversight.ranking import tasks as ranking

__all__ = ["coverage", "exports", "keep_in_step", "nightly", "nudges", "open_data", "ranking"]


# Every ten seconds (the sixth field): figures on a screen are seconds old.
@app.periodic(cron="* * * * * */10")
@app.task(name="oversight.keep", queue="upkeep", queueing_lock="oversight.keep", lock="oversight.keep")
def keep_in_step(timestamp: int) -> None:
    """Bring the counts into step with the visits."""
    from gapura.oversight.rollups import keeping  # models are not loaded when tasks are found

    keeping.keep()


# At 18:05 UTC, after midnight in most of Indonesia and well before offices open.
@app.periodic(cron="5 18 * * *")
@app.task(name="oversight.nightly", queue="upkeep", queueing_lock="oversight.nightly")
def nightly(timestamp: int) -> None:
    """Find who came again and where use is falling, and let go of counts past their term."""
    from gapura.oversight.rollups import forgetting, repeats, trends

    repeats.compare()
    trends.find_trends()
    forgetting.forget()
