"""Django's name for this app."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """What is a visitor's by right: a copy of everything kept about them, and its erasure."""

    name = "gapura.rights"
    label = "rights"
