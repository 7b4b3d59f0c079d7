"""Django's name for this app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The trail: who did what to what, when and why, append-only."""

    name = "gapura.audit"
    label = "audit"
