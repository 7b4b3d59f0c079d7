"""Where members of staff who forgot their password ask for a link, and set a new one with it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from gapura.accounts import pacing
from gapura.accounts.access import everybody
from gapura.accounts.acts import forgetting
from gapura.accounts.forms import ForgottenForm, PasswordForm
from gapura.common.methods import require_form
from gapura.common.requests import client_network

LINKS_AN_HOUR = 3
FROM_AN_ADDRESS = 30
_KEY = "gapura_forgotten"


@everybody
@never_cache
@require_form
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the user name; the answer is the same whether or not there is such an account."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _ask_page(request, form, status=400 if form.is_bound else 200)
    username = form.cleaned_data["username"]
    try:
        pacing.spend("forgotten from", client_network(request), most=FROM_AN_ADDRESS, within=pacing.HOUR)
        pacing.spend("forgotten for", username.casefold(), most=LINKS_AN_HOUR, within=pacing.HOUR)
    except pacing.TooOftenError:
        form.add_error(None, _("This was asked for several times just now. Please wait an hour."))
        return _ask_page(request, form, status=429)
    forgetting.forget_password(username=username)
    return render(request, "accounts/forgotten_sent.html", {"hours": forgetting.HOURS})


@everybody
@never_cache
@require_safe
def opened(request: HttpRequest, key: str) -> HttpResponse:
    """The link from the mail: its key goes into the session, so that no address shows it any longer.

    A key that is not good gets no session: whoever makes keys up would fill the table of them.
    """
    if forgetting.whose(key) is None:
        return _gone_page(request)
    request.session[_KEY] = key
    return redirect("account_forgotten_new")


@everybody
@never_cache
@sensitive_post_parameters()
@require_form
def choose(request: HttpRequest) -> HttpResponse:
    """A new password, twice; then the usual sign-in, second factor included."""
    key = str(request.session.get(_KEY, ""))
    user = forgetting.whose(key)
    if user is None:
        return _gone_page(request)
    form = PasswordForm(request.POST if request.method == "POST" else None, user=user)
    if not form.is_valid():
        context = {"form": form, "username": user.username}
        status = 400 if form.is_bound else 200
        return render(request, "accounts/forgotten_new.html", context, status=status)
    if forgetting.set_password(key=key, password=form.cleaned_data["password"]) is None:
        return _gone_page(request)
    request.session.pop(_KEY, None)
    messages.success(request, _("Your password is changed. Sign in with it, and with your second factor."))
    return redirect("account_login")


def _ask_page(request: HttpRequest, form: ForgottenForm, status: int) -> HttpResponse:
    return render(request, "accounts/forgotten.html", {"form": form}, status=status)


def _gone_page(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/forgotten_gone.html", status=410)
