"""Django's name for this app."""

from importlib import import_module

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Partner apps, the visitors' links with them, and the API they use."""

    name = "gapura.partners"
    label = "partners"

    def ready(self) -> None:
        """Listen to what happens to whose links they are."""
        import_module("gapura.partners.listening")
