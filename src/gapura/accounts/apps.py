"""Django's name for this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Staff accounts: roles, regions, second factor, and who may open which page."""

    name = "gapura.accounts"
    label = "accounts"
