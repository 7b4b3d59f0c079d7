"""The jobs that keep applications from being forgotten."""

from uuid import UUID

from procrastinate.contrib.django import app


@app.periodic(cron="*/5 * * * *")
@app.task(name="registration.tick", queue="upkeep", queueing_lock="registration.tick")
def tick(timestamp: int) -> None:
    """Every five minutes: remind, give back, escalate, and note what has been reached meanwhile."""
    from gapura.registration.acts import waiting  # models are not loaded when tasks are found

    waiting.tick()
    waiting.note_first_scans()


@app.periodic(cron="* * * * *")
@app.task(name="registration.note_handed_over", queue="upkeep", queueing_lock="registration.note_handed_over")
def note_handed_over(timestamp: int) -> None:
    """Every minute, note whose activation has left this house."""
    from gapura.registration.acts import waiting

    waiting.note_handed_over()


# At 23:30 UTC, before offices open in all of Indonesia's zones.
@app.periodic(cron="30 23 * * *")
@app.task(name="registration.digest", queue="upkeep", queueing_lock="registration.digest")
def digest(timestamp: int) -> None:
    """Once a day, tell reviewers and coordinators what waits for them."""
    from gapura.registration.acts import digest

    digest.send_all()


@app.task(name="registration.approve_round", queue="registration")
def approve_round(round_id: str) -> None:
    """Approve what a reviewer chose to approve at once."""
    from gapura.registration.review import rounds

    rounds.run(UUID(round_id))


@app.task(name="registration.run_batch", queue="registration")
def run_batch(batch_id: str) -> None:
    """Look at a coordinator's sheet, or import it."""
    from gapura.registration.coordinating import batches

    batches.run(UUID(batch_id))


@app.periodic(cron="17 19 * * *")
@app.task(name="registration.clear_batches", queue="upkeep", queueing_lock="registration.clear_batches")
def clear_batches(timestamp: int) -> None:
    """Once a day, delete sheets that were sent a week ago."""
    from gapura.registration.coordinating import batches

    batches.clear()


@app.periodic(cron="22 19 * * *")
@app.task(name="registration.forget_rounds", queue="upkeep", queueing_lock="registration.forget_rounds")
def forget_rounds(timestamp: int) -> None:
    """Once a day, delete rounds that nobody started or that finished a month ago."""
    from gapura.registration.review import rounds

    rounds.forget_old()


@app.periodic(cron="27 19 * * *")
@app.task(name="registration.forget_drafts", queue="upkeep", queueing_lock="registration.forget_drafts")
def forget_drafts(timestamp: int) -> None:
    """Once a day, delete drafts that nobody went on with for a month."""
    from gapura.registration.applying import drafts

    drafts.forget_old()


@app.periodic(cron="37 19 * * *")
@app.task(name="registration.forget_papers", queue="upkeep", queueing_lock="registration.forget_papers")
def forget_papers(timestamp: int) -> None:
    """Once a day, delete papers of applications that came to nothing half a year ago."""
    from gapura.registration.acts import forgetting

    forgetting.forget_papers()


@app.periodic(cron="42 19 * * *")
@app.task(name="registration.forget_digests", queue="upkeep", queueing_lock="registration.forget_digests")
def forget_digests(timestamp: int) -> None:
    """Once a day, delete digests to staff that are a month old."""
    from gapura.registration.acts import digest

    digest.forget_old()
