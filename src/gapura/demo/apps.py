"""Django's name for this app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo's own pages; installed in a demo only."""

    name = "gapura.demo"
    label = "demo"
