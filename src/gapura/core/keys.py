"""The ring of secret keys: one list per purpose, kept in a private JSON file."""

from __future__ import annotations

import json
import os
import secrets
import stat
import tempfile
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

PURPOSES: Final = ("django", "token", "code", "proof", "seal", "lookup", "pass")
SECRET_BYTES: Final = 32
LAST_ID: Final = 255
"""Key ids travel as one byte in tokens, proofs and sealed columns."""

LATER: Final = frozenset({"pass"})
"""Purposes that a key file of an earlier version may lack; `gapura keys make` adds them."""

SETTLING: Final = timedelta(seconds=30)
"""How long a newer key only verifies and opens, until every running process has read it."""

FIXED: Final = {
    "code": "every printed poster would stop working",
    "lookup": "no stored person could be found again",
}
"""Purposes that cannot rotate, each with what would be lost."""


class KeyRingError(ValueError):
    """The key file is missing, unreadable by rule, or not a key ring."""


class KeyRotationError(KeyRingError):
    """This purpose cannot be given a newer key."""


@dataclass(frozen=True, slots=True)
class Key:
    """One secret of 32 bytes, named by a small id that travels with what it signed."""

    id: int
    secret: bytes = field(repr=False)
    made: datetime = field(default_factory=lambda: datetime.now(UTC), compare=False)
    retired: datetime | None = field(default=None, compare=False)

    def __hash__(self) -> int:
        # Caches look keys up on the hot path, and bytes remember their own hash.
        return hash(self.secret)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Every key in use, by purpose, newest first; a value: `rotate` returns another ring."""

    _keys: Mapping[str, tuple[Key, ...]] = field(repr=False)

    @classmethod
    def generate(cls, at: datetime | None = None) -> KeyRing:
        """A ring with one fresh random key for each purpose."""
        return cls({purpose: (_fresh_key(1, at),) for purpose in PURPOSES})

    @classmethod
    def load(cls, path: Path, *, whole: bool = True) -> KeyRing:
        """The ring kept in `path`; `KeyRingError` says what is wrong with the file.

        Not `whole`, it may lack what earlier versions did not have.
        """
        try:
            mode = path.stat().st_mode
            text = path.read_text("utf-8")
        except FileNotFoundError:
            raise KeyRingError(f"there is no key file at {path}: `gapura keys make` writes one") from None
        except (OSError, UnicodeDecodeError) as error:
            raise KeyRingError(f"the key file {path} cannot be read: {error}") from error
        if mode & stat.S_IRWXO:
            raise KeyRingError(f"the key file {path} is open to every user: chmod 600 it")
        return cls(
            _parse(text, path, PURPOSES if whole else [each for each in PURPOSES if each not in LATER])
        )

    def save(self, path: Path) -> None:
        """Write the ring so that `path` always holds a whole ring, readable by its owner only."""
        write_private(path, self._as_json())

    def current(self, purpose: str) -> Key:
        """The key that signs and seals now; `KeyError` for an unknown purpose."""
        keys = self._keys[purpose]
        return keys[0] if len(keys) == 1 else self.at(purpose, datetime.now(UTC))

    def at(self, purpose: str, moment: datetime) -> Key:
        """The key that signed and sealed at a moment: the newest that had settled then."""
        keys = self._keys[purpose]
        return next((key for key in keys if key.made + SETTLING <= moment), keys[-1])

    def all(self, purpose: str) -> tuple[Key, ...]:
        """Every key that may still verify or open, newest first."""
        return self._keys[purpose]

    @property
    def lacking(self) -> list[str]:
        """The purposes that this ring, of an earlier version, has no key for."""
        return [purpose for purpose in PURPOSES if purpose not in self._keys]

    def completed(self, at: datetime | None = None) -> KeyRing:
        """A ring with a fresh key for each purpose that this one lacks."""
        fresh = {purpose: (_fresh_key(1, at),) for purpose in self.lacking}
        return KeyRing({**self._keys, **fresh})

    def rotate(self, purpose: str, at: datetime) -> KeyRing:
        """A ring with a newer key for `purpose`, used once it has settled; older ones verify and open on."""
        if purpose not in PURPOSES:
            raise KeyRotationError(f"there is no purpose {purpose!r}: choose one of {', '.join(PURPOSES)}")
        if purpose in FIXED:
            raise KeyRotationError(f"the {purpose} key cannot be rotated: {FIXED[purpose]}")
        newest, *older = self._keys[purpose]
        if newest.id >= LAST_ID:
            raise KeyRotationError(f"the {purpose} key has been rotated {LAST_ID} times; no id is left")
        keys = (_fresh_key(newest.id + 1, at), replace(newest, retired=at), *older)
        return KeyRing({**self._keys, purpose: keys})

    def _as_json(self) -> dict[str, Any]:
        return {
            "purposes": {purpose: [_key_as_json(key) for key in keys] for purpose, keys in self._keys.items()}
        }


def _fresh_key(number: int, at: datetime | None) -> Key:
    return Key(number, secrets.token_bytes(SECRET_BYTES), at or datetime.now(UTC))


def _key_as_json(key: Key) -> dict[str, Any]:
    return {
        "id": key.id,
        "key": urlsafe_b64encode(key.secret).rstrip(b"=").decode("ascii"),
        "made": key.made.isoformat(),
        "retired": key.retired.isoformat() if key.retired else None,
    }


def _parse(text: str, path: Path, required: Iterable[str]) -> dict[str, tuple[Key, ...]]:
    try:
        document = json.loads(text)["purposes"]
        there = {*required, *(purpose for purpose in PURPOSES if purpose in document)}
        return {purpose: _parse_keys(document[purpose]) for purpose in PURPOSES if purpose in there}
    except KeyError as error:
        hint = ": `gapura keys make` adds it" if error.args[0] in LATER else ""
        raise KeyRingError(f"the key file {path} lacks {error}{hint}") from error
    except (AttributeError, TypeError, ValueError, RecursionError) as error:
        # The parser's own message may quote a secret, so only its kind is repeated.
        raise KeyRingError(f"the key file {path} is not a key ring ({type(error).__name__})") from None


def _parse_keys(items: list[dict[str, Any]]) -> tuple[Key, ...]:
    keys = sorted((_parse_key(item) for item in items), key=lambda key: -key.id)
    ids = [key.id for key in keys]
    if not ids or len(set(ids)) < len(ids) or ids[0] > LAST_ID or ids[-1] < 1:
        raise ValueError(f"key ids are unique and between 1 and {LAST_ID}")
    return tuple(keys)


def _parse_key(item: dict[str, Any]) -> Key:
    try:
        secret = urlsafe_b64decode(item["key"] + "=")
    except Base64Error as error:
        raise ValueError("a key is not base64url") from error
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"a key is {SECRET_BYTES} bytes long")
    retired = item.get("retired")
    made = datetime.fromisoformat(item["made"])
    return Key(
        int(item["id"]),
        secret,
        made,
        datetime.fromisoformat(retired) if retired else None,
    )


def write_private(path: Path, document: object) -> None:
    """Write JSON so that `path` always holds a whole document, readable by its owner only."""
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(document, file, indent=2, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, path)
    except BaseException:
        os.unlink(scratch)
        raise
