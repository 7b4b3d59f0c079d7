"""The jobs of rankings: working one out, and what becomes due."""

from uuid import UUID

from procrastinate.contrib.django import app


@app.task(name="oversight.work_out_ranking", queue="oversight")
def work_out(ranking_id: str) -> None:
    """Work out a ranking that a reviewer asked for."""
    from gapura.oversight.ranking.acts import drafting  # models are not loaded when tasks are found

    drafting.run(UUID(ranking_id))


@app.periodic(cron="11 * * * *")
@app.task(name="oversight.ranking_deadlines", queue="upkeep", queueing_lock="oversight.ranking_deadlines")
def deadlines(timestamp: int) -> None:
    """Every hour: remind, say that a term is over, archive."""
    from gapura.oversight.ranking.acts import deadlines

    deadlines.tick()
