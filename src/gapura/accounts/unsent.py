"""What was typed into a form that arrived after its session had ended, offered to be sent once more.

Nothing of it is kept here: it goes back to the browser that sent it, which sends it again only when told to.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

_LEFT_OUT = frozenset({"again", "code", "credential", "csrfmiddlewaretoken", "secret"})


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a refused form by name and value, without secrets and files; none from a foreign site.

    The browser itself says on whose page a form was: another site's words never stand beside our button.
    """
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if request.method != "POST" or not ours or not request.accepts("text/html"):
        return []
    kept = [
        (name, str(value)) for name, values in request.POST.lists() for value in values if not is_secret(name)
    ]
    return kept if any(value.strip() for _, value in kept) else []


def is_secret(name: str) -> bool:
    """Whether a field of this name holds what must never appear on a page: a password, a code, a key."""
    return name in _LEFT_OUT or "password" in name


@never_cache
def send_again(request: HttpRequest, fields: list[tuple[str, str]], sign_in: str = "") -> HttpResponse:
    """The page with what was typed, and first the way to `sign_in` where that is wanting."""
    words = {"fields": fields, "sign_in": sign_in, "files": bool(request.FILES)}
    return render(request, "accounts/unsent.html", words, status=403)
