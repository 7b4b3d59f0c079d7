"""Django's name for this app."""

from importlib import import_module

from django.apps import AppConfig


class TracingConfig(AppConfig):
    """What health officers record about people, and whom they tell that they met a case."""

    name = "gapura.tracing"
    label = "tracing"

    def ready(self) -> None:
        """Hear of records that are taken over."""
        import_module("gapura.tracing.listening")
