"""What the visits' app tells the apps above it."""

from django.dispatch import Signal

days_leaving = Signal()
"""Sent before the days before `before` (a UTC date) are dropped, so that what there is to do is done in
pieces, and again in the transaction that drops them, for what came since."""

taken_over = Signal()
"""Sent in the transaction in which the person `kept` gets all of `taken` (ids), who is deleted then."""
