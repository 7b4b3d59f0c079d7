"""What the OAuth library asks, answered with links in place of users."""

from datetime import datetime
from hmac import compare_digest
from typing import Any

from django.db.models import Q
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.oauth2.rfc6749.errors import InvalidGrantError

from gapura.partners.acts import links
from gapura.partners.fields import hashed
from gapura.partners.models import AccessToken, Link, RefreshToken


class LinkValidator(OAuth2Validator):  # type: ignore[misc]
    """Tokens count while their link is good; their partner's secret is compared by its hash."""

    def _check_secret(self, provided_secret: str, stored_secret: str) -> bool:
        return compare_digest(hashed(provided_secret), stored_secret)

    def _load_application(self, client_id: str, request: Any) -> Any:
        """None for a name that no database could hold."""
        return super()._load_application(client_id, request) if (client_id or "").isprintable() else None

    def _load_access_token(self, token: str) -> AccessToken | None:
        tokens = AccessToken.objects.select_related("application", "user__partner")
        good = Q(user__in=links.good()) | Q(user=None, application__suspended_at=None)
        found: AccessToken | None = tokens.filter(good, token_checksum=hashed(token)).first()
        return found

    def validate_code(
        self, client_id: str, code: str, client: Any, request: Any, *more: Any, **named: Any
    ) -> bool:
        """A code counts for as long as the link that it was made for."""
        sound = super().validate_code(client_id, code, client, request, *more, **named)
        return sound and links.good().filter(pk=request.user.pk).exists()

    def validate_refresh_token(
        self, refresh_token: str, client: Any, request: Any, *more: Any, **named: Any
    ) -> bool:
        """So does a refresh token, and only for the partner whose it is."""
        _lock_link_of(refresh_token)
        sound = super().validate_refresh_token(refresh_token, client, request, *more, **named)
        return sound and links.good().filter(pk=request.user.pk).exists()

    def revoke_token(self, token: str, token_type_hint: str, request: Any, *more: Any, **named: Any) -> None:
        """A partner that gives back a token of either kind gives up the link."""
        mine = Q(token_checksum=hashed(token), application_id=request.client.pk)
        for model in (RefreshToken, AccessToken):
            for link_id in model.objects.filter(mine, user__isnull=False).values_list("user_id", flat=True):
                links.give_up(link_id=link_id, by=request.client)
        AccessToken.objects.filter(mine, user=None).delete()

    def _save_bearer_token(self, token: Any, request: Any, *more: Any, **named: Any) -> None:
        # Whoever ends the link waits, or has ended it.
        if request.user is not None and not _locked(request.user):
            raise InvalidGrantError(request=request)
        if request.grant_type == "authorization_code":  # a link has one living pair of tokens
            for model in (RefreshToken, AccessToken):
                model.objects.filter(user=request.user).delete()
        super()._save_bearer_token(token, request, *more, **named)
        # Of two who show one refresh token at once, the second would be told the first's, which nobody has.
        if not token["access_token"]:
            raise InvalidGrantError(request=request)

    def _create_access_token(
        self, expires: datetime, request: Any, token: Any, source_refresh_token: Any = None
    ) -> AccessToken:
        made = AccessToken(
            user=request.user,
            scope=token["scope"],
            expires=expires,
            application=request.client,
            source_refresh_token=source_refresh_token,
        )
        self._set_token_value(made, token["access_token"])
        made.save()
        return made


# Whoever changes or ends the tokens of a link locks its row first, until all is done: of two who show one
# refresh token the second finds it used, and nobody waits for who waits for them.
def _lock_link_of(refresh_token: str) -> None:
    theirs = RefreshToken.objects.filter(token_checksum=hashed(refresh_token)).values("user_id")
    list(Link.objects.select_for_update().filter(pk__in=theirs))


def _locked(link: Link) -> bool:
    return Link.objects.select_for_update().filter(pk=link.pk).first() is not None
