"""What OAuth needs no more goes: codes and tokens past their time, and links whose device is signed out."""

from datetime import datetime, timedelta

from django.db import transaction
from oauth2_provider.settings import oauth2_settings

from gapura.common.pieces import delete_oldest
from gapura.core.ids import first_id
from gapura.partners.acts import calls, links
from gapura.partners.models import AccessToken, Grant, RefreshToken

REPLAYED = timedelta(days=7)
"""For so long a refresh token that was exchanged already ends its link's tokens when it is shown again."""

LONGEST_VISIT = timedelta(days=3)
"""By then every visit has ended, and its partner was told."""


def run(now: datetime) -> int:
    """Delete what is past its time; how many rows."""
    unused = timedelta(seconds=oauth2_settings.REFRESH_TOKEN_EXPIRE_SECONDS)
    gone = delete_oldest(Grant.objects.filter(expires__lte=now), "expires")
    with transaction.atomic():
        gone += delete_oldest(RefreshToken.objects.filter(revoked__lt=now - REPLAYED), "created")
        gone += delete_oldest(RefreshToken.objects.filter(created__lt=now - unused), "created")
    # A refresh token counts by its access token, which therefore stays as long.
    gone += delete_oldest(AccessToken.objects.filter(refresh_token=None, expires__lte=now), "expires")
    gone += calls.forget_old(now, before=first_id(now - LONGEST_VISIT))
    return gone + links.end_signed_out()
