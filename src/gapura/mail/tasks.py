"""The jobs that carry messages out."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from gapura.mail import delivery

KEEP_BODIES = timedelta(days=1)


class _WhenTheMessageSays(BaseRetryStrategy):
    """A refused message says itself when; a fault of our own is tried again too, a little later each time."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        if isinstance(exception, delivery.TryAgain):
            return RetryDecision(retry_at=exception.at)
        return RetryDecision(retry_at=timezone.now() + delivery.wait(job.attempts + 1))


@app.task(name="mail.deliver", queue="mail", retry=_WhenTheMessageSays())
def deliver(message_id: str) -> None:
    """Try to deliver one message."""
    delivery.deliver(UUID(message_id))


@app.periodic(cron="*/5 * * * *")
@app.task(name="mail.pick_up", queue="mail", queueing_lock="mail.pick_up")
def pick_up(timestamp: int) -> None:
    """Every five minutes, give a job to messages that have lost theirs."""
    for message_id in delivery.forsaken():
        deliver.defer(message_id=str(message_id))


@app.periodic(cron="17 * * * *")
@app.task(name="mail.forget", queue="mail", queueing_lock="mail.forget")
def forget(timestamp: int) -> None:
    """Once an hour, empty what messages older than a day said."""
    from gapura.mail import acts  # acts defers the job above

    acts.forget_bodies(older_than=KEEP_BODIES)
