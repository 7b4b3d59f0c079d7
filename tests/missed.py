"""A killed worker as the queue sees it once it has shown no sign of life for long enough."""

from contextlib import suppress

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from gapura.common.tasks import take_up_again


def as_if_missed() -> None:
    """Let the next worker take up at once what the killed ones left, not after half a minute and a minute."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
    with suppress(AlreadyEnqueued):
        app.configure_task(take_up_again.name).defer(timestamp=0)
