"""Where invited staff make their account their own."""

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from gapura.accounts import acts
from gapura.accounts.access import everybody
from gapura.accounts.forms import ActivationForm
from gapura.accounts.models import User
from gapura.common.methods import require_form

PROBLEMS: dict[type[acts.ActivationError], tuple[str, int]] = {
    acts.WrongSecretError: ("wrong", 400),
    acts.SecretExpiredError: ("expired", 410),
    acts.SecretReplacedError: ("replaced", 410),
    acts.SecretUsedError: ("used", 409),
    acts.TooManyTriesError: ("too_many", 429),
}
"""What the page says about each, and with which status."""


@everybody
@never_cache
@sensitive_post_parameters("secret", "password", "again")
@require_form
def activate(request: HttpRequest) -> HttpResponse:
    """One form: user name, one-time password, own password; then signed in, and on to the second factor."""
    if request.method != "POST":
        return _page(request, ActivationForm(initial={"username": request.GET.get("u", "")[:150]}))
    form = ActivationForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    given = form.cleaned_data
    try:
        user = acts.activate(username=given["username"], secret=given["secret"], password=given["password"])
    except ValidationError as weak:
        form.add_error("password", weak)
        return _page(request, form, status=400)
    except acts.ActivationError as error:
        problem, status = PROBLEMS[type(error)]
        until = getattr(error, "until", None)
        return _page(request, form, status=status, problem=problem, until=until)
    return _enter(request, user)


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    login(request, user)
    # The password was typed a moment ago: setting up the second factor need not ask for it again.
    record_authentication(request, user, method="password", reauthenticated=True)
    return redirect("mfa_activate_totp")


def _page(request: HttpRequest, form: ActivationForm, status: int = 200, **context: object) -> HttpResponse:
    return render(request, "accounts/activation.html", {"form": form, **context}, status=status)
