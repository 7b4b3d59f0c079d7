"""Django's name for this app."""

from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    """From an office's letter of application to a registered place."""

    name = "gapura.registration"
    label = "registration"
