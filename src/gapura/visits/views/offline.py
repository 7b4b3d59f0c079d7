"""`/luring/`: what a phone shows at a door, or anywhere, while it has no network; the same for everybody."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gapura.accounts.access import everybody
from gapura.people.requests import VisitorRequest
from gapura.visits.forms import MOST_COMPANIONS


@everybody
@require_safe
def offline(request: VisitorRequest) -> HttpResponse:
    """Kept by the visitor's service worker, which shows it at the address of any door."""
    context = {"most": MOST_COMPANIONS, "visitor": None, "owner": ""}
    return render(request, "visits/offline.html", context)
