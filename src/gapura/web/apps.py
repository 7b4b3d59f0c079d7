"""Django's name for this app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """What all pages share: layout, styles, browser modules, home and error pages."""

    name = "gapura.web"
    label = "web"
