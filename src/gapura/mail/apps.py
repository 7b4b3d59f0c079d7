"""Django's name for this app."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """Every message to a person as a row with its delivery state."""

    name = "gapura.mail"
    label = "mail"

    def ready(self) -> None:
        """Listen to what mail providers and accounts tell."""
        from anymail.signals import tracking

        from gapura.mail import providers, staff  # noqa: F401

        tracking.connect(providers.take, dispatch_uid="gapura.mail.providers")
