"""The jobs of this app: posters of a whole region, and clearing away old files."""

from uuid import UUID

from procrastinate.contrib.django import app


@app.task(name="venues.print_posters", queue="posters")
def print_posters(printing_id: str) -> None:
    """Make the posters that a coordinator asked for."""
    from gapura.venues import press

    press.run(UUID(printing_id))


@app.task(name="venues.note_printed", queue="posters")
def note_printed(printing_id: str, request_id: str) -> None:
    """Note of each place that its poster, made with its region's, was downloaded."""
    from gapura.venues import press

    press.note_each(UUID(printing_id), request_id)


@app.periodic(cron="41 * * * *")
@app.task(name="venues.clear_posters", queue="posters", queueing_lock="venues.clear_posters")
def clear_posters(timestamp: int) -> None:
    """Once an hour, delete posters that were made long ago."""
    from gapura.venues import press

    press.clear()
