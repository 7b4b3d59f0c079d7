"""The jobs of partners."""

from uuid import UUID

from django.utils import timezone
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job


class _WhenTheCallSays(BaseRetryStrategy):
    """What a partner did not take says itself when; a fault of our own is tried again two minutes later."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        at = getattr(exception, "at", None)
        return RetryDecision(retry_at=at) if at else RetryDecision(retry_in={"minutes": 2})


@app.task(name="partners.deliver", queue="partners", retry=_WhenTheCallSays())
def deliver(call_id: str) -> None:
    """Try to tell a partner one thing."""
    from gapura.partners import delivery  # models are not loaded when tasks are found

    delivery.deliver(UUID(call_id))


@app.periodic(cron="* * * * *")
@app.task(name="partners.tell_ended", queue="partners", queueing_lock="partners.tell_ended")
def tell_ended(timestamp: int) -> None:
    """Every minute, tell partners of visits that have ended, and give a job to calls that lost theirs."""
    from gapura.partners import delivery
    from gapura.partners.acts import calls

    calls.tell_ended()
    for call_id in delivery.forsaken(timezone.now()):
        deliver.defer(call_id=str(call_id))


@app.periodic(cron="43 * * * *")
@app.task(name="partners.retention", queue="upkeep", queueing_lock="partners.retention")
def keep_the_term(timestamp: int) -> None:
    """Once an hour, delete what is past its time."""
    from gapura.partners import retention

    retention.run(timezone.now())
