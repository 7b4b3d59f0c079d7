"""What devices fetch beforehand so that they can judge passes without the network."""

from collections.abc import Iterable
from datetime import timedelta
from hashlib import blake2b

from django.utils import timezone

from gapura import config
from gapura.core.codes import signing, withdrawn
from gapura.people.models import Pass
from gapura.people.passes.terms import LONGEST


def keys() -> list[dict[str, str]]:
    """The public keys that passes in use may be signed with, as JSON Web Keys, newest first."""
    oldest = timezone.now() - LONGEST - timedelta(days=1)
    ring = config.key_ring().all("pass")
    return [signing.public_jwk(key) for key in ring if key.retired is None or key.retired > oldest]


def withdrawn_numbers() -> list[int]:
    """The numbers of passes that were withdrawn before their time, rising."""
    rows = Pass.objects.filter(withdrawn_at__isnull=False, expires_at__gt=timezone.now())
    return list(rows.order_by("number").values_list("number", flat=True))


def name_of(numbers: Iterable[int]) -> str:
    """Names a list of numbers by what is in it, so that whoever has it need not fetch it again."""
    return blake2b(b"".join(each.to_bytes(8, "big") for each in numbers), digest_size=12).hexdigest()


def withdrawn_passes(numbers: Iterable[int]) -> bytes:
    """Those numbers as the signed list of now."""
    return withdrawn.make(config.key_ring().current("pass"), numbers, int(timezone.now().timestamp()))
