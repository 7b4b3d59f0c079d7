"""What the people's app tells the apps above it."""

from django.dispatch import Signal

document_seen = Signal()
"""Sent in the transaction in which staff have seen the document of a `person` for the first time."""
