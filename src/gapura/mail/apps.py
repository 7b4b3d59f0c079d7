"""Django's name for this app."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """Every message to a person as a row with its delivery state."""

    name = "gapura.mail"
    label = "mail"
