"""Django's name for this app."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class CommonConfig(AppConfig):
    """What every screen-side feature stands on: encrypted columns and the request's own context."""

    name = "gapura.common"
    label = "common"

    def ready(self) -> None:
        """Watch every connection for a server that takes no writes."""
        from gapura.common import connections

        connection_created.connect(connections.watch, dispatch_uid=connections.__name__)
