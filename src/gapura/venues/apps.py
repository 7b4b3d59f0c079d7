"""Django's name for this app."""

from importlib import import_module

from django.apps import AppConfig


class VenuesConfig(AppConfig):
    """Places and their doors, codes, posters and the people in charge of them."""

    name = "gapura.venues"
    label = "venues"

    def ready(self) -> None:
        """Listen for successors whose accounts are ready, and for regions in another time zone."""
        import_module("gapura.venues.acts.succession")
        import_module("gapura.venues.acts.zones")
