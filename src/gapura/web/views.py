"""Pages that belong to no feature: home, one's data, and files for machines."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from gapura import config
from gapura.accounts.access import everybody
from gapura.people.acts import answering
from gapura.people.passes import published
from gapura.tracing import terms

ROBOTS = """\
User-agent: *
Disallow: /c/
Disallow: /C/
Disallow: /daftar/
Disallow: /permohonan/
Disallow: /saya/
Disallow: /masuk/
Disallow: /gate/
"""


@everybody
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, and three doors: visit, register a place, staff."""
    return render(request, "web/home.html")


@everybody
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about visitors, for how long, and who sees it."""
    return render(
        request,
        "web/privacy.html",
        {
            "days": config.current().retention_days,
            "corrections": answering.KEPT.days,
            "cases": terms.current().kept_days,
        },
    )


@everybody
@cache_control(public=True, max_age=86_400)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Doors and people's own pages are nothing for search engines."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@everybody
@cache_control(public=True, max_age=86_400)
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116)."""
    settings = config.current()
    text = (
        f"Contact: {settings.security_contact}\n"
        f"Expires: {_expires(timezone.now()):%Y-%m-%dT%H:%M:%SZ}\n"
        "Preferred-Languages: id, en\n"
        f"Canonical: {settings.base_url}/.well-known/security.txt\n"
    )
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@everybody
@cache_control(public=True, max_age=300)
@conditional_page
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The public keys that passes are verified with (RFC 7517), newest first."""
    return JsonResponse({"keys": published.keys()})


@everybody
@cache_control(public=True, max_age=60)
@require_safe
def withdrawn_passes(request: HttpRequest) -> HttpResponse:
    """The signed list of withdrawn passes, as `docs/reference/passes.md` describes it."""
    numbers = published.withdrawn_numbers()
    # Weak: the same numbers are signed anew each time, with the moment.
    etag = f'W/"{config.key_ring().current("pass").id}-{published.name_of(numbers)}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        body = published.withdrawn_passes(numbers)
        answer = HttpResponse(body, content_type="application/octet-stream")
    answer["ETag"] = etag
    return answer


def _expires(now: datetime) -> datetime:
    """Half a year on, the same for a whole day so that copies agree."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=180)
