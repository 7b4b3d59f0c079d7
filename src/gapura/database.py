"""From one DATABASE_URL to what Django and the gate each need to connect."""

from typing import Any

from psycopg.conninfo import conninfo_to_dict

# Flushed before it is answered, and never waiting for ever: DESIGN guarantee 1.
SESSION_OPTIONS = "-c synchronous_commit=on -c lock_timeout=10s -c statement_timeout=60s"


def django_settings(url: str) -> dict[str, Any]:
    """Django's DATABASES entry for a `postgresql://` address (an empty one gives libpq's defaults)."""
    info: dict[str, Any] = dict(conninfo_to_dict(url))
    own = {key: str(info.pop(name, "") or "") for key, name in _DJANGO_NAMES.items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **own,
        "NAME": own["NAME"] or "gapura",
        "OPTIONS": {
            "options": SESSION_OPTIONS,
            "pool": {"min_size": 0, "max_size": 16, "timeout": 5},
            **info,
        },
        "TEST": {"NAME": "test_gapura"},
    }


_DJANGO_NAMES = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
