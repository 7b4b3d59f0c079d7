"""Locks on things that have no row of their own yet, held until the transaction ends."""

from django.db import connection


def hold(mark: bytes) -> None:
    """Let one transaction at a time act on what a keyed hash stands for (`fields.lookup_hash`)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(mark[:8], "big", signed=True)])
