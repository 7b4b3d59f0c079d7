"""Django's name for this app."""

from importlib import import_module

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """What authorities see of their places: figures, coverage, compliance."""

    name = "gapura.oversight"
    label = "oversight"

    def ready(self) -> None:
        """Listen for days of visits that are about to be dropped."""
        import_module("gapura.oversight.rollups.listening")
