"""What the visits' app tells the apps above it."""

from django.dispatch import Signal

days_leaving = Signal()
"""Sent before the days before `before` (a UTC date) are dropped, so that what there is to do is done in
pieces, and again in the transaction that drops them, for what came since."""

record_leaving = Signal()
"""Sent in the transaction in which a `person` becomes part of another record, just before the row goes, so
that what others hold for them is ended and told."""
