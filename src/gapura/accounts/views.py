"""One's own account: who one is here, what one's role does, and one's second factor."""

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from gapura.accounts.access import staff_signing_in
from gapura.accounts.models import User
from gapura.accounts.roles import PLACES, SENTENCES


@staff_signing_in
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Name, role, region, second factor, and the way to one's own place."""
    assert isinstance(request.user, User)
    kinds = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    return render(
        request,
        "accounts/own.html",
        {
            "sentence": SENTENCES[request.user.role],
            "place": PLACES[request.user.role],
            "totp": Authenticator.Type.TOTP in kinds,
            "recovery_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        },
    )


@staff_signing_in
@require_safe
def second_factor_index(request: HttpRequest) -> HttpResponse:
    """Where the sign-in package leads after a change: the account's own page says it all."""
    return redirect("account_own")
