"""What devices fetch beforehand so that they can judge passes without the network."""

from datetime import timedelta

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


def withdrawn_passes() -> bytes:
    """The signed list of passes that were withdrawn before their time."""
    now = timezone.now()
    rows = Pass.objects.filter(withdrawn_at__isnull=False, expires_at__gt=now)
    numbers = rows.order_by().values_list("number", flat=True)
    return withdrawn.make(config.key_ring().current("pass"), numbers, int(now.timestamp()))
