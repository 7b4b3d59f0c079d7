"""What the people's app tells its own parts and the apps above it."""

from django.dispatch import Signal

doses_changed = Signal()
"""Sent in the transaction in which doses of a `person` were put on record or taken back, by whomever."""

document_seen = Signal()
"""Sent in the transaction in which staff have seen the document of a `person` for the first time."""
