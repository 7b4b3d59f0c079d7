"""One's own account: who one is here, one's password, second factors and open sessions."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from gapura.accounts import acts
from gapura.accounts.access import roles_only, staff_signing_in
from gapura.accounts.forms import PasswordForm
from gapura.accounts.open_sessions import sessions_of
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import PLACES, SENTENCES, Role
from gapura.common.methods import require_form


@staff_signing_in
@never_cache
@require_safe
def own(request: StaffRequest) -> HttpResponse:
    """Name, role, region, second factors, open sessions, and the way to one's own place."""
    factors = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    kinds = {factor.type for factor in factors}
    return render(
        request,
        "accounts/own.html",
        {
            "sentence": SENTENCES[request.user.role],
            "place": PLACES[request.user.role],
            "totp": Authenticator.Type.TOTP in kinds,
            "passkeys": [each for each in factors if each.type == Authenticator.Type.WEBAUTHN],
            "recovery_codes": Authenticator.Type.RECOVERY_CODES in kinds,
            "factor": bool(kinds - {Authenticator.Type.RECOVERY_CODES}),
            "sessions": sessions_of(request.user, request.session.session_key or ""),
        },
    )


@roles_only(*Role)
@never_cache
@sensitive_post_parameters()
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]
@require_form
def password(request: StaffRequest) -> HttpResponse:
    """Change one's password, after showing the present one; every other session ends."""
    form = PasswordForm(request.POST if request.method == "POST" else None, user=request.user)
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "accounts/password.html", {"form": form}, status=status)
    acts.change_password(
        user=request.user,
        password=form.cleaned_data["password"],
        by=request.user,
        but=request.session.session_key or "",
    )
    update_session_auth_hash(request, request.user)
    messages.success(request, _("Your password is changed. Other devices are signed out."))
    return redirect("account_own")


@staff_signing_in
@require_POST
def sign_out(request: StaffRequest) -> HttpResponse:
    """End one of one's own other sessions, or all of them."""
    mine = request.session.session_key or ""
    which = request.POST.get("session", "")
    others = [each.key for each in sessions_of(request.user, mine) if not each.this]
    ended = [key for key in others if not which or acts.session_name(key) == which]
    acts.end_sessions(user=request.user, by=request.user, keys=ended)
    messages.success(request, _("Signed out there."))
    return redirect("account_own")
