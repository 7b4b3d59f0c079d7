"""Who may open which page: every view says so, and what says nothing opens to nobody."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gapura.accounts import second_factor, unsent
from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.common.requests import page_of

View = TypeVar("View", bound=Callable[..., Any])
SIGN_IN = "/masuk/"


class Proof(Enum):
    """How much of the second factor a page for staff asks for."""

    PROVEN = "set up, and shown in this session"
    IF_SET_UP = "shown in this session where there is one: pages where it is set up"
    NOT_ASKED = "none: the pages where it is shown"


@dataclass(frozen=True, slots=True)
class Access:
    """Who a view is for: everybody, signed-in visitors, partners' apps, or staff of some roles."""

    everybody: bool = False
    visitors: bool = False
    partners: bool = False
    roles: frozenset[str] = field(default_factory=frozenset)
    proof: Proof = Proof.PROVEN


def _states(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


ANYBODY = Access(everybody=True)
ALL_STAFF = frozenset(Role.values)
_SETTING_UP = Access(roles=ALL_STAFF, proof=Proof.IF_SET_UP)
_SHOWING = Access(roles=ALL_STAFF, proof=Proof.NOT_ASKED)
_OPERATORS = Access(roles=frozenset({Role.OPERATOR}))

everybody = _states(ANYBODY)
visitors_only = _states(Access(visitors=True))
# No cookie says who that is: the API asks for the token itself, and for its scope.
partners_only = _states(Access(partners=True))
# Signing in and setting up the second factor must work before there is one.
staff_signing_in = _states(_SETTING_UP)


def roles_only(*roles: Role) -> Callable[[View], View]:
    """Only staff of these roles, with their second factor."""
    if not roles:
        raise ValueError("name the roles that the view is for")
    return _states(Access(roles=frozenset(roles)))


FOREIGN: dict[str, Access] = {
    "allauth.account.views.AccountInactiveView": ANYBODY,
    "allauth.account.views.LoginView": ANYBODY,
    "allauth.account.views.LogoutView": ANYBODY,
    "allauth.account.views.ReauthenticateView": _SHOWING,
    "allauth.mfa.base.views.AuthenticateView": ANYBODY,
    "allauth.mfa.base.views.IndexView": _SETTING_UP,
    "allauth.mfa.base.views.ReauthenticateView": _SHOWING,
    "allauth.mfa.recovery_codes.views.DownloadRecoveryCodesView": Access(roles=ALL_STAFF),
    "allauth.mfa.recovery_codes.views.GenerateRecoveryCodesView": Access(roles=ALL_STAFF),
    "allauth.mfa.recovery_codes.views.ViewRecoveryCodesView": Access(roles=ALL_STAFF),
    "allauth.mfa.totp.views.ActivateTOTPView": _SETTING_UP,
    "allauth.mfa.totp.views.DeactivateTOTPView": Access(roles=ALL_STAFF),
    "allauth.mfa.webauthn.views.AddWebAuthnView": _SETTING_UP,
    "allauth.mfa.webauthn.views.EditWebAuthnView": Access(roles=ALL_STAFF),
    "allauth.mfa.webauthn.views.ListWebAuthnView": _SETTING_UP,
    "allauth.mfa.webauthn.views.LoginWebAuthnView": ANYBODY,
    "allauth.mfa.webauthn.views.ReauthenticateWebAuthnView": _SHOWING,
    "allauth.mfa.webauthn.views.RemoveWebAuthnView": Access(roles=ALL_STAFF),
    # The administration answers old addresses with it.
    "django.views.generic.base.RedirectView": _OPERATORS,
    "django.views.i18n.set_language": ANYBODY,
}
"""Views of other packages, which cannot carry our mark, by their full name."""

ADMINISTRATION = ("django.contrib.admin.", "django.contrib.auth.admin.", "django.contrib.contenttypes.views.")
"""The administration's views are many and made at run time; all are the operator's."""


def access_of(view: Callable[..., Any]) -> Access | None:
    """Who a view says it is for, or None where it says nothing.

    A class inherits no statement from its base: what is derived from an open page is not open by that.
    """
    of_class = getattr(view, "view_class", None)
    stated: Access | None = vars(of_class).get("access") if of_class else getattr(view, "access", None)
    return stated or _access_of_foreign(name_of(view))


def name_of(view: Callable[..., Any]) -> str:
    """A view's full name, that of its class for a class-based one."""
    named = getattr(view, "view_class", view)
    name = getattr(named, "__qualname__", type(view).__qualname__)
    return f"{getattr(named, '__module__', '')}.{name}"


def _access_of_foreign(name: str) -> Access | None:
    return _OPERATORS if name.startswith(ADMINISTRATION) else FOREIGN.get(name)


class AccessMiddleware:
    """Turn away whoever a view is not for; visitors to sign-in, staff to theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Django calls this once the route is known."""
        access = access_of(view)
        if access is None:
            raise PermissionDenied
        if access.everybody or access.partners:
            return None
        return _visitor(request) if access.visitors else _staff(request, access)


def _visitor(request: HttpRequest) -> HttpResponse | None:
    if getattr(request, "visitor", None) is not None:
        return None
    return _to(SIGN_IN, request)


def _staff(request: HttpRequest, access: Access) -> HttpResponse | None:
    user = request.user
    if not isinstance(user, User):
        return _to(settings.LOGIN_URL, request)
    if user.role not in access.roles:
        raise PermissionDenied
    if access.proof is Proof.NOT_ASKED or _shown(request, user):
        return None
    if second_factor.is_set_up(user):
        return _to(reverse(second_factor.shown_at(user)), request)
    if access.proof is Proof.IF_SET_UP:
        return None
    return HttpResponseRedirect(reverse("mfa_activate_totp"))


def _shown(request: HttpRequest, user: User) -> bool:
    # Asked again of the database each time: a factor that was taken away no longer counts.
    return second_factor.is_proven(request, user) and second_factor.is_set_up(user)


def _to(place: str, request: HttpRequest) -> HttpResponse:
    page = page_of(request)
    way = f"{place}?{urlencode({'next': page})}" if page else place
    fields = unsent.typed(request)
    return unsent.send_again(request, fields, way) if fields else HttpResponseRedirect(way)
