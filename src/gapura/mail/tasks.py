"""The jobs that carry messages out."""

from datetime import timedelta
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from gapura.mail import delivery

KEEP_BODIES = timedelta(days=1)


# Four seconds, then four times longer each time: a busy server soon gets another try, a dead one is
# tried for about a day.
@app.task(name="mail.deliver", queue="mail", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def deliver(message_id: str) -> None:
    """Try to deliver one message."""
    delivery.deliver(UUID(message_id))


@app.periodic(cron="17 * * * *")
@app.task(name="mail.forget", queue="mail", queueing_lock="mail.forget")
def forget(timestamp: int) -> None:
    """Once an hour, empty what messages older than a day said."""
    from gapura.mail import acts  # acts defers the job above

    acts.forget_bodies(older_than=KEEP_BODIES)
