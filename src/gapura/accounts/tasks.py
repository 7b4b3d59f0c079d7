"""The job that clears away sessions and counts whose time is over."""

from procrastinate.contrib.django import app


@app.periodic(cron="23 * * * *")
@app.task(name="accounts.clear_sessions", queueing_lock="accounts.clear_sessions")
def clear_sessions(timestamp: int) -> None:
    """Once an hour, delete sessions that nobody can use any more, and counts that count no longer."""
    from django.utils import timezone

    from gapura.accounts import pacing
    from gapura.accounts.sessions import SessionStore

    SessionStore.clear_expired()
    pacing.forget_old(timezone.now())
