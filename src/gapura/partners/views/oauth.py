"""`/oauth/token/`, `/oauth/revoke/` and what says where they are: for apps' servers, without cookies."""

import json
from collections.abc import Callable
from functools import wraps

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from oauth2_provider.oauth2_backends import get_oauthlib_core

from gapura import config
from gapura.accounts import pacing
from gapura.accounts.access import everybody
from gapura.common.requests import client_network
from gapura.partners.scopes import EVIDENCE, Scope

MOST_WRONG = 60
"""Wrong secrets that one network address may send in a minute."""
FORM = "application/x-www-form-urlencoded"
GRANTS = ("authorization_code", "refresh_token", "client_credentials")


def _refusal(status: int, error: str, description: str) -> HttpResponse:
    told = json.dumps({"error": error, "error_description": description})
    answer = HttpResponse(told, status=status, content_type="application/json")
    answer["Cache-Control"] = "no-store"
    return answer


def _forms_only(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        if request.content_type != FORM:
            return _refusal(415, "invalid_request", f"Send it as {FORM}.")
        return view(request)

    return checked


@everybody
@csrf_exempt
@require_POST
@_forms_only
def token(request: HttpRequest) -> HttpResponse:
    """Exchange a code, or a refresh token, for a pair of tokens; a registry's name and secret for one token.

    RFC 6749.
    """
    if request.POST.get("grant_type") not in GRANTS:
        return _refusal(400, "unsupported_grant_type", f"There are {', '.join(GRANTS)}.")
    return _paced(request, "create_token_response")


@everybody
@csrf_exempt
@require_POST
@_forms_only
def revoke(request: HttpRequest) -> HttpResponse:
    """Give a token back, and the link with it (RFC 7009)."""
    return _paced(request, "create_revocation_response")


@everybody
@cache_control(public=True, max_age=3_600)
@require_safe
def metadata(request: HttpRequest) -> HttpResponse:
    """Where everything is and what is supported (RFC 8414)."""
    base = config.current().base_url
    return JsonResponse(
        {
            "issuer": base,
            "authorization_endpoint": f"{base}/oauth/authorize/",
            "token_endpoint": f"{base}/oauth/token/",
            "revocation_endpoint": f"{base}/oauth/revoke/",
            "scopes_supported": [*Scope.values, EVIDENCE],
            "response_types_supported": ["code"],
            "grant_types_supported": list(GRANTS),
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "authorization_response_iss_parameter_supported": True,
            "service_documentation": f"{base}/api/docs",
        }
    )


def _paced(request: HttpRequest, step: str) -> HttpResponse:
    """Answer one step of the library's, in whose words refusals are, too."""
    if request.META.get("QUERY_STRING"):
        return _refusal(400, "invalid_request", "Send nothing in the address.")
    whose = ("oauth", client_network(request))
    try:
        pacing.spend(*whose, most=MOST_WRONG, within=pacing.MINUTE)
    except pacing.TooOftenError as error:
        answer = _refusal(429, "temporarily_unavailable", "Too many secrets were wrong.")
        answer["Retry-After"] = str(error.seconds)
        return answer
    try:
        with transaction.atomic():
            _way, headers, body, status = getattr(get_oauthlib_core(), step)(request)
    except (IntegrityError, ObjectDoesNotExist):  # the link was ended at the same moment
        return _refusal(400, "invalid_grant", "The link has ended.")
    if status != 401:
        pacing.give_back(*whose)
    answer = HttpResponse(body or "", status=status)
    for name, value in headers.items():
        answer[name] = value
    answer["Cache-Control"] = "no-store"
    return answer
