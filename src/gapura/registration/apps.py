"""Django's name for this app."""

from typing import Any

from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    """From an office's letter of application to a registered place."""

    name = "gapura.registration"
    label = "registration"

    def ready(self) -> None:
        """Go on with an application once its PIC's account is ready."""
        from gapura.accounts.signals import account_ready

        account_ready.connect(_account_ready)


def _account_ready(user: Any, **_: object) -> None:
    from gapura.registration.acts import completing

    completing.account_is_ready(user)
