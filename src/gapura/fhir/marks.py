"""The keyed hashes by which a resource, its sender's number of it, and what came of it are found.

A keyed hash takes capital and small letters for the same; the ids of FHIR do not, so they are written out.
"""

from typing import Final
from uuid import UUID

from gapura.audit.trail import Actor
from gapura.common.fields import lookup_hash

KEY_BYTES: Final = 16
"""Of what a resource is found by; all other marks are longer."""


def key_of(sender: Actor, kind: str, resource_id: str) -> UUID:
    """What a sender's resource is found by."""
    return UUID(bytes=_hash("fhir resource", sender.actor, kind, resource_id)[:KEY_BYTES])


def identifier_hash(sender: Actor, kind: str, identifier: tuple[str, str]) -> bytes:
    """What the resources are found by that a sender gave this number of its own."""
    return _hash("fhir identifier", sender.actor, kind, *identifier)


def origin_of(key: UUID) -> bytes:
    """What evidence from a resource is found by in the ledger."""
    return lookup_hash("fhir origin", key.hex)


def _hash(what: str, *parts: str) -> bytes:
    return lookup_hash(what, " ".join(part.encode().hex() or "-" for part in parts))
