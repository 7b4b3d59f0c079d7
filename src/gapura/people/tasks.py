"""The jobs of this app: what certificates brought goes when they are called back."""

from procrastinate.contrib.django import app


@app.periodic(cron="23 * * * *")
@app.task(name="people.withdraw_revoked", queueing_lock="people.withdraw_revoked")
def withdraw_revoked(timestamp: int) -> None:
    """Once an hour: one that was added while a list was being imported is found, too."""
    from gapura.audit.trail import SYSTEM
    from gapura.people.certificates import acts

    acts.withdraw_revoked(by=SYSTEM)
