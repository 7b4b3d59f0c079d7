"""Who may open which page: every view says so, and what says nothing opens to nobody."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from gapura.accounts.roles import Role

View = TypeVar("View", bound=Callable[..., Any])
SIGN_IN = "/masuk/"
SECOND_FACTOR = "/akun/2fa/totp/activate/"


@dataclass(frozen=True, slots=True)
class Access:
    """Who a view is for: everybody, signed-in visitors, any staff, or staff of some roles."""

    everybody: bool = False
    visitors: bool = False
    roles: frozenset[str] = field(default_factory=frozenset)
    second_factor: bool = True


def _states(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


everybody = _states(Access(everybody=True))
visitors_only = _states(Access(visitors=True))
# Signing in and setting up the second factor must work before there is one.
staff_signing_in = _states(Access(roles=frozenset(Role.values), second_factor=False))


def roles_only(*roles: Role) -> Callable[[View], View]:
    """Only staff of these roles, with their second factor."""
    return _states(Access(roles=frozenset(roles)))


# Views of other packages that cannot carry our mark, by the start of their module or qualified name.
FOREIGN: tuple[tuple[str, Access], ...] = (
    ("allauth.account.views.login", Access(everybody=True)),
    ("allauth.account.views.logout", Access(everybody=True)),
    ("allauth.account.views.reauthenticate", Access(roles=frozenset(Role.values), second_factor=False)),
    ("allauth.mfa.base.views.authenticate", Access(everybody=True)),
    ("allauth.mfa.base.views.", Access(roles=frozenset(Role.values), second_factor=False)),
    ("allauth.mfa.totp.views.", Access(roles=frozenset(Role.values), second_factor=False)),
    ("allauth.mfa.recovery_codes.views.", Access(roles=frozenset(Role.values), second_factor=False)),
    ("django.contrib.admin.", Access(roles=frozenset({Role.OPERATOR}))),
    ("django.views.i18n.set_language", Access(everybody=True)),
)


def access_of(view: Callable[..., Any]) -> Access | None:
    """Who a view says it is for, or None where it says nothing."""
    stated: Access | None = getattr(view, "access", None) or getattr(
        getattr(view, "view_class", None), "access", None
    )
    if stated is not None:
        return stated
    target = getattr(view, "view_class", None) or getattr(view, "__wrapped__", view)
    name = f"{view.__module__}.{getattr(target, '__name__', view.__class__.__name__)}"
    return next((access for start, access in FOREIGN if name.startswith(start)), None)


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
        if access.everybody:
            return None
        return self._visitor(request) if access.visitors else self._staff(request, access)

    def _visitor(self, request: HttpRequest) -> HttpResponse | None:
        if getattr(request, "visitor", None) is not None:
            return None
        return HttpResponseRedirect(f"{SIGN_IN}?{urlencode({'next': request.get_full_path()})}")

    def _staff(self, request: HttpRequest, access: Access) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if getattr(user, "role", None) not in access.roles:
            raise PermissionDenied
        if access.second_factor and not is_mfa_enabled(user):
            return HttpResponseRedirect(SECOND_FACTOR)
        return None
