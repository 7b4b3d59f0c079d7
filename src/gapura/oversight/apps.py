"""Django's name for this app."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """What authorities see of their places: figures, coverage, compliance."""

    name = "gapura.oversight"
    label = "oversight"
