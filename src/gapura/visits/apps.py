"""Django's name for this app."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """Check-ins and check-outs as kept: history, occupancy, retention."""

    name = "gapura.visits"
    label = "visits"
