"""Setting up a second factor: what is kept and what follows from it are one transaction."""

from typing import Any

from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gapura.accounts.access import staff_signing_in


@staff_signing_in
@never_cache
@transaction.atomic
def activate_totp(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app."""
    answer: HttpResponse = ActivateTOTPView.as_view()(request)
    return answer


class _AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    def get_context_data(self, **_: Any) -> dict[str, Any]:
        # A passkey signs in by itself, so that it must know its owner: by finger, face or PIN.
        context: dict[str, Any] = super().get_context_data()
        context["options"] = auth.begin_registration(self.request.user, True)
        return context


@staff_signing_in
@never_cache
@transaction.atomic
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Add a passkey."""
    answer: HttpResponse = _AddPasskey.as_view()(request)
    return answer


@staff_signing_in
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Where the sign-in package leads after a change: the account's own page says it all."""
    return redirect("account_own")
