"""Columns that hold personal data sealed, and the keyed hashes by which it is found again."""

from typing import Any

from django.core.checks import CheckMessage
from django.db import models

from gapura import config
from gapura.core import sealing


class _SealedField(models.BinaryField):  # type: ignore[type-arg]
    """Kept encrypted (AES-256-GCM) in a `bytea` column; Python sees it plain.

    The table and column are bound into the ciphertext, so that a value moved elsewhere does not open.
    A sealed column cannot be searched: keep a `lookup_hash` beside it.
    """

    def _context(self) -> bytes:
        return f"{self.model._meta.db_table}.{self.column}".encode()

    def value_to_string(self, obj: models.Model) -> str:
        """Never write personal data into a fixture."""
        return ""


class SealedTextField(_SealedField):
    """Sealed text."""

    def _check_str_default_value(self) -> list[CheckMessage]:
        return []  # a text of its own, unlike that of the column below it

    def from_db_value(self, value: bytes | None, *_: object) -> str | None:
        """Open what the database holds. Raises SealError where no key fits."""
        if value is None:
            return None
        return sealing.unseal(config.key_ring(), bytes(value), context=self._context())

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Seal text on its way into the database."""
        if value is None or isinstance(value, bytes | memoryview):
            return super().get_db_prep_value(value, connection, prepared)
        sealed = sealing.seal(config.key_ring(), str(value), context=self._context())
        return super().get_db_prep_value(sealed, connection, prepared)


class SealedBytesField(_SealedField):
    """Sealed bytes, such as a document."""

    def from_db_value(self, value: bytes | None, *_: object) -> bytes | None:
        """Open what the database holds. Raises SealError where no key fits."""
        if value is None:
            return None
        return sealing.unseal_bytes(config.key_ring(), bytes(value), context=self._context())

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Seal bytes on their way into the database."""
        if value is not None:
            value = sealing.seal_bytes(config.key_ring(), bytes(value), context=self._context())
        return super().get_db_prep_value(value, connection, prepared)


def lookup_hash(kind: str, text: str) -> bytes:
    """The 32-byte keyed hash under which a NIK, an e-mail address or a phone number is found."""
    return sealing.lookup_hash(config.key_ring(), text, context=kind.encode())
