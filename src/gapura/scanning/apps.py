"""Django's name for this app."""

from importlib import import_module

from django.apps import AppConfig


class ScanningConfig(AppConfig):
    """The officer at the door: scanners, what was done with them, the day without a network."""

    name = "gapura.scanning"
    label = "scanning"

    def ready(self) -> None:
        """Hear of posts and accounts that end."""
        import_module("gapura.scanning.listening")
