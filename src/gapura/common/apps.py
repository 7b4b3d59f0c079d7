"""Django's name for this app."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """What every screen-side feature stands on: encrypted columns and the request's own context."""

    name = "gapura.common"
    label = "common"
