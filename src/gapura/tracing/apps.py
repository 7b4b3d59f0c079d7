"""Django's name for this app."""

from django.apps import AppConfig


class TracingConfig(AppConfig):
    """What health officers record about people, and whom they tell that they met a case."""

    name = "gapura.tracing"
    label = "tracing"

    def ready(self) -> None:
        """Hear of records that are taken over."""
        from gapura.tracing import listening  # noqa: F401
