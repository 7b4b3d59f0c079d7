"""The job that sends the weekly report."""

from procrastinate.contrib.django import app


# Every hour and not once a week: a server that was down on Monday morning sends later, and never twice.
@app.periodic(cron="20 * * * *")
@app.task(
    name="oversight.send_reports",
    queue="upkeep",
    queueing_lock="oversight.send_reports",
    lock="oversight.send_reports",
)
def send_reports(timestamp: int) -> None:
    """Send what subscribers are to have and have not had."""
    from gapura.oversight.exports import sending  # models are not loaded when tasks are found

    sending.send_due()
