"""Django's name for this app."""

from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Visitors: sign-in by one-time code, devices, identity, evidence, corrections."""

    name = "gapura.people"
    label = "people"

    def ready(self) -> None:
        """Hear of doses."""
        import_module("gapura.people.certificates.listening")
