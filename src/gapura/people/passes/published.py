"""What devices fetch beforehand so that they can judge passes without the network."""

from datetime import timedelta

from django.utils import timezone

from gapura import config
from gapura.core.codes import signing
from gapura.people.passes.terms import LONGEST


def keys() -> list[dict[str, str]]:
    """The public keys that passes in use may be signed with, as JSON Web Keys, newest first."""
    oldest = timezone.now() - LONGEST - timedelta(days=1)
    ring = config.key_ring().all("pass")
    return [signing.public_jwk(key) for key in ring if key.retired is None or key.retired > oldest]
