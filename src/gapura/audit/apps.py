"""Django's name for this app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AuditConfig(AppConfig):
    """The trail: who did what to what, when and why, append-only."""

    name = "gapura.audit"
    label = "audit"

    def ready(self) -> None:
        """Let every app say what its acts are called."""
        autodiscover_modules("trail_words")
