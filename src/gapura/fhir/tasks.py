"""The jobs that let the ledger follow what registries sent, take a whole delivery back, and keep the term."""

from contextlib import suppress

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


@app.task(name="fhir.settle", queue="upkeep", queueing_lock="fhir.settle")
def settle() -> None:
    """Settle all that waits to be."""
    from gapura.fhir.acts import settling  # models are not loaded when tasks are found

    settling.run()


@app.periodic(cron="* * * * *")
@app.task(name="fhir.settle_left", queue="upkeep", queueing_lock="fhir.settle_left")
def settle_left(timestamp: int) -> None:
    """Once a minute, settle what has lost its job."""
    from gapura.fhir.acts import settling

    settling.run()


@app.task(name="fhir.take_back", queue="upkeep", retry=RetryStrategy(wait=60, linear_wait=60))
def take_back(sender: str, reason: str, by: str) -> None:
    """Take back all that one sender brought; what fails is tried again until nothing of it is left."""
    from gapura.fhir.acts import taking_back

    taking_back.go_on(sender=sender, reason=reason, by=by)


@app.periodic(cron="53 19 * * *")
@app.task(name="fhir.retention", queue="upkeep", queueing_lock="fhir.retention")
def keep_the_term(timestamp: int) -> None:
    """Once a day, delete what has waited for its whole term."""
    from django.utils import timezone

    from gapura.fhir import waiting

    waiting.forget_old(timezone.now())


def wake() -> None:
    """Let what was just sent be settled; one job does for all that is sent until it begins."""
    with suppress(AlreadyEnqueued):
        settle.defer()
