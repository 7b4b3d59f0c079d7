"""The return address of each message: where a mail server's bounce comes back to, and which message it names.

The token is the message's id and a keyed hash of it, in letters that survive a change of case.
"""

import hmac
from base64 import b32decode, b32encode
from binascii import Error as Base32Error
from uuid import UUID

from gapura import config
from gapura.common.fields import lookup_hash

_ID, _HASH = 16, 10
_LETTERS = 42


def address_of(message_id: UUID) -> str:
    """The message's own return address; empty where GAPURA_BOUNCE_ADDRESS is not set."""
    return config.current().bounce_address.replace("{token}", _token(message_id))


def message_of(address: str) -> UUID | None:
    """The id of the message whose return address this is; None for any other address."""
    before, token, after = config.current().bounce_address.lower().partition("{token}")
    address = address.strip().strip("<>").lower()
    if not token or not (address.startswith(before) and address.endswith(after)):
        return None
    return _message(address[len(before) : len(address) - len(after)])


def _token(message_id: UUID) -> str:
    return b32encode(message_id.bytes + _hash(message_id)).decode().rstrip("=").lower()


def _message(token: str) -> UUID | None:
    if len(token) != _LETTERS:
        return None
    try:
        raw = b32decode(token.upper() + "=" * (-_LETTERS % 8))
    except (Base32Error, ValueError):
        return None
    message_id = UUID(bytes=raw[:_ID])
    return message_id if hmac.compare_digest(raw[_ID:], _hash(message_id)) else None


def _hash(message_id: UUID) -> bytes:
    return lookup_hash("return address", str(message_id))[:_HASH]
