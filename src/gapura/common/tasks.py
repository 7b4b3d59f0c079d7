"""The job that looks after all other jobs."""

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status


@app.periodic(cron="* * * * *")
@app.task(name="common.take_up_again", queueing_lock="common.take_up_again", pass_context=True)
async def take_up_again(context: JobContext, timestamp: int) -> None:
    """Once a minute, hand the jobs of workers that died (no sign of life for half a minute) to live ones."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        try:
            await jobs.retry_job(job)
        except UniqueViolation:
            # Another of its kind waits already (its queueing lock says so) and does the same work.
            await jobs.finish_job(job, Status.FAILED, delete_job=False)
