"""A column of secrets that are looked up and never read back."""

from hashlib import sha256
from typing import Any

from django.db import models


def hashed(secret: str) -> str:
    """What is kept of a secret that a machine made up: too long to be tried out, so one pass will do."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


class HashedField(models.CharField):  # type: ignore[type-arg]
    """Keeps and looks up a text's hash. What was read from the database must not be saved again."""

    def get_prep_value(self, value: Any) -> Any:
        """Hash a text on its way into the database, in conditions too."""
        return None if value is None else hashed(str(value))
