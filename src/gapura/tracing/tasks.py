"""The jobs of tracing."""

from procrastinate.contrib.django import app

from gapura import config
from gapura.audit.trail import SYSTEM


@app.periodic(cron="43 19 * * *")
@app.task(name="tracing.retention", queue="upkeep", queueing_lock="tracing.retention")
def keep_the_term(timestamp: int) -> None:
    """Once a day, delete what is past its term."""
    from gapura.tracing import retention  # models are not loaded when tasks are found

    retention.run(by=SYSTEM, term_days=config.current().retention_days)


@app.task(name="tracing.go_on")
def go_on() -> None:
    """Do all that waits: count places, take back, tell. Safe to run twice, and to break off."""
    from gapura.tracing import surveying, telling

    surveying.survey_due()
    telling.take_back_due()
    telling.tell_due()


@app.periodic(cron="*/5 * * * *")
@app.task(name="tracing.pick_up", queueing_lock="tracing.pick_up")
def pick_up(timestamp: int) -> None:
    """Every five minutes, go on with what a job that failed has left."""
    go_on()
