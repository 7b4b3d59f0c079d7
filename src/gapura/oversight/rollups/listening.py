"""Counts a day of visits for the last time before retention drops it."""

from datetime import date

from django.dispatch import receiver

from gapura.oversight.rollups import repeats
from gapura.oversight.rollups.keeping import settle
from gapura.visits.signals import days_leaving


@receiver(days_leaving)
def _fold(before: date, **_: object) -> None:
    settle(before=before)
    repeats.compare(before=before)
