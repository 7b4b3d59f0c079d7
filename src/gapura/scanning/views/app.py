"""`/petugas/pemindai/`: the scanner itself, an app that opens without the network."""

import json
from typing import Any

import msgspec
from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from gapura.accounts.access import everybody
from gapura.common.problems import refusal
from gapura.scanning import provisions, words
from gapura.scanning.acts import proofs, scanners
from gapura.scanning.acts.proofs import Finding
from gapura.scanning.models import Scanner
from gapura.venues.models import State

FILES = (
    "gapura/gapura.css",
    "gapura/mark.svg",
    "gapura/mark-192.png",
    "gapura/mark-512.png",
    "gapura/built/officer.js",
    "gapura/built/reader.js",
    "gapura/built/zxing_reader.wasm",
)
"""What the app needs besides its page."""


# The page holds nothing of anybody: whoever has no registered device sees how to register one.
@everybody
@csp_update({"script-src": "'wasm-unsafe-eval'"})
@require_safe
def scanner(request: HttpRequest) -> HttpResponse:
    """The app's one page."""
    return render(request, "scanning/scanner.html", {"looks": words.LOOKS, "texts": words.TEXTS})


@everybody
@cache_control(no_cache=True)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: which files it keeps, and the script that keeps them."""
    kept = json.dumps({"page": reverse("scanner"), "files": [static(name) for name in FILES]})
    script = static("gapura/built/officer-worker.js")
    return render(
        request,
        "scanning/worker.js",
        {"kept": kept, "script": script},
        content_type="text/javascript; charset=utf-8",
    )


@everybody
@cache_control(public=True, max_age=3600)
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What an installed scanner is called and looks like."""
    icons = [
        {"src": static(f"gapura/mark-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    described = {
        "name": _("Gapura scanner"),
        "short_name": _("Scanner"),
        "start_url": reverse("scanner"),
        "scope": reverse("scanner"),
        "display": "standalone",
        "background_color": "#0d332a",
        "theme_color": "#0d332a",
        "icons": icons,
    }
    return JsonResponse(described, content_type="application/manifest+json")


@everybody
@require_safe
def provision(request: HttpRequest) -> HttpResponse:
    """What a registered device takes along; asked for by its token."""
    found = _shown(request)
    if found is None:
        return _shut_out()
    Scanner.objects.filter(pk=found.pk).update(seen_at=timezone.now())
    return JsonResponse(provisions.of(found, has=request.GET.get("withdrawn", "")))


@everybody
@cache_control(public=True, max_age=31_536_000, immutable=True)
@require_safe
def rulebook(request: HttpRequest, name: str) -> HttpResponse:
    """The rule sets, by a name that changes with them."""
    if name != provisions.rulebook_name():
        raise Http404
    return HttpResponse(provisions.rulebook(), content_type="application/json")


class ShownProof(msgspec.Struct):
    """A result screen's proof as a scanner read it, and the officer who holds the scanner."""

    proof: str
    officer: int


# Its token is no cookie that another site's page could make a browser send.
@csrf_exempt
@everybody
@require_POST
def check_proof(request: HttpRequest) -> HttpResponse:
    """What a visitor's result screen is worth at this scanner's door."""
    found = _shown(request)
    try:
        asked = msgspec.json.decode(request.body, type=ShownProof)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        title, detail = _("That did not work"), _("The request cannot be read.")
        return refusal("malformed-body", 400, title=title, detail=detail)
    live = found is not None and found.venue.state == State.LIVE
    officer = scanners.officer_of(found, asked.officer) if found is not None and live else None
    if found is None or officer is None:
        return _shut_out()
    return JsonResponse(_told(proofs.check(asked.proof, scanner=found, by=officer)))


def _told(finding: Finding) -> dict[str, Any]:
    """A finding as JSON, its times in milliseconds since 1970."""
    answer: dict[str, Any] = {
        "state": finding.state,
        "name": finding.name,
        "colour": finding.colour,
        "decision": finding.decision,
        "people": finding.people,
    }
    times = {"checked_in_at": finding.checked_in_at, "shown_at": finding.shown_at}
    return answer | {name: at and int(at.timestamp() * 1000) for name, at in times.items()}


def _shut_out() -> HttpResponse:
    title, detail = _("This scanner was shut out"), _("Ask the person in charge of the place.")
    return refusal("bad-token", 401, title=title, detail=detail)


def _shown(request: HttpRequest) -> Scanner | None:
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    return scanners.found_by(shown.strip()) if scheme.lower() == "bearer" else None
