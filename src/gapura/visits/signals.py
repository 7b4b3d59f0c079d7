"""What the visits' app tells the apps above it."""

from django.dispatch import Signal

days_leaving = Signal()
"""Sent in retention's transaction just before the days before `before` (a UTC date) are dropped."""
