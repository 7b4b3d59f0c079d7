"""What happens to regions that other parts of Gapura follow."""

from django.dispatch import Signal

zones_corrected = Signal()
"""Regions were given another time zone, inside that transaction, with `codes`, `before`, `after` and `by`:
all of `codes` had the zone `before`. What has a zone of its own listens, for regions know nothing of it."""
