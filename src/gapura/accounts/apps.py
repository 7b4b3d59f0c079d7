"""Django's name for this app."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule


class AccountsConfig(AppConfig):
    """Staff accounts: roles, regions, second factor, and who may open which page."""

    name = "gapura.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to what happens to accounts, and fill the administration."""
        for listener in ("open_sessions", "second_factor", "sign_in_trail"):
            import_module(f"gapura.accounts.{listener}")
        _fill_administration()


def _fill_administration() -> None:
    # Only what Gapura chose to show: other packages would register permissions and second factors' secrets.
    for app in apps.get_app_configs():
        ours = app.name.startswith("gapura.") and app.module is not None
        if ours and module_has_submodule(app.module, "admin"):
            import_module(f"{app.name}.admin")
