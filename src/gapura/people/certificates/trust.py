"""The trust list and the lists of what was called back: imported whole, and asked about one certificate."""

from collections.abc import Iterable
from typing import cast

from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.db import transaction
from django.utils import timezone

from gapura.audit import trail
from gapura.core.evidence.certificates import (
    Certificate,
    Content,
    Kind,
    Signed,
    TrustedKey,
    TrustList,
    judge,
    public_keys,
)
from gapura.core.evidence.certificates.trust import PublicKey
from gapura.core.evidence.certificates.trust_file import TrustFile
from gapura.people.certificates import models

AT_ONCE = 5_000


class UnfitSourceError(ValueError):
    """It must be said in 1 to 200 characters whose list it is."""


@transaction.atomic
def import_trust(*, file: TrustFile, by: trail.Actor) -> int:
    """Keep the keys of a list in place of those of its source's last one; how many there are now."""
    models.TrustedKey.objects.filter(source=file.source).delete()
    now = timezone.now()
    models.TrustedKey.objects.bulk_create(
        (
            models.TrustedKey(
                source=file.source,
                kind=key.kind,
                key_id=key.key_id,
                issuer=key.issuer,
                name=key.name,
                country=key.country,
                signs=",".join(sorted(key.contents)),
                public_key=public_keys.pem_of(key.public),
                since=key.since,
                until=key.until,
                imported_at=now,
            )
            for key in file.keys
        ),
        batch_size=AT_ONCE,
    )
    trail.record(
        "people.import_trust",
        by=by,
        subject="certificates:trust",
        source=file.source,
        keys=len(file.keys),
    )
    return len(file.keys)


@transaction.atomic
def import_revocations(*, hashes: list[bytes], source: str, by: trail.Actor) -> int:
    """Keep a list of what was called back in place of its source's last one; how many it names.

    Raises UnfitSourceError. What people had added of them is withdrawn by `revoking.withdraw_revoked`.
    """
    source = " ".join(source.split())
    if not 0 < len(source) <= models.LONGEST_SOURCE:
        raise UnfitSourceError(f"say in 1 to {models.LONGEST_SOURCE} characters whose list it is")
    models.Revocation.objects.filter(source=source).delete()
    now = timezone.now()
    models.Revocation.objects.bulk_create(
        (models.Revocation(hash=each, source=source, imported_at=now) for each in hashes),
        batch_size=AT_ONCE,
    )
    trail.record(
        "people.import_revocations",
        by=by,
        subject="certificates:revocations",
        source=source,
        certificates=len(hashes),
    )
    return len(hashes)


def judged(signed: Signed) -> Certificate:
    """The verdict on a certificate now, by the lists that are kept."""
    rows = models.TrustedKey.objects.filter(kind=signed.kind, key_id=signed.key_id)
    return judge(signed, TrustList(_keys(rows)), now=timezone.now(), is_revoked=is_revoked)


def is_revoked(revocation_hash: bytes) -> bool:
    """Whether any list says that this certificate was called back."""
    return models.Revocation.objects.filter(hash=revocation_hash).exists()


def is_anybody_trusted() -> bool:
    """Whether a trust list was imported at all."""
    return models.TrustedKey.objects.exists()


def _keys(rows: Iterable[models.TrustedKey]) -> Iterable[TrustedKey]:
    for row in rows:
        yield TrustedKey(
            kind=cast(Kind, row.kind),
            key_id=row.key_id,
            public=cast(PublicKey, load_pem_public_key(row.public_key.encode())),
            name=row.name,
            country=row.country,
            issuer=row.issuer,
            contents=frozenset(cast(list[Content], row.signs.split(","))),
            since=row.since,
            until=row.until,
        )
