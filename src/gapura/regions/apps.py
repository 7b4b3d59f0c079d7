"""Django's name for this app."""

from django.apps import AppConfig


class RegionsConfig(AppConfig):
    """Provinces, regencies, kecamatan and villages, by their official codes."""

    name = "gapura.regions"
    label = "regions"
