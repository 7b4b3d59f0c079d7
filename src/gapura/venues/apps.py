"""Django's name for this app."""

from django.apps import AppConfig


class VenuesConfig(AppConfig):
    """Places and their doors, codes, posters and the people in charge of them."""

    name = "gapura.venues"
    label = "venues"
